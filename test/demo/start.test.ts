import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START = join(__dirname, '../../demo/start.mjs');

function start(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  return new Promise(done => {
    const child = spawn(process.execPath, [START], { env: { ...process.env, ...env } });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', code => done({ code, stderr }));
  });
}

describe('npm start', () => {
  it('ends with one line where the port is taken', async () => {
    const other = createServer();
    await new Promise<void>(ready => other.listen(0, '127.0.0.1', ready));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await start({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Port ${port} is taken by another program; choose another: PORT=${port + 1} npm start.\n`
    );
  });

  it('ends with one line where the port is none', async () => {
    const { code, stderr } = await start({ PORT: 'three' });
    expect([code, stderr]).toEqual([1, 'PORT=three is no port; give a number from 1 to 65535.\n']);
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  await new Promise(closed => server.close(closed));
  return port;
}

it('prints the address of the sample study last, serves it, and ends at Ctrl-C', async () => {
  const port = await freePort();
  const archive = mkdtempSync(join(tmpdir(), 'deepspine-start-'));
  const env = { ...process.env, PORT: String(port), ARCHIVE: archive };
  const child = spawn(process.execPath, [START], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise(done => child.once('close', done));
  try {
    const url = await new Promise<string>((done, fail) => {
      let words = '';
      child.stdout.on('data', (chunk: Buffer) => {
        words += chunk.toString();
        const last = /(http:\S+)\n$/.exec(words);
        if (last) {
          done(last[1]!);
        }
      });
      void ended.then(() => fail(new Error(`npm start ended early:\n${words}`)));
    });
    expect(url).toMatch(
      new RegExp(`^http://localhost:${port}/deepspine\\?StudyInstanceUIDs=[0-9.]+$`)
    );
    const page = await fetch(url, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('<title>OHIF Viewer</title>');
    const study = new URL(url).searchParams.get('StudyInstanceUIDs')!;
    const series = await fetch(`http://localhost:${port}/dicom-web/studies/${study}/series`);
    expect(((await series.json()) as unknown[]).length).toBeGreaterThan(0);
    for (const path of ['/plugins/extension/index.umd.js', '/deepspine/models/manifest.json']) {
      expect([path, (await fetch(`http://localhost:${port}${path}`)).status]).toEqual([path, 200]);
    }
  } finally {
    child.kill('SIGINT');
    const code = await ended;
    rmSync(archive, { recursive: true, force: true });
    expect(code).toBe(0);
  }
  // The first run fetches the viewer and may build.
}, 600_000);
