import path from 'node:path';
import type { StudyInput } from '../../extension/src/analysis/request';
import { readInput } from '../../cli/input';

export const SAMPLE_FOLDER = path.join(__dirname, '../../demo/studies/spider-45');

/**
 * The sample study that the repository ships, decoded as the command line does it.
 *
 * @param sliceCount only so many of the middle slices, for tests in which the findings do not matter
 */
export async function sampleStudy(sliceCount = Infinity): Promise<StudyInput> {
  const { study } = await readInput([SAMPLE_FOLDER]);
  const series = study.series.map(one => {
    const first = Math.max(0, Math.floor((one.slices.length - sliceCount) / 2));
    return { ...one, slices: one.slices.slice(first, first + sliceCount) };
  });
  return { ...study, series };
}
