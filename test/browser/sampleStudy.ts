import path from 'node:path';
import type { StudyInput } from '../../extension/src/analysis/types';
import { readInput } from '../../models/node/input';

/** The sample study that the repository ships, decoded as the command line does it. */
export async function sampleStudy(): Promise<StudyInput> {
  const { study } = await readInput([path.join(__dirname, '../../demo/studies/spider-45')]);
  return study;
}
