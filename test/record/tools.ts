import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a program can be started. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/**
 * Debian packages that the independent judges need are installed where DEEPSPINE_INSTALL_TOOLS=1 allows
 * it (npm test sets it) and the machine can: root and apt. Everywhere else their tests skip.
 */
export function ensureProgram(name: string, packages: readonly string[]): boolean {
  const may =
    process.env.DEEPSPINE_INSTALL_TOOLS === '1' &&
    process.getuid?.() === 0 &&
    hasProgram('apt-get');
  if (!hasProgram(name) && may) {
    const apt = (...args: string[]) =>
      spawnSync('apt-get', args, {
        timeout: 180_000,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    if (apt(...install).status !== 0) {
      apt('update');
      apt(...install);
    }
  }
  return hasProgram(name);
}

/** `it`, or a skipped test whose title says what is missing. */
export function itWith(
  available: boolean,
  missing: string
): (title: string, run: jest.ProvidesCallback) => void {
  return (title, run) =>
    available ? it(title, run, 120_000) : it.skip(`${title} (skipped: ${missing})`, run);
}

/** Runs a program and returns what it wrote to both streams, whatever its exit code. */
export function outputOf(program: string, ...args: string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) {
    throw error;
  }
  return stdout + stderr;
}

/** A Python with pydicom and highdicom: DEEPSPINE_PYTHON, else the training environment. Null if none. */
export function findPython(): string | null {
  const candidates = [
    process.env.DEEPSPINE_PYTHON,
    join(__dirname, '../../.venv-training/bin/python'),
  ];
  return (
    candidates.find(python => {
      if (!python || !existsSync(python)) {
        return false;
      }
      try {
        execFileSync(python, ['-c', 'import highdicom, pydicom'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    }) ?? null
  );
}
