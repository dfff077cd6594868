import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Archive } from '../../demo/archive/archive';
import { listen, siteHandler } from '../../demo/server/server';
import type { RunningServer } from '../../demo/server/server';

const PAGE = { Accept: 'text/html,*/*' };
let dir: string;
let server: RunningServer;
let url: string;

function write(path: string, content: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function serve(isolated = true): Promise<void> {
  const handler = siteHandler({
    archive: new Archive({ dir: join(dir, 'archive') }),
    viewerDist: join(dir, 'dist'),
    isolated,
    mounts: [
      { prefix: '/plugins/extension/', target: join(dir, 'extension') },
      { prefix: '/app-config.js', target: join(dir, 'demo/app-config.js') },
      { prefix: '/deepspine/', target: join(dir, 'served') },
    ],
  });
  server = await listen(handler, 0);
  url = `http://127.0.0.1:${server.port}`;
}

/** A raw request: fetch would tidy the path and the Host header away. */
function raw(request: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', chunk => (answer += chunk.toString()));
    socket.on('end', () => done(answer));
    socket.on('error', fail);
  });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'deepspine-site-'));
  write('secret.txt', 'secret');
  write('dist/index.html', '<title>viewer</title>');
  write('dist/app-config.js', 'the viewer’s own');
  write('dist/app.bundle.js', 'viewer');
  write('demo/app-config.js', 'ours');
  write('served/worker.js', 'worker');
  write('served/ort/ort.wasm', 'wasm');
  write('served/ort/ort.mjs', 'glue');
  await serve();
});

afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('files', () => {
  it.each([
    ['/app.bundle.js', 'text/javascript; charset=utf-8', 'viewer'],
    ['/app-config.js', 'text/javascript; charset=utf-8', 'ours'],
    ['/deepspine/worker.js', 'text/javascript; charset=utf-8', 'worker'],
    ['/deepspine/ort/ort.wasm', 'application/wasm', 'wasm'],
    ['/deepspine/ort/ort.mjs?v=1', 'text/javascript; charset=utf-8', 'glue'],
  ])('serves %s as %s', async (path, type, content) => {
    const response = await fetch(url + path);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(content);
  });

  it.each([
    '/',
    '/deepspine',
    '/deepspine?StudyInstanceUIDs=1.2',
    '/deepspine/',
    '/deepspine/demo',
  ])('opens the viewer at %s', async path => {
    const response = await fetch(url + path, { headers: PAGE });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>viewer</title>');
  });

  it.each(['/deepspine/models/absent.onnx', '/plugins/absent', '/plugins/extension/a.js', '/x.js'])(
    'answers 404, not the viewer, at %s',
    async path => {
      expect((await fetch(url + path, { headers: PAGE })).status).toBe(404);
    }
  );

  it('answers with the viewer where any type is taken, as curl asks', async () => {
    for (const path of ['/', '/deepspine?StudyInstanceUIDs=1.2.3']) {
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
  });

  it('answers 404 where something other than a page is asked for', async () => {
    expect((await fetch(`${url}/deepspine/models/manifest`)).status).toBe(404);
  });

  it('says "unchanged" to a browser that has the file', async () => {
    const first = await fetch(`${url}/app.bundle.js`);
    const tag = first.headers.get('etag')!;
    const again = await fetch(`${url}/app.bundle.js`, { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
  });

  it('gives only the header to HEAD, and refuses other methods', async () => {
    const head = await fetch(`${url}/app.bundle.js`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${url}/app.bundle.js`, { method: 'POST' })).status).toBe(405);
  });
});

describe('what is refused', () => {
  it.each([
    '/../secret.txt',
    '/deepspine/../secret.txt',
    '/deepspine/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/app.bundle.js%00.png',
    '/%zz',
  ])('never leaves the served folders at %s', async path => {
    const answer = await raw(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n`
    );
    expect(answer).not.toMatch(/\r\n\r\nsecret/);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404|200)/);
    expect(answer.startsWith('HTTP/1.1 200')).toBe(answer.includes('<title>viewer</title>'));
  });

  it.each([
    ['localhost', 200],
    ['localhost:3000', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['attacker.example', 403],
    ['localhost.attacker.example', 403],
    ['127.0.0.1.attacker.example:3000', 403],
  ])('answers Host %s with %d', async (host, status) => {
    for (const path of ['/app.bundle.js', '/dicom-web/studies']) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      );
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    }
  });
});

it('holds the page to this server', async () => {
  const { headers } = await fetch(`${url}/`, { headers: PAGE });
  const policy = headers.get('content-security-policy')!;
  expect(policy).toMatch(/^default-src 'self' blob: data: /);
  expect(policy).not.toMatch(/https?:|\*|connect-src/);
});

describe('isolation', () => {
  it('sends the headers that give a page threads, with every answer', async () => {
    for (const path of ['/', '/deepspine/worker.js', '/absent', '/dicom-web/studies']) {
      const { headers } = await fetch(url + path, { headers: PAGE });
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    }
  });

  it('leaves them out when told to', async () => {
    await server.close();
    await serve(false);
    const { headers } = await fetch(`${url}/`, { headers: PAGE });
    expect(headers.get('cross-origin-opener-policy')).toBeNull();
    expect(headers.get('cross-origin-embedder-policy')).toBeNull();
  });
});

it('says which port is taken and what to do', async () => {
  const other = createServer();
  await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as { port: number };
  await expect(listen(async () => {}, port)).rejects.toThrow(
    `Port ${port} is taken by another program; choose another: PORT=${port + 1} npm start`
  );
  await new Promise(done => other.close(done));
});

it('listens on loopback only', async () => {
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find(address => address && !address.internal && address.family === 'IPv4');
  if (!outside) {
    return;
  }
  await expect(
    new Promise((done, fail) => {
      const socket = connect(server.port, outside.address, () => done(socket.destroy()));
      socket.on('error', fail);
    })
  ).rejects.toThrow('ECONNREFUSED');
});
