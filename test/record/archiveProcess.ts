import { spawn, type ChildProcess } from 'node:child_process';
import { until } from '../until';
import { DicomWeb } from './dicomWeb';

/** An archive of others that runs on loopback as a process of its own, until it is stopped. */
export class ArchiveProcess {
  /** What it offers over DICOMweb. */
  readonly web: DicomWeb;
  private readonly process: ChildProcess;
  private readonly output: string[] = [];

  /** @param root URL of its DICOMweb service */
  protected constructor(
    private readonly program: string,
    args: readonly string[],
    root: string
  ) {
    this.web = new DicomWeb(root);
    this.process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout?.on('data', chunk => this.output.push(String(chunk)));
    this.process.stderr?.on('data', chunk => this.output.push(String(chunk)));
  }

  protected async untilReady(): Promise<void> {
    const answers = async () => {
      const answer = await fetch(`${this.web.root}/studies`).catch(() => null);
      return { answered: answer?.ok, ended: this.process.exitCode, output: this.output };
    };
    const { answered, output } = await until(
      answers,
      state => state.answered === true || state.ended !== null,
      `${this.program} answers`
    );
    if (!answered) {
      throw new Error(`${this.program} did not start:\n${output.join('')}`);
    }
  }

  get root(): string {
    return this.web.root;
  }

  get port(): number {
    return Number(new URL(this.web.root).port);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
  }
}
