import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContextOptions } from 'node:tls';
import {
  Agent,
  EnvHttpProxyAgent,
  ProxyAgent,
  fetch as undiciFetch,
  type Dispatcher,
} from 'undici';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';

export interface TransportOptions {
  /** File of certificates (PEM) that are trusted beside the public ones. */
  readonly ca?: string;
  /** Files of the certificate and the key (PEM) by which this program shows who it is; both or none. */
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Of an encrypted key. */
  readonly keyPassword?: string;
  /** URL of a proxy, or 'env': HTTPS_PROXY, HTTP_PROXY and NO_PROXY decide, as of other programs. */
  readonly proxy?: string;
}

export type Fetch = typeof fetch;

/**
 * How requests are sent. Certificates are read anew when their files have
 * changed, so that a worker outlives those of its first day.
 *
 * @throws DeepSpineError 'bad-arguments' where a file cannot be used, or a proxy is none
 */
export function transport(options: TransportOptions): Fetch {
  const { ca, clientCert, clientKey, proxy } = options;
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new DeepSpineError(
      'bad-arguments',
      'A client certificate needs its key, and a key its certificate: give --client-cert and --client-key.'
    );
  }
  const files = [ca, clientCert, clientKey].filter(file => file !== undefined);
  const route = routeOf(proxy);
  let dispatcher = first(route, tlsOf(options));
  let known = versionOf(files);
  const current = (): Dispatcher => {
    const version = versionOf(files);
    if (version !== known) {
      try {
        const next = route(tlsOf(options));
        // Requests that are under way end on the old connections.
        void dispatcher.close();
        [dispatcher, known] = [next, version];
      } catch {
        // Half of a pair is new: the old one serves until the other half is.
      }
    }
    return dispatcher;
  };
  return ((input: string | URL, init: object) =>
    undiciFetch(input, { ...init, dispatcher: current() })) as unknown as Fetch;
}

/** @throws DeepSpineError 'bad-arguments' where the environment names what is no proxy */
function first(
  route: (tls: SecureContextOptions) => Dispatcher,
  tls: SecureContextOptions
): Dispatcher {
  try {
    return route(tls);
  } catch (cause) {
    throw new DeepSpineError(
      'bad-arguments',
      'HTTPS_PROXY or HTTP_PROXY (not shown here) is no address of a proxy; one looks like http://proxy.example:3128.',
      { cause }
    );
  }
}

/** Changes with any of the files; '' for one that is not there now. */
const versionOf = (files: readonly string[]): string =>
  files.map(file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? '').join(' ');

/** @throws DeepSpineError 'bad-arguments' where a file is missing, is no PEM, or certificate and key are no pair */
function tlsOf({ ca, clientCert, clientKey, keyPassword }: TransportOptions): SecureContextOptions {
  const tls: SecureContextOptions = {
    ...(ca === undefined
      ? {}
      : { ca: [...rootCertificates, pemOf(ca, 'CERTIFICATE', 'certificates to trust')] }),
    ...(clientCert === undefined || clientKey === undefined
      ? {}
      : {
          cert: pemOf(clientCert, 'CERTIFICATE', 'the client certificate'),
          key: pemOf(clientKey, 'PRIVATE KEY', 'the key of the client certificate'),
          passphrase: keyPassword,
        }),
  };
  try {
    createSecureContext(tls);
  } catch (cause) {
    throw new DeepSpineError(
      'bad-arguments',
      clientKey === undefined
        ? `${ca} holds no certificate that can be read (${reasonOf(cause)}).`
        : `${clientCert} and ${clientKey} are no pair, or the key's password is missing or wrong (${reasonOf(cause)}).`,
      { cause }
    );
  }
  return tls;
}

function pemOf(file: string, kind: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DeepSpineError(
      'bad-arguments',
      `${file} with ${what} cannot be read (${reasonOf(cause)}).`,
      { cause }
    );
  }
  if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text)) {
    throw new DeepSpineError(
      'bad-arguments',
      `${file} is no file of ${what}: it holds no ${kind} in PEM.`
    );
  }
  return text;
}

/** @throws DeepSpineError 'bad-arguments' for what is no address of a proxy; it is not shown, a password may be in it */
function routeOf(proxy: string | undefined): (tls: SecureContextOptions) => Dispatcher {
  if (proxy === undefined) {
    return connect => new Agent({ connect });
  }
  if (proxy === 'env') {
    return tls =>
      new EnvHttpProxyAgent({
        ...{ requestTls: tls, proxyTls: { ca: tls.ca }, connect: tls },
        proxyTunnel: false,
      });
  }
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new DeepSpineError(
      'bad-arguments',
      'What was given as proxy (not shown here) is none; it looks like http://proxy.example:3128, or env.'
    );
  }
  // The proxy itself is trusted by the same authorities; the client's certificate is the archive's to see alone.
  return ({ ca, ...own }) =>
    new ProxyAgent({
      ...{ uri: url.href, requestTls: { ca, ...own }, proxyTls: { ca } },
      // Of https only the name of the host; http is passed on as it is, since proxies open tunnels to few ports.
      proxyTunnel: false,
    });
}
