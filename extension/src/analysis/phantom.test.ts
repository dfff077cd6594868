import { LEVELS, type Level } from '../findings';
import { buildStacks } from '../imaging/stacks';
import { dot, sub } from '../imaging/vec3';
import { findingPoints } from './grade/findingPoints';
import { sourceLabels } from './assemble/labels';
import { levelMeasurer } from './measure/measure';
import { structureMap } from './segmentation/structureMap';
import { findSpine } from './locate/spine';
import { maskSegmentation } from './testing/maskSegmentation';
import { labelAt, PHANTOM, phantomSeries, type Phantom } from './testing/phantom';
import type { LengthMeasurement } from './measure/measurements';
import { SEGMENTER } from './testing/segmenter';

function examine(phantom: Phantom, layout = {}) {
  const stack = buildStacks(phantomSeries(phantom, layout)).stacks[0]!;
  const segmentation = maskSegmentation(stack);
  const spine = findSpine(segmentation);
  const at = (level: Level) => spine.discs.findIndex(d => d.level === level);
  const measure = (level: Level) =>
    levelMeasurer(segmentation, spine.column.canal, spine.discs)(at(level));
  return { stack, segmentation, spine, at, measure };
}

/** Half a grid pixel to either side. */
const within = (measured: LengthMeasurement | null, mm: number, error = 0.6) => {
  expect(measured).not.toBeNull();
  expect(Math.abs(measured!.mm - mm)).toBeLessThan(error);
  const { from, to } = measured!;
  expect(Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2])).toBeCloseTo(
    measured!.mm,
    6
  );
};

describe('a spine of boxes', () => {
  const { spine, at, measure, stack, segmentation } = examine(PHANTOM);

  it('has its discs where they were put, named from below', () => {
    expect(spine.discs.map(d => d.level)).toEqual(LEVELS);
    spine.discs.forEach((disc, i) => {
      const z = (5 - i) * 33;
      const [x, y, centerZ] = disc.frame.center;
      expect(Math.abs(x)).toBeLessThan(0.5);
      expect(Math.abs(y)).toBeLessThan(0.5);
      expect(Math.abs(centerZ - z)).toBeLessThan(0.5);
    });
    // A straight column lacks the lordosis by which its lowest disc would be known: it stands as L4-L5 does.
    expect(spine.warnings.map(w => w.code)).toEqual(['naming-four-lumbar']);
  });

  it('has frames that point to the patient’s right, front and head', () => {
    for (const { frame } of spine.discs) {
      expect(frame.right[0]).toBeLessThan(-0.99);
      expect(frame.anterior[1]).toBeLessThan(-0.99);
      expect(frame.normal[2]).toBeGreaterThan(0.99);
      const { right: r, anterior: a, normal: n } = frame;
      expect(r[1] * a[2] - r[2] * a[1]).toBeCloseTo(n[0], 9);
      expect(r[2] * a[0] - r[0] * a[2]).toBeCloseTo(n[1], 9);
      expect(r[0] * a[1] - r[1] * a[0]).toBeCloseTo(n[2], 9);
    }
  });

  it('has the heights of its boxes', () => {
    const heights: [Level, number][] = [
      ['L5-S1', 8],
      ['L4-L5', 10],
      ['L3-L4', 6],
    ];
    for (const [level, mm] of heights) {
      const { discHeight } = measure(level).measurements;
      within(discHeight.anterior, mm);
      within(discHeight.middle, mm);
      within(discHeight.posterior, mm);
    }
    // Between the discs 33 mm apart: 33 − 10 / 2 − 6 / 2 − two end plates of 1 mm.
    const { bodyHeight } = measure('L4-L5').measurements;
    within(bodyHeight.anterior, 23);
    within(bodyHeight.middle, 23);
    within(bodyHeight.posterior, 23);
  });

  it('has its canal width, and half of it at the narrow level', () => {
    const wide = measure('L4-L5').measurements;
    within(wide.canalAp, 14);
    expect(wide.canalRatio).toBeCloseTo(1, 1);
    const narrow = measure('L3-L4').measurements;
    within(narrow.canalAp, 7);
    expect(Math.abs(narrow.canalRatio! - 0.5)).toBeLessThan(0.05);
    // From the front of the canal (y = 20) to its back (y = 27).
    expect(Math.abs(narrow.canalAp!.from[1] - 20)).toBeLessThan(0.6);
    expect(Math.abs(narrow.canalAp!.to[1] - 27)).toBeLessThan(0.6);
  });

  it('has left findings on the patient’s left (+x) and disc findings at the disc’s back', () => {
    const disc = spine.discs[at('L4-L5')]!;
    const points = findingPoints({ ...disc, canalWidth: 14 });
    for (const [left, right] of [
      ['LFS', 'RFS'],
      ['LFA', 'RFA'],
    ] as const) {
      expect(points[left][0]).toBeGreaterThan(10);
      expect(points[right][0]).toBeLessThan(-10);
      expect(points[left][0] + points[right][0]).toBeCloseTo(0, 0);
    }
    expect(labelAt(PHANTOM, points.SCS)).toBe(100);
    expect(Math.abs(points.DB[1] - 18)).toBeLessThan(1.2);
    expect(Math.abs(points.LFT[1] - 34)).toBeLessThan(1);
    expect(dot(sub(points.SCS, disc.frame.center), disc.frame.normal)).toBeCloseTo(0, 6);
  });

  it('is labeled pixel for pixel, each structure by its name', () => {
    const maps = stack.slices.map((slice, plane) => structureMap(slice, segmentation, plane));
    const result = sourceLabels(stack, maps, segmentation.grid, spine.column, SEGMENTER);
    expect(result.segments.map(s => s.name)).toEqual([
      'T12',
      'L1',
      'L2',
      'L3',
      'L4',
      'L5',
      ...LEVELS,
      'canal',
    ]);
    const kinds = new Map(result.segments.map(s => [s.label, s]));
    let [wrong, misnamed, count] = [0, 0, 0];
    const middle = 6;
    const { labels, columns } = result.slices[middle]!;
    const slice = stack.slices[middle]!;
    labels.forEach((label, i) => {
      const kind = kinds.get(label)?.kind ?? 'none';
      const truth = { 0: 'none', 1: 'vertebra', 100: 'canal', 201: 'disc' }[slice.pixels[i]!];
      count += truth === 'none' ? 0 : 1;
      wrong += truth === kind ? 0 : 1;
      if (kind === 'disc' && truth === 'disc') {
        const z = slice.position[2] - Math.floor(i / columns) * slice.rowSpacing;
        misnamed += kinds.get(label)!.name === LEVELS[5 - Math.round(z / 33)] ? 0 : 1;
      }
    });
    expect(misnamed).toBe(0);
    // Edges fall between grid pixels; within a structure nothing may be wrong.
    expect(wrong).toBeLessThan(0.06 * count);
  });
});

