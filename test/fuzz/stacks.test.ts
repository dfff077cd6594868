/**
 * A sagittal series of which one image says something wrong about its place: the study is refused, or what
 * is analyzed lies where it was scanned, or a warning says that something is amiss.
 */
import fc from 'fast-check';
import { checkStudy, type CheckedStudy } from '../../extension/src/analysis/input/checkStudy';
import type { Vec3 } from '../../extension/src/findings';
import { SAGITTAL, seriesOf } from '../../extension/src/imaging/testing';
import type { ImageSeries, Slice } from '../../extension/src/imaging/types';
import { budget } from './budget';
import { guarded } from './hangAlarm';
import { refusalOf } from './refusals';

jest.setTimeout(3_600_000);

const SLICES = 15;
/** A point of the image that is furthest from its first pixel may be off by this much, mm. */
const TOLERANCE_MM = 2;

const SERIES: ImageSeries = seriesOf(
  () => 0,
  { ...SAGITTAL, rows: 80, columns: 80, rowSpacing: 2.5, columnSpacing: 2.5, slices: SLICES },
  { repetitionTime: 3500, echoTime: 105 }
);

const number = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -300, max: 300, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, -1, NaN, Infinity, 1e300, 1e-300) }
);
const share = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, -1, NaN, 0.999, 0.02)
);
const vector = (part: fc.Arbitrary<number>) => fc.tuple(part, part, part);

/** What one component of a slice's plane becomes. */
const change = fc.oneof(
  fc.tuple(fc.nat({ max: 2 }), number).map(([axis, value]) => (slice: Slice): Slice => ({
    ...slice,
    position: slice.position.map((x, i) => (i === axis ? value : x)) as unknown as Vec3,
  })),
  vector(number).map(position => (slice: Slice): Slice => ({ ...slice, position })),
  vector(share).map(rowDirection => (slice: Slice): Slice => ({ ...slice, rowDirection })),
  vector(share).map(columnDirection => (slice: Slice): Slice => ({ ...slice, columnDirection })),
  number.map(rowSpacing => (slice: Slice): Slice => ({ ...slice, rowSpacing })),
  number.map(columnSpacing => (slice: Slice): Slice => ({ ...slice, columnSpacing })),
  fc.constantFrom(
    (slice: Slice): Slice => ({
      ...slice,
      rowDirection: slice.columnDirection,
      columnDirection: slice.rowDirection,
    }),
    (slice: Slice): Slice => ({ ...slice, rowDirection: negated(slice.rowDirection) }),
    (slice: Slice): Slice => ({ ...slice, pixels: slice.pixels.slice(1) })
  )
);

const negated = ([x, y, z]: Vec3): Vec3 => [-x, -y, -z];

/** mm between the far corners of two planes, and between their near ones: the larger. */
function apart(a: Slice, b: Slice): number {
  const corner = (s: Slice, share: number): Vec3 =>
    s.position.map(
      (x, i) =>
        x +
        share * (s.columns - 1) * s.columnSpacing * s.rowDirection[i]! +
        share * (s.rows - 1) * s.rowSpacing * s.columnDirection[i]!
    ) as unknown as Vec3;
  const distance = (share: number) =>
    Math.hypot(...corner(a, share).map((x, i) => x - corner(b, share)[i]!));
  return Math.max(distance(0), distance(1));
}

const scanned = new Map(SERIES.slices.map(slice => [slice.sopInstanceUID, slice]));

test('the series as it was scanned is taken whole', () => {
  const { sagittal, warnings } = checkStudy({ studyInstanceUID: '1.2', series: [SERIES] });
  expect([sagittal.slices.length, warnings]).toEqual([SLICES, []]);
});

test('one wrong image is refused, left out, warned of, or makes no difference', () => {
  fc.assert(
    fc.property(fc.nat({ max: SLICES - 1 }), change, (at, changed) => {
      const slices = SERIES.slices.map((slice, i) => (i === at ? changed(slice) : slice));
      let checked: CheckedStudy | undefined;
      guarded(fc.stringify(slices[at]), () =>
        refusalOf(
          () => (checked = checkStudy({ studyInstanceUID: '1.2', series: [{ ...SERIES, slices }] }))
        )
      );
      if (checked && checked.warnings.every(({ code }) => code === 'no-axial')) {
        expect(checked.sagittal.slices).toHaveLength(SLICES);
        for (const slice of checked.sagittal.slices) {
          const off = apart(slice, scanned.get(slice.sopInstanceUID)!);
          expect([slice.sopInstanceUID, off < TOLERANCE_MM]).toEqual([slice.sopInstanceUID, true]);
        }
      }
    }),
    budget('stack geometry')
  );
});
