import { spawn } from 'node:child_process';

interface RunOptions {
  readonly cwd: string;
  /** Shows npm's output as it comes; otherwise it stands in the error. */
  readonly show?: boolean;
}

/**
 * npm tells its scripts where it is; that spares a shell (npm is a .cmd on Windows). Other package managers
 * set the same variable to themselves.
 */
function npmCommand(): readonly [string, readonly string[]] {
  const cli = process.env.npm_execpath ?? '';
  return /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
}

/** Runs npm with the Node that runs this; rejects with npm's own words where it fails. */
export function runNpm(args: readonly string[], { cwd, show = false }: RunOptions): Promise<void> {
  const [command, first] = npmCommand();
  return new Promise((done, fail) => {
    const child = spawn(command, [...first, ...args], {
      cwd,
      stdio: ['ignore', show ? 'inherit' : 'ignore', show ? 'inherit' : 'pipe'],
    });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.once('error', fail);
    child.once('close', code =>
      code === 0
        ? done()
        : fail(new Error(words.trim() || `npm ${args[0]} ended with code ${code}`))
    );
  });
}
