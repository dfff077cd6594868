import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../demo/archive/archive';
import { listen, type RunningServer } from '../../demo/server/server';

/** The demo's archive over HTTP, without a viewer, its files in a folder of its own. */
export class LoopbackArchive {
  /** Resolves when the images of a study are asked for while they are held back. */
  asked: Promise<void> = Promise.resolve();
  private held: Promise<void> | null = null;
  private sayAsked: () => void = () => undefined;

  private constructor(
    readonly archive: Archive,
    private readonly folder: string,
    private server: RunningServer | null = null
  ) {}

  static async start(): Promise<LoopbackArchive> {
    const folder = mkdtempSync(join(tmpdir(), 'deepspine-loopback-'));
    const loopback = new LoopbackArchive(new Archive({ dir: folder }), folder);
    loopback.server = await listen(async (request, response) => {
      const wantsImages = request.headers.accept?.includes('"application/dicom"') ?? false;
      if (request.method === 'GET' && wantsImages && loopback.held) {
        loopback.sayAsked();
        await loopback.held;
      }
      await loopback.archive.handle(request, response);
    }, 0);
    return loopback;
  }

  /** URL of the DICOMweb service. */
  get root(): string {
    return `http://127.0.0.1:${this.server!.port}${this.archive.root}`;
  }

  async store(files: readonly Uint8Array[]): Promise<void> {
    for (const file of files) {
      await this.archive.store.add(Buffer.from(file));
    }
  }

  /** Answers no request for images until the returned function is called. */
  hold(): () => void {
    let release: () => void = () => undefined;
    this.asked = new Promise(done => (this.sayAsked = done));
    this.held = new Promise(done => {
      release = () => {
        this.held = null;
        done();
      };
    });
    return release;
  }

  async stop(): Promise<void> {
    await this.server?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
