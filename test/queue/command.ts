import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const BIN = path.join(__dirname, '../../cli/bin.mjs');

/** `deepspine …` in a process of its own. */
export class CommandProcess {
  readonly lines: string[] = [];
  /** Exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** As `ended`; undefined while it runs. */
  code: number | null | undefined;
  private readonly errors: string[] = [];
  private readonly child: ChildProcess;

  /** @param onLine what is to be done with each line of stdout */
  constructor(args: readonly string[], onLine: (line: string) => void = () => undefined) {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', line => {
      this.lines.push(line);
      onLine(line);
    });
    child.stderr.on('data', chunk => this.errors.push(String(chunk)));
    this.ended = new Promise(done =>
      child.once('close', code => {
        this.code = code;
        done(code);
      })
    );
  }

  get pid(): number {
    return this.child.pid!;
  }

  get stderr(): string {
    return this.errors.join('');
  }

  kill(signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }
}

/** Runs `deepspine …` to its end. */
export async function deepspine(
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const run = new CommandProcess(args);
  const code = await run.ended;
  return { code, stdout: run.lines.join('\n'), stderr: run.stderr };
}
