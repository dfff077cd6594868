import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Paths of PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, and what it signs; made by openssl in the given folder. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly own: Pair
  ) {}

  static make(folder: string, name = 'authority'): Authority {
    const own = pairAt(folder, name);
    openssl(
      ...['req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', own.key, '-out', own.cert]
    );
    return new Authority(folder, own);
  }

  get cert(): string {
    return this.own.cert;
  }

  /** A certificate for a server at 127.0.0.1 or for a client, named so. */
  sign(name: string, password?: string): Pair {
    const { cert, key } = pairAt(this.folder, name);
    const [request, extensions] = [`${cert}.csr`, `${cert}.ext`];
    openssl('req', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
    writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    openssl(
      ...['x509', '-req', '-days', '2', '-in', request, '-extfile', extensions, '-out', cert],
      ...['-CA', this.own.cert, '-CAkey', this.own.key, '-CAcreateserial']
    );
    if (password !== undefined) {
      renameSync(key, `${key}.open`);
      openssl('pkey', '-in', `${key}.open`, '-aes256', '-passout', `pass:${password}`, '-out', key);
    }
    return { cert, key };
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const pairAt = (folder: string, name: string): Pair => ({
  cert: path.join(folder, `${name}.crt`),
  key: path.join(folder, `${name}.key`),
});

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
