/**
 * The whole pipeline with the real weights on real studies.
 *
 * @jest-environment ./test/ortEnvironment.js
 */
import path from 'node:path';
import { analyze } from '../../extension/src/analysis/analyze';
import type { AnalysisResult, StudyInput } from '../../extension/src/analysis/types';
import type { Level, Vec3 } from '../../extension/src/findings';
import type { ImageSeries } from '../../extension/src/imaging';
import { readInput } from '../../models/node/input';
import { loadModels, type LoadedModels } from '../../models/node/models';
import sample from '../fixtures/spider-45-discs.json';
import { expertPoints } from './rsna';
import { describeWith, RSNA_STUDY } from './shared';
import {
  anonymised,
  eachSlice,
  moved,
  rotated,
  rotation,
  shuffled,
  transposed,
  turned,
} from './transformed';

const SAMPLE = path.resolve(__dirname, '../../demo/studies/spider-45');
const LUMBAR: readonly Level[] = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];
const MINUTES = 60_000;

let models: LoadedModels;
beforeAll(async () => {
  models = await loadModels();
});
afterAll(() => models.release());

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}

function centers(result: AnalysisResult): Map<Level, Vec3> {
  return new Map(result.levels.map(({ level, frame }) => [level, frame.center]));
}

describe('the sample study', () => {
  let study: StudyInput;
  let result: AnalysisResult;
  let series: ImageSeries;
  beforeAll(async () => {
    ({ study } = await readInput([SAMPLE]));
    result = await analyze(study, models);
    series = study.series[0]!;
  }, 5 * MINUTES);

  test('every disc has its name, within 3 mm of the centroid of the expert mask', () => {
    const found = centers(result);
    expect([...found.keys()]).toEqual(Object.keys(sample.centers));
    for (const [level, expected] of Object.entries(sample.centers)) {
      expect(distance(found.get(level as Level)!, expected)).toBeLessThan(3);
    }
  });

  test('heights are those of discs, and no axial view is claimed', () => {
    expect(result.axialSeriesUID).toBeNull();
    for (const { level, measurements } of result.levels) {
      const { middle } = measurements.discHeight;
      expect([level, middle!.mm > 3 && middle!.mm < 16]).toEqual([level, true]);
    }
  });

  async function changed(copy: ImageSeries): Promise<Map<Level, Vec3>> {
    const { studyInstanceUID } = copy;
    return centers(await analyze({ studyInstanceUID, series: [copy] }, models));
  }

  test.each<[string, (s: ImageSeries) => ImageSeries]>([
    ['shuffled and anonymised', s => anonymised(shuffled(s))],
    ['rows and columns exchanged', s => eachSlice(s, transposed)],
    ['upside down and back to front', s => eachSlice(s, turned)],
  ])(
    '%s: the same points within 1 mm',
    async (_name, change) => {
      const found = await changed(change(series));
      expect([...found.keys()]).toEqual(result.levels.map(({ level }) => level));
      for (const { level, frame } of result.levels) {
        expect(distance(found.get(level)!, frame.center)).toBeLessThan(1);
      }
    },
    3 * MINUTES
  );

  test(
    'a patient who lay askew: the points move along, within 1 mm',
    async () => {
      const matrix = rotation(6, 9);
      const shift: Vec3 = [31, -57, 210];
      const found = await changed(eachSlice(series, slice => moved(slice, matrix, shift)));
      expect([...found.keys()]).toEqual(result.levels.map(({ level }) => level));
      for (const { level, frame } of result.levels) {
        const expected = rotated(matrix, frame.center).map((v, i) => v + shift[i]!);
        expect(distance(found.get(level)!, expected)).toBeLessThan(1);
      }
    },
    3 * MINUTES
  );
});

describeWith(
  RSNA_STUDY,
  'a clinical study, fat-suppressed, RLE, one frame of reference per series',
  () => {
    let result: AnalysisResult;
    beforeAll(async () => {
      const { study } = await readInput([RSNA_STUDY]);
      result = await analyze(study, models);
    }, 5 * MINUTES);

    test('all five lumbar discs are named, each plane within 8 mm of the expert canal point', async () => {
      const points = await expertPoints(RSNA_STUDY, 'spinal_canal_stenosis');
      expect(points.map(({ level }) => level).sort()).toEqual([...LUMBAR]);
      for (const { level, point } of points) {
        const frame = result.levels.find(l => l.level === level)!.frame;
        const offset = frame.normal.reduce(
          (sum, n, i) => sum + n * (point[i]! - frame.center[i]!),
          0
        );
        expect([level, Math.abs(offset) < 8]).toEqual([level, true]);
      }
    });

    test('the level that the expert calls severe has the narrowest canal', () => {
      const ratios = result.levels.flatMap(({ level, measurements }) =>
        measurements.canalRatio === null ? [] : [{ level, ratio: measurements.canalRatio }]
      );
      ratios.sort((a, b) => a.ratio - b.ratio);
      expect(ratios[0]!.level).toBe('L4-L5');
    });

    test('left findings lie to the left of right ones', () => {
      for (const { findings } of result.levels) {
        const x = (condition: string): number =>
          findings.find(f => f.condition === condition)!.point[0];
        expect(x('LFS')).toBeGreaterThan(x('RFS') + 10);
        expect(x('LFA')).toBeGreaterThan(x('RFA') + 10);
      }
    });
  }
);
