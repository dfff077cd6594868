import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { PackageManifest } from '../../tools/packaging/manifest';

export interface PackedPackage {
  readonly manifest: PackageManifest;
  readonly tarball: string;
}

export interface Registry {
  /** Ends with '/'. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A package registry on loopback that holds the given packages and nothing else, so that OHIF's CLI can
 * install what has not been published. Enough of the npm registry's protocol for npm, yarn and pnpm.
 */
export async function startRegistry(packages: readonly PackedPackage[]): Promise<Registry> {
  const files = new Map(packages.map(({ tarball }) => [basename(tarball), readFileSync(tarball)]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1).split('?')[0]!);
    const file = files.get(basename(path));
    const found = packages.find(({ manifest }) => manifest.name === path);
    if (file) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(file);
    } else if (found) {
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .end(JSON.stringify(packument(found, url)));
    } else {
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"Not found"}');
    }
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** All that a registry says of a package with one version. */
function packument({ manifest, tarball }: PackedPackage, url: string): object {
  const content = readFileSync(tarball);
  const hash = (algorithm: string, encoding: 'hex' | 'base64') =>
    createHash(algorithm).update(content).digest(encoding);
  const dist = {
    tarball: `${url}${manifest.name}/-/${basename(tarball)}`,
    shasum: hash('sha1', 'hex'),
    integrity: `sha512-${hash('sha512', 'base64')}`,
  };
  const { name, version } = manifest;
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { [version]: new Date(0).toISOString() },
  };
}
