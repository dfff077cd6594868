import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** An Orthanc of its own: loopback only, its storage in the given folder, DICOMweb switched on. */
export class Orthanc {
  private constructor(
    readonly root: string,
    private readonly process: ChildProcess,
    private readonly output: string[]
  ) {}

  static async start(folder: string): Promise<Orthanc> {
    const port = await freePort();
    mkdirSync(folder, { recursive: true });
    const config = join(folder, 'orthanc.json');
    writeFileSync(
      config,
      JSON.stringify({
        Name: 'DeepSPINE test',
        StorageDirectory: join(folder, 'storage'),
        IndexDirectory: join(folder, 'storage'),
        HttpPort: port,
        HttpServerEnabled: true,
        RemoteAccessAllowed: false,
        AuthenticationEnabled: false,
        DicomServerEnabled: false,
        Plugins: ['/usr/share/orthanc/plugins'],
        DicomWeb: {
          Enable: true,
          Root: '/dicom-web/',
          StudiesMetadata: 'Full',
          SeriesMetadata: 'Full',
        },
      })
    );
    const child = spawn('Orthanc', [config], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stdout.on('data', chunk => output.push(String(chunk)));
    child.stderr.on('data', chunk => output.push(String(chunk)));
    const orthanc = new Orthanc(`http://127.0.0.1:${port}/dicom-web`, child, output);
    await orthanc.untilReady();
    return orthanc;
  }

  private async untilReady(): Promise<void> {
    const end = Date.now() + 60_000;
    while (Date.now() < end && this.process.exitCode === null) {
      try {
        if ((await fetch(`${this.root}/studies`)).ok) {
          return;
        }
      } catch {
        // Not listening yet.
      }
      await new Promise(done => setTimeout(done, 250));
    }
    throw new Error(`Orthanc did not start:\n${this.output.join('')}`);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
  }

  /** STOW-RS (PS3.18, 10.5): stores Part 10 files; returns the status and the response's data set. */
  async store(files: readonly Uint8Array[]): Promise<{ status: number; answer: object }> {
    const boundary = 'deepspine-boundary';
    const type = 'multipart/related; type="application/dicom"';
    const parts = files.flatMap(file => [
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      Buffer.from(file),
      Buffer.from('\r\n'),
    ]);
    const response = await fetch(`${this.root}/studies`, {
      method: 'POST',
      headers: {
        'Content-Type': `${type}; boundary=${boundary}`,
        Accept: 'application/dicom+json',
      },
      body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    });
    return { status: response.status, answer: (await response.json()) as object };
  }

  /** WADO-RS: the metadata of every instance of a series, DICOM JSON. */
  async metadata(study: string, series: string): Promise<object[]> {
    const response = await fetch(`${this.root}/studies/${study}/series/${series}/metadata`, {
      headers: { Accept: 'application/dicom+json' },
    });
    return (await response.json()) as object[];
  }

  /** WADO-RS: one instance as the Part 10 file that the archive holds. */
  async instance(study: string, series: string, instance: string): Promise<Uint8Array> {
    const response = await fetch(
      `${this.root}/studies/${study}/series/${series}/instances/${instance}`,
      { headers: { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' } }
    );
    return onlyPart(Buffer.from(await response.arrayBuffer()));
  }
}

/** The body of the one part of a multipart answer. */
function onlyPart(body: Buffer): Uint8Array {
  const start = body.indexOf('\r\n\r\n') + 4;
  const boundary = body.subarray(body.indexOf('--'), body.indexOf('\r\n'));
  const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), boundary]), start);
  return new Uint8Array(body.subarray(start, end));
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
