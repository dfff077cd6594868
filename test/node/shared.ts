import { existsSync } from 'node:fs';
import path from 'node:path';

/** Data that may not be committed lies beside the repository, where it is there at all. */
const SHARED = path.resolve(__dirname, '../../../shared/data');

export const RSNA_STUDY = path.join(SHARED, 'rsna/100206310');

/** `describe` where a folder is there, else a skipped one whose name says what it lacks. */
export function describeWith(folder: string, name: string, tests: () => void): void {
  if (existsSync(folder)) {
    describe(name, tests);
  } else {
    const where = path.relative(path.resolve(__dirname, '../..'), folder);
    describe.skip(`${name} (skipped: needs ${where})`, tests);
  }
}