/** Coarser pixels suffice where no length is measured. */
const COARSE = { rows: 280, columns: 120, rowSpacing: 0.9375, columnSpacing: 0.9375 };

/** Slices 1 mm apart over 28 mm, so that the canal's whole width of 18 mm is seen. */
const THIN = { slices: 28, sliceSpacing: 1 };

describe('areas and bulges', () => {
  const { measure } = examine({ ...PHANTOM, bulge: [0, 3, 0, 1.5] }, THIN);

  it('has the cross-section of its canal, and half of it at the narrow level', () => {
    // 18 mm wide; 14 and 7 mm from front to back.
    const wide = measure('L2-L3').measurements;
    expect(Math.abs(wide.canalArea! - 18 * 14)).toBeLessThan(0.03 * 18 * 14);
    expect(wide.canalAreaRatio).toBeCloseTo(1, 1);
    const narrow = measure('L3-L4').measurements;
    expect(Math.abs(narrow.canalArea! - 18 * 7)).toBeLessThan(0.04 * 18 * 7);
    expect(Math.abs(narrow.canalAreaRatio! - 0.5)).toBeLessThan(0.05);
  });

  it('has the bulges it was given, and none where they are 0', () => {
    const bulge = (level: Level) => measure(level).measurements.discBulge!;
    expect(Math.abs(bulge('L4-L5') - 3)).toBeLessThan(0.5);
    expect(Math.abs(bulge('L3-L4'))).toBeLessThan(0.5);
    expect(Math.abs(bulge('L2-L3') - 1.5)).toBeLessThan(0.5);
    // No sacrum is segmented: there is no corner below the lowest disc.
    expect(measure('L5-S1').measurements.discBulge).toBeNull();
  });

  it('has discs as flat as they are', () => {
    const ratio = (level: Level) => measure(level).measurements.discHeightRatio!;
    expect(Math.abs(ratio('L3-L4') - 6 / 36)).toBeLessThan(0.012);
    expect(Math.abs(ratio('L5-S1') - 8 / 36)).toBeLessThan(0.015);
  });

  it('does not give the area of a canal that the images cut off at the side', () => {
    const cut = examine(PHANTOM, { ...THIN, slices: 14 }).measure('L4-L5').measurements;
    expect(cut.canalArea).toBeNull();
    expect(cut.canalAreaRatio).toBeNull();
    within(cut.canalAp, 14, 1);
  });
});

