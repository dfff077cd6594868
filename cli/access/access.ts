import { DeepSpineError } from '../../extension/src/findings';
import { headersOf, secretOf, type HeaderOptions } from '../credentials';
import type { AccessObserver } from '../dicomweb/access';
import type { ArchiveOptions } from '../dicomweb/http';
import { sayError } from '../output';
import { auditTrail } from './audit';
import type { TokenSource } from './token';
import type { Fetch, TransportOptions } from './transport';

/** What a command line and its environment say about how an archive is reached. */
export interface AccessOptions extends HeaderOptions {
  readonly oidcIssuer?: string;
  readonly oidcClient?: string;
  readonly oidcSecretFile?: string;
  readonly oidcScope?: string;
  readonly oidcAudience?: string;
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly clientKeyPasswordFile?: string;
  readonly proxy?: string;
  readonly audit?: string;
  readonly auditAs?: string;
}

/** How an archive is reached, shown who asks, and who keeps account of it. */
export interface ArchiveAccess {
  /** Whether anything of it tells the archive who asks. */
  readonly signedIn: boolean;
  /** For an archive; what else watches it goes into `observers`. */
  optionsFor(root: string, observers?: readonly AccessObserver[]): ArchiveOptions;
}

/**
 * Reads credentials, certificates and the like; what is wrong with them is said before anything is asked.
 *
 * @param command its name, for the audit trail
 * @param proxySource whence commander has the proxy: 'cli' for the command line
 * @throws DeepSpineError 'bad-arguments'; nothing secret is shown
 */
export async function archiveAccess(
  options: AccessOptions,
  command: string,
  proxySource?: string
): Promise<ArchiveAccess> {
  const headers = headersOf(options);
  const { ca, clientCert, clientKey, proxy, audit, auditAs } = options;
  if (proxySource === 'cli' && /\/\/[^/]*@/.test(proxy ?? '')) {
    sayError(
      'everybody on this machine can read the password in --proxy while this runs; give it with DEEPSPINE_PROXY'
    );
  }
  const send = await sending({
    ca,
    clientCert,
    clientKey,
    proxy,
    keyPassword: keyPassword(options),
  });
  const bearer = await tokenSource(options, headers);
  const trail = audit === undefined ? null : auditTrail({ audit, auditAs, command });
  return {
    signedIn: Object.keys(headers).length > 0 || bearer !== undefined || clientCert !== undefined,
    optionsFor: (archive, observers = []) => ({
      ...{ headers, fetch: send, bearer },
      observers: [
        // First: what cannot be accounted for is not done.
        ...(trail ? [trail(archive)] : []),
        ...observers,
      ],
    }),
  };
}

/** Whoever asks for nothing does not wait for the library. */
async function sending(options: TransportOptions): Promise<Fetch> {
  if (Object.values(options).every(value => value === undefined)) {
    return fetch;
  }
  return (await import('./transport')).transport(options);
}

function keyPassword({ clientKeyPasswordFile }: AccessOptions): string | undefined {
  return clientKeyPasswordFile === undefined
    ? process.env.DEEPSPINE_CLIENT_KEY_PASSWORD || undefined
    : secretOf(clientKeyPasswordFile, 'the password of the client key');
}

async function tokenSource(
  options: AccessOptions,
  headers: Readonly<Record<string, string>>
): Promise<TokenSource | undefined> {
  const { oidcIssuer: issuer, oidcClient: clientId, oidcSecretFile: file } = options;
  if (issuer === undefined && clientId === undefined) {
    return undefined;
  }
  if (issuer === undefined || clientId === undefined) {
    throw new DeepSpineError(
      'bad-arguments',
      'A token needs an issuer and a client: give --oidc-issuer and --oidc-client.'
    );
  }
  if (Object.keys(headers).some(name => name.toLowerCase() === 'authorization')) {
    throw new DeepSpineError(
      'bad-arguments',
      'An Authorization header and a token were given, and only one of them can be sent; leave one out.'
    );
  }
  const secret = (): string => {
    const text =
      file === undefined
        ? process.env.DEEPSPINE_OIDC_SECRET
        : secretOf(file, 'the secret of the client');
    if (!text) {
      throw new DeepSpineError(
        'bad-arguments',
        'A token needs the secret of the client: give it with --oidc-secret-file or DEEPSPINE_OIDC_SECRET.'
      );
    }
    return text;
  };
  // A mistake is said now, and not at the first study.
  secret();
  const { TokenSource: Tokens } = await import('./token');
  return new Tokens({
    ...{ issuer, clientId, secret, scope: options.oidcScope, audience: options.oidcAudience },
    // Certificates are for the archive; the issuer is trusted and reached in the same way.
    fetch: await sending({ ca: options.ca, proxy: options.proxy }),
  });
}
