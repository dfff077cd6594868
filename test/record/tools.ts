import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a program can be started; `npm test` installs the judges where it may (test/run.mjs). */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
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

/**
 * A Python that has a module: DEEPSPINE_PYTHON, else the environment that `npm test` makes, else the training
 * environment. Null if none.
 */
export function findTestPython(module: 'highdicom' | 'tiny_pacs_dicomweb'): string | null {
  const inRoot = (path: string) => join(__dirname, '../..', path);
  const candidates = [
    process.env.DEEPSPINE_PYTHON,
    inRoot('.venv-test/bin/python'),
    inRoot('.venv-training/bin/python'),
  ];
  return (
    candidates.find(python => {
      if (!python || !existsSync(python)) {
        return false;
      }
      try {
        execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    }) ?? null
  );
}

/** A Python with pydicom and highdicom; null if none. */
export const findPython = (): string | null => findTestPython('highdicom');

/** How to start PixelMed's validator of structured reports; its name and a file's path follow. */
export interface PixelMed {
  readonly command: string;
  readonly options: readonly string[];
  readonly validator: string;
}

/** The PixelMed of Debian's libpixelmed-java; null where it or Java is missing. */
export function findPixelMed(): PixelMed | null {
  const jar = '/usr/share/java/pixelmed.jar';
  // Recent versions of Java stop at XPath expressions as long as those of its style sheets.
  const limits = ['ExprOpLimit', 'TotalOpLimit', 'ExprGrpLimit'];
  return existsSync(jar) && hasProgram('java')
    ? {
        command: 'java',
        options: [...limits.map(limit => `-Djdk.xml.xpath${limit}=0`), '-cp', jar],
        validator: 'com.pixelmed.validate.DicomSRValidator',
      }
    : null;
}