describe('what is doubtful about a spine', () => {
  it('names the lowest disc L4-L5 when a whole vertebra follows below it, and says so', () => {
    const { spine } = examine({ ...PHANTOM, vertebraBelow: true }, COARSE);
    expect(spine.discs.map(d => d.level)).toEqual([null, ...LEVELS.slice(0, -1)]);
    expect(spine.warnings.map(w => w.code)).toEqual(
      expect.arrayContaining(['naming-lowest-disc-missing', 'level-cut-off'])
    );
  });

  it('says so when the images end below the lowest disc', () => {
    const { spine } = examine(PHANTOM, { ...COARSE, center: [0, 10, 120], rows: 262 });
    expect(spine.column.naming.doubt).toBe(true);
  });

  it('says what is cut off above, which casts no doubt on the names', () => {
    const { spine } = examine(PHANTOM, { ...COARSE, center: [0, 10, 32], rows: 164 });
    expect(spine.discs.map(d => d.level)).toEqual(['L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']);
    const codes = spine.warnings.map(w => w.code);
    expect(codes).toContain('level-cut-off');
    expect(codes).not.toContain('naming-few-discs');
  });

  it('says so when there are fewer than five discs', () => {
    const { spine } = examine({ ...PHANTOM, discs: 4 }, COARSE);
    expect(spine.discs.map(d => d.level)).toEqual(['L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']);
    expect(spine.warnings.map(w => w.code)).toEqual(['naming-few-discs']);
    expect(spine.column.naming).toMatchObject({ doubt: true, reasons: ['naming-few-discs'] });
  });

  it('does not measure the canal where it is not seen further down', () => {
    const { measure } = examine({ ...PHANTOM, canalBelow: 6 }, COARSE);
    const lowest = measure('L5-S1');
    expect(lowest.canalUnmeasured).toBe('canal-ends');
    expect(lowest.measurements).toMatchObject({ canalAp: null, canalRatio: null, canalArea: null });
    expect(measure('L4-L5').canalUnmeasured).toBeUndefined();
  });

  it('tells a sac that tapers from a canal that something narrows', () => {
    const narrow = { ...PHANTOM, canalAtDisc: [7, 14] };
    const stenosis = examine(narrow, THIN).measure('L5-S1');
    expect(stenosis.canalUnmeasured).toBeUndefined();
    within(stenosis.measurements.canalAp, 7);
    const { measure } = examine({ ...narrow, canalUnder: 7 }, THIN);
    expect(measure('L5-S1').canalUnmeasured).toBe('sac-tapers');
    expect(measure('L5-S1').measurements).toMatchObject({ canalAp: null, canalRatio: null });
    // Above the lowest disc no sac ends: a long narrow stretch stays a measurement.
    const higher = examine({ ...PHANTOM, canalAtDisc: [7, 7, 14], canalUnder: 7 }, THIN).measure;
    within(higher('L4-L5').measurements.canalAp, 7);
  });

  it('measures a canal as wide as above, however it goes on', () => {
    const { measure } = examine({ ...PHANTOM, canalUnder: 12 }, THIN);
    within(measure('L5-S1').measurements.canalAp, 14);
  });

  it('refuses a spine of cervical size', () => {
    const neck = { ...PHANTOM, step: 17, discHeight: [5], depth: 16, canal: 12, canalAtDisc: [12] };
    expect(() => examine(neck, COARSE)).toThrow(/lumbar/);
  });

  it('refuses images without a spine', () => {
    expect(() => examine({ ...PHANTOM, discs: 0 }, COARSE)).toThrow(/No lumbar spine/);
  });
});
