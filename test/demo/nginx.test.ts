import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request as secureRequest } from 'node:https';
import { request as plainRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findFiles } from '../../demo/archive/store';
import { writeSite } from '../../tools/site/site';
import { configuration, CONFIGURATIONS, Nginx } from './nginx';
import { needs } from '../needs';

/**
 * nginx with the configurations that sites copy: the site guide's and the container's, asked for every kind of
 * file, for pages of the viewer, for what is missing, and for the archive.
 */

const { describe: describeWith } = needs('nginx', 'openssl', 'viewer', 'build');

/** What the browser must be told, by a file's ending; every other kind of file is bytes. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.jsonc': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.xml': 'text/xml',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.onnx': 'application/octet-stream',
};
/** Of no matter: text for people, and a relic that no page of the viewer names. */
const UNTOLD = ['', '.md', '.txt', '.webapp'];

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Asks without believing that a certificate made a second ago is anybody's. */
function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = Buffer.alloc(0),
  }: {
    method?: string;
    headers?: Record<string, string>;
    body?: Buffer;
  } = {}
): Promise<Answer> {
  const request = url.startsWith('https:') ? secureRequest : plainRequest;
  return new Promise((done, fail) => {
    // The path as it is written: a URL would tidy its dots away.
    const [, protocol, hostname, port, path = '/'] = /^(https?:)\/\/(.+?):(\d+)(.*)$/.exec(url)!;
    const to = { protocol, hostname, port, path };
    const asked = request({ ...to, method, headers, rejectUnauthorized: false }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () =>
        done({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks),
        })
      );
    });
    asked.once('error', fail);
    asked.end(body);
  });
}

