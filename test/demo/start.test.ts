import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
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
