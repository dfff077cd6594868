import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DicomWeb } from './dicomWeb';

/** An Orthanc of its own: loopback only, its storage in the given folder, DICOMweb switched on. */
export class Orthanc {
  private constructor(
    /** What it offers over DICOMweb. */
    readonly web: DicomWeb,
    private readonly process: ChildProcess,
    private readonly output: string[]
  ) {}

  /**
   * @param port of an archive that is started again; a free one where missing
   * @param more of Orthanc's configuration
   */
  static async start(folder: string, port?: number, more: object = {}): Promise<Orthanc> {
    port ??= await freePort();
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
        ...more,
      })
    );
    const child = spawn('Orthanc', [config], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stdout.on('data', chunk => output.push(String(chunk)));
    child.stderr.on('data', chunk => output.push(String(chunk)));
    const orthanc = new Orthanc(new DicomWeb(`http://127.0.0.1:${port}/dicom-web`), child, output);
    await orthanc.untilReady();
    return orthanc;
  }

  private async untilReady(): Promise<void> {
    const end = Date.now() + 60_000;
    while (Date.now() < end && this.process.exitCode === null) {
      try {
        if ((await fetch(`${this.web.root}/studies`)).ok) {
          return;
        }
      } catch {
        // Not listening yet.
      }
      await new Promise(done => setTimeout(done, 250));
    }
    throw new Error(`Orthanc did not start:\n${this.output.join('')}`);
  }

  get port(): number {
    return Number(new URL(this.web.root).port);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
  }
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