describeWith('nginx', () => {
  let scratch: string;
  let site: string;
  let archive: Server;
  let archivePort: number;
  /** What the archive was asked last. */
  let heard: { url?: string; headers: IncomingMessage['headers']; bytes: number } | undefined;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'deepspine-nginx-'));
    site = join(scratch, 'site');
    await writeSite(site, () => {});
    archive = createServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.length));
      request.once('end', () => {
        heard = { url: request.url, headers: request.headers, bytes };
        response.writeHead(200, { 'Content-Type': 'application/dicom+json' }).end('[]');
      });
    });
    await new Promise<void>(ready => archive.listen(0, '127.0.0.1', ready));
    archivePort = (archive.address() as AddressInfo).port;
  }, 120_000);

  afterAll(async () => {
    await new Promise(done => archive.close(done));
    rmSync(scratch, { recursive: true, force: true });
  });

  describe.each(CONFIGURATIONS)('as %s has it', file => {
    let nginx: Nginx;
    beforeAll(async () => {
      const folder = mkdtempSync(join(scratch, 'nginx-'));
      const text = configuration(file);
      nginx = await Nginx.prepare({ text, scratch: folder, site, archivePort });
    });
    afterAll(() => nginx.stop());

    it('starts, and complains of nothing', async () => {
      const { good, words } = nginx.check();
      expect([good, words.match(/\[(warn|error|emerg)\].*/g)]).toEqual([true, null]);
      await nginx.start();
    });

    it('serves every kind of file of the site as what it is', async () => {
      const examples = new Map(
        findFiles(site, /./).map(path => [extname(path), relative(site, path)] as const)
      );
      expect([...examples.keys()]).toEqual(expect.arrayContaining(['.wasm', '.mjs', '.onnx']));
      const told = [...examples].filter(([ending]) => !UNTOLD.includes(ending));
      for (const [ending, path] of told) {
        const { status, headers } = await ask(`${nginx.url}/${path}`, { method: 'HEAD' });
        const type = headers['content-type']?.split(';')[0];
        expect([path, status, type]).toEqual([path, 200, TYPES[ending] ?? `none for ${ending}`]);
      }
    });

    it('answers with the viewer’s page where a page is meant, and with 404 where a file is', async () => {
      const pages = ['/', '/deepspine?StudyInstanceUIDs=1.2', '/viewer?StudyInstanceUIDs=1.2'];
      for (const page of [...pages, '/deepspine/archive?StudyInstanceUIDs=1.2', '/local']) {
        const { status, headers } = await ask(`${nginx.url}${page}`);
        expect([page, status, headers['content-type']]).toEqual([page, 200, 'text/html']);
      }
      const files = ['/deepspine/models/none.onnx', '/deepspine/none.js', '/plugins/none.js'];
      for (const gone of [...files, '/plugins/none']) {
        expect([gone, (await ask(`${nginx.url}${gone}`)).status]).toEqual([gone, 404]);
      }
    });

    it('isolates every page, and has browsers ask whether our files have changed', async () => {
      for (const path of [
        '/',
        '/deepspine/archive',
        '/deepspine/worker.js',
        '/deepspine/none.js',
      ]) {
        const { status, headers } = await ask(`${nginx.url}${path}`);
        expect([path, headers]).toEqual([
          path,
          expect.objectContaining({
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
            'cross-origin-resource-policy': 'same-origin',
            ...(status === 200 ? { 'cache-control': 'no-cache' } : {}),
          }),
        ]);
      }
    });

    it('compresses the runtime to a third, unchanged', async () => {
      const [wasm] = findFiles(join(site, 'deepspine/ort'), /\.wasm$/);
      const url = `${nginx.url}/${relative(site, wasm!)}`;
      const packed = await ask(url, { headers: { 'Accept-Encoding': 'gzip' } });
      const whole = await ask(url);
      expect(packed.headers['content-encoding']).toBe('gzip');
      expect(packed.body.length).toBeLessThan(whole.body.length / 3);
      expect(gunzipSync(packed.body).equals(whole.body)).toBe(true);
    }, 60_000);

    it('passes the archive on, whole, and tells it how it is reached', async () => {
      const body = Buffer.alloc(3_000_000, 7);
      const type = 'multipart/related; type="application/dicom"';
      const answer = await ask(`${nginx.url}/dicom-web/studies`, {
        method: 'POST',
        headers: { 'Content-Type': type, Authorization: 'Bearer abc' },
        body,
      });
      expect(answer.status).toBe(200);
      const { host, protocol } = new URL(nginx.url);
      expect(heard).toMatchObject({ url: '/dicom-web/studies', bytes: body.length });
      expect(heard!.headers).toMatchObject({
        host,
        forwarded: `host=${host};proto=${protocol.slice(0, -1)}`,
        'content-type': type,
        authorization: 'Bearer abc',
      });
    });

    it('opens nothing of the archive but studies, series and instances', async () => {
      const shut = [
        ['GET', '/dicom-web/servers'],
        ['POST', '/dicom-web/servers/peer/retrieve'],
        ['GET', '/dicom-web/studies/../servers'],
        ['GET', '/dicom-web/studies/%2e%2e/servers'],
        ['GET', '/dicom-web/studies//..//servers'],
        ['GET', '/dicom-web/studiesX'],
        ['GET', '/dicom-web'],
        ['POST', '/dicom-web/series'],
        ['POST', '/dicom-web/studies/1.2/series'],
        ['DELETE', '/dicom-web/studies/1.2'],
        ['PUT', '/dicom-web/studies'],
        ['GET', '/tools/execute-script'],
        ['POST', '/tools/find'],
      ] as const;
      for (const [method, path] of shut) {
        heard = undefined;
        await ask(`${nginx.url}${path}`, { method });
        expect([method, path, heard]).toEqual([method, path, undefined]);
      }
      const open = [
        ['GET', '/dicom-web/studies?PatientID=1'],
        ['POST', '/dicom-web/studies/1.2.3'],
        ['GET', '/dicom-web/studies/1.2/series/1.3/instances/1.4/frames/1'],
        ['GET', '/dicom-web/series?limit=1'],
        ['GET', '/dicom-web/instances?limit=1'],
      ] as const;
      for (const [method, path] of open) {
        heard = undefined;
        await ask(`${nginx.url}${path}`, { method });
        expect([method, path, heard]).toEqual([
          method,
          path,
          expect.objectContaining({ url: path }),
        ]);
      }
    });

    it('drops requests for names that are not the viewer’s', async () => {
      const { port } = new URL(nginx.url);
      heard = undefined;
      const headers = { Host: `evil.example:${port}` };
      const asked = ask(`${nginx.url}/dicom-web/studies`, { headers });
      const dropped = await asked.then(
        ({ status }) => status,
        () => 'dropped'
      );
      expect([dropped, heard]).toEqual([expect.stringMatching(/^dropped$/), undefined]);
    });

    it('sends the policy that keeps the page to this server', async () => {
      const { headers } = await ask(`${nginx.url}/`);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      const secure = nginx.url.startsWith('https:');
      expect('strict-transport-security' in headers).toBe(secure);
    });
  });
});
