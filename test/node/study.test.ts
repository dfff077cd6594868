/** The whole pipeline with the real weights on real studies. */
import type { Level, Vec3 } from '../../extension/src/findings';
import sample from '../fixtures/spider-45-discs.json';
import { analyzed, centers, distance, sampleFolder } from './analyzed';
import { ASKEW, type Variant, type VariantResult } from './analyzeVariants';
import { expertPoints } from './rsna';
import { needs } from '../needs';
import { RSNA_STUDY } from './shared';
import { rotated } from './transformed';

const LUMBAR: readonly Level[] = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];
// Six analyses on whatever machine.
jest.setTimeout(20 * 60_000);

describe('the sample study', () => {
  let results: Record<Variant, VariantResult>;
  beforeAll(async () => {
    results = await analyzed(
      sampleFolder('spider-45'),
      ...(['asStored', 'shuffledAndAnonymized', 'transposed', 'turned', 'askew'] as const)
    );
  });

  test('every disc has its name, within 3 mm of the centroid of the expert mask', () => {
    const found = centers(results.asStored);
    expect([...found.keys()]).toEqual(Object.keys(sample.centers));
    for (const [level, expected] of Object.entries(sample.centers)) {
      expect(distance(found.get(level as Level)!, expected)).toBeLessThan(3);
    }
  });

  test('heights are those of discs, and no axial view is claimed', () => {
    expect(results.asStored.axialSeriesUID).toBeNull();
    for (const { level, measurements } of results.asStored.levels) {
      const { middle } = measurements.discHeight;
      expect([level, middle!.mm > 3 && middle!.mm < 16]).toEqual([level, true]);
    }
  });

  function expectSamePoints(variant: Variant, expected: (center: Vec3) => readonly number[]): void {
    const found = centers(results[variant]);
    const { levels } = results.asStored;
    expect([...found.keys()]).toEqual(levels.map(({ level }) => level));
    for (const { level, frame } of levels) {
      expect(distance(found.get(level)!, expected(frame.center))).toBeLessThan(1);
    }
  }

  test.each<[string, Variant]>([
    ['slices shuffled, headers anonymized', 'shuffledAndAnonymized'],
    ['rows and columns exchanged', 'transposed'],
    ['upside down and back to front', 'turned'],
  ])('%s: the same points within 1 mm', (_name, variant) => {
    expectSamePoints(variant, center => center);
  });

  test('a patient who lay askew: the points move along, within 1 mm', () => {
    const { matrix, shift } = ASKEW;
    expectSamePoints('askew', center => rotated(matrix, center).map((v, i) => v + shift[i]!));
  });
});

needs('../shared/data/rsna/100206310').describe(
  'a clinical study: fat-suppressed, RLE, a frame of reference per series',
  () => {
    let result: VariantResult;
    beforeAll(async () => {
      result = (await analyzed(RSNA_STUDY, 'asStored')).asStored;
    });

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

    test('left findings lie to the left of right ones, and the axial series serves', () => {
      expect(result.axialSeriesUID).not.toBeNull();
      for (const { findings } of result.levels) {
        const x = (condition: string): number =>
          findings.find(f => f.condition === condition)!.point[0];
        expect(x('LFS')).toBeGreaterThan(x('RFS') + 10);
        expect(x('LFA')).toBeGreaterThan(x('RFA') + 10);
      }
    });
  }
);
