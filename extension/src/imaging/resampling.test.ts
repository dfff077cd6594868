import fc from 'fast-check';
import type { Vec3 } from '../findings';
import { nearestPixel, patientToPixel, pixelToPatient } from './geometry';
import { SliceResampler } from './resampleSlice';
import { gridToPatient, patientToGrid, sagittalGrid } from './sagittalGrid';
import { createSampler, createStackSampler } from './sampler';
import { buildStacks } from './stacks';
import { AXIAL, SAGITTAL, seriesOf, type Field, type Layout } from './testing';
import { along, cross, dot, unit } from './vec3';

/** Linear in patient space: linear interpolation and area averages give it back exactly. */
const field = ([x, y, z]: Vec3) => 500 + 3 * x - 2 * y + 1.5 * z;

const stackOf = (layout: Layout, of: Field = field) => buildStacks(seriesOf(of, layout)).stacks[0]!;

const rotated = (v: Vec3, tilt: number, turn: number): Vec3 => {
  const [x, y, z] = [
    v[0],
    v[1] * Math.cos(tilt) - v[2] * Math.sin(tilt),
    v[1] * Math.sin(tilt) + v[2] * Math.cos(tilt),
  ];
  return [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn), z];
};

/** All eight ways to store a slice, tilted in its plane and turned out of it by up to 25°. */
const anySagittal = fc
  .record({
    swap: fc.boolean(),
    flipRow: fc.boolean(),
    flipColumn: fc.boolean(),
    tilt: fc.double({ min: -0.43, max: 0.43, noNaN: true }),
    turn: fc.double({ min: -0.43, max: 0.43, noNaN: true }),
    rowSpacing: fc.double({ min: 0.3, max: 1.2, noNaN: true }),
    columnSpacing: fc.double({ min: 0.3, max: 1.2, noNaN: true }),
    sliceSpacing: fc.double({ min: 0.9, max: 6, noNaN: true }),
  })
  .map(({ swap, flipRow, flipColumn, tilt, turn, ...spacings }): Layout => {
    const a = rotated([0, flipRow ? -1 : 1, 0], tilt, turn);
    const b = rotated([0, 0, flipColumn ? 1 : -1], tilt, turn);
    return {
      rowDirection: swap ? b : a,
      columnDirection: swap ? a : b,
      center: [12, -40, -395],
      ...spacings,
    };
  });

describe('sagittalGrid', () => {
  it('shows every stored orientation with the back on the right and the feet below', () => {
    fc.assert(
      fc.property(anySagittal, layout => {
        const stack = stackOf(layout);
        const grid = sagittalGrid(stack, 0.9375);
        // Tilted and turned by up to 25° each.
        expect(grid.posterior[1]).toBeGreaterThan(0.8);
        expect(grid.inferior[2]).toBeLessThan(-0.8);
        expect(dot(grid.posterior, grid.inferior)).toBeCloseTo(0, 9);
        expect(Math.abs(dot(cross(grid.posterior, grid.inferior), grid.normal))).toBeCloseTo(1, 9);

        const plane = 2;
        const { image, inside } = new SliceResampler(grid).resample(stack.slices[plane]!);
        let seen = 0;
        for (let row = 0; row < grid.height; row += 3) {
          for (let column = 0; column < grid.width; column += 3) {
            const point = gridToPatient(grid, grid.offsets[plane]!, row, column);
            const pixel = patientToPixel(stack.slices[plane]!, point);
            expect(pixel.distance).toBeCloseTo(0, 6);
            // Within a border, where samples are clamped.
            const margin = 0.9375 / Math.min(layout.rowSpacing!, layout.columnSpacing!);
            if (
              pixel.column > margin &&
              pixel.row > margin &&
              pixel.column < 35 - margin &&
              pixel.row < 39 - margin
            ) {
              const index = row * grid.width + column;
              expect(inside[index]).toBe(1);
              expect(Math.abs(image[index]! - field(point))).toBeLessThan(0.01);
              seen++;
            }
            const back = patientToGrid(grid, point);
            expect(back.row).toBeCloseTo(row, 6);
            expect(back.column).toBeCloseTo(column, 6);
          }
        }
        expect(seen).toBeGreaterThan(0);
      }),
      { numRuns: 25 }
    );
  });

  it('covers the slices and nothing more', () => {
    const grid = sagittalGrid(stackOf({ ...SAGITTAL, rows: 40, rowSpacing: 1.5 }), 0.75);
    expect([grid.planes, grid.height, grid.width]).toEqual([7, 80, 72]);
  });

  it('averages a finer source instead of picking single pixels', () => {
    // Stripes of one pixel: every second column bright.
    let column = 0;
    const series = seriesOf(() => (column++ % 2 ? 100 : 0), {
      ...SAGITTAL,
      rowSpacing: 0.25,
      columnSpacing: 0.25,
    });
    const stack = buildStacks(series).stacks[0]!;
    const { image, inside } = new SliceResampler(sagittalGrid(stack, 1)).resample(stack.slices[0]!);
    const values = image.filter((_, i) => inside[i]);
    expect(Math.max(...values)).toBeLessThan(75);
    expect(Math.min(...values)).toBeGreaterThan(25);
  });

  it('resamples the same whether or not the rows of slice and grid are parallel', () => {
    const noise = ([, y, z]: Vec3) => 100 * Math.sin(7 * y) * Math.cos(5 * z) + y;
    const layouts = [
      { rowSpacing: 0.4, columnSpacing: 0.6 },
      { rowSpacing: 1.5, columnSpacing: 1.2 },
      { rowSpacing: 0.9375, columnSpacing: 0.2, columns: 3 },
      { rowSpacing: 2.5, columnSpacing: 2.5, rows: 1 },
    ];
    for (const layout of layouts) {
      for (const back of [1, -1]) {
        const rowDirection: Vec3 = [0, back, 0];
        const stack = stackOf({ ...SAGITTAL, ...layout, rowDirection }, noise);
        const whole = sagittalGrid(stack, 0.9375);
        // A grid that reaches beyond the slices.
        const [p, f] = whole.origin;
        const grid = { ...whole, width: whole.width + 7, height: whole.height + 5 };
        const moved = { ...grid, origin: [p - 2.1, f - 3.3] as const };
        const slice = stack.slices[0]!;
        const aligned = new SliceResampler(moved).resample(slice);
        // A turn beyond what counts as rounding, which moves no sample by more than a thousandth of a pixel.
        const angle = 5e-6;
        const turned = {
          ...slice,
          rowDirection: along(slice.rowDirection, slice.columnDirection, angle),
          columnDirection: along(slice.columnDirection, slice.rowDirection, -angle),
        };
        const rotated = new SliceResampler(moved).resample(turned);
        expect(aligned.inside).toEqual(rotated.inside);
        expect(aligned.inside).toContain(0);
        expect(aligned.inside).toContain(1);
        aligned.image.forEach((value, i) =>
          expect(Math.abs(value - rotated.image[i]!)).toBeLessThan(0.5)
        );
      }
    }
  });

  it('refuses slices that are not sagittal', () => {
    expect(() => sagittalGrid(stackOf(AXIAL), 1)).toThrow(/not sagittal/);
  });
});

describe('createSampler', () => {
  it('reads a linear field exactly between slices and pixels', () => {
    fc.assert(
      fc.property(
        anySagittal,
        fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -0.45, max: 0.45, noNaN: true }))),
        (layout, [a, b, c]) => {
          const stack = stackOf(layout);
          const sample = createSampler(stack);
          const middle = stack.slices[3]!;
          const at = pixelToPatient(middle, 17.5 + a! * 30, 19.5 + b! * 30);
          const p = at.map((x, i) => x + c! * 6 * stack.sliceSpacing * stack.normal[i]!);
          expect(sample(p[0]!, p[1]!, p[2]!)).toBeCloseTo(field(p as unknown as Vec3), 1);
        }
      ),
      { numRuns: 40 }
    );
  });

  it('has nothing to say outside the images', () => {
    const sample = createSampler(stackOf(SAGITTAL));
    expect(sample(0, 0, 0)).toBeCloseTo(500, 4);
    // The outer slices lie at ±12 mm and stand for 2 mm to either side.
    expect(sample(13.9, 0, 0)).toBeCloseTo(field([12, 0, 0]), 4);
    expect(sample(14.1, 0, 0)).toBeNaN();
    expect(sample(0, 28, 0)).toBeNaN();
  });

  it('does not blend across a missing slice', () => {
    const series = seriesOf(field, { ...SAGITTAL, slices: 9 });
    const slices = series.slices.filter((_, i) => i !== 4);
    const sample = createSampler(buildStacks({ ...series, slices }).stacks[0]!);
    expect(sample(0, 0, 0)).toBeNaN();
    expect(sample(3, 0, 0)).toBeCloseTo(field([4, 0, 0]), 4);
  });
});

describe('createStackSampler', () => {
  it('reads along any line what it reads point by point, gaps and borders included', () => {
    const gapped = seriesOf(field, { ...SAGITTAL, slices: 9 });
    const slices = gapped.slices.filter((_, i) => i !== 4);
    const stacks = [stackOf(SAGITTAL), buildStacks({ ...gapped, slices }).stacks[0]!];
    const values = new Float32Array(81);
    let [read, beyond] = [0, 0];
    for (const sampler of stacks.map(createStackSampler)) {
      for (const direction of [unit([1, 0.1, 0.2]), unit([0.02, 1, -0.3])]) {
        const start = along([0.3, 1.2, -2.1], direction, -40.17);
        sampler.line(start, direction, values.length, { values, first: 0, stride: 1 });
        values.forEach((_, n) => {
          const expected = sampler.at(...along(start, direction, n));
          if (Number.isNaN(expected)) {
            beyond++;
            expect(values[n]).toBeNaN();
          } else {
            read++;
            expect(values[n]).toBeCloseTo(expected, 3);
          }
        });
      }
    }
    expect(Math.min(read, beyond)).toBeGreaterThan(50);
  });

  it('writes a line where it is told to and nowhere else, also one beside the images', () => {
    const sampler = createStackSampler(stackOf(SAGITTAL));
    for (const start of [
      [0, 0, 0],
      [0, 500, 0],
      [0, 0, -500],
      [500, 0, 0],
    ] as Vec3[]) {
      for (const step of [
        [0, 1, 0.1],
        [0, -1, -0.1],
        [1, 0, 0],
      ] as Vec3[]) {
        const values = new Float32Array(60).fill(-1);
        sampler.line(start, step, 10, { values, first: 20, stride: 3 });
        values.forEach((value, i) => {
          const n = (i - 20) / 3;
          const expected =
            n >= 0 && n < 10 && Number.isInteger(n) ? sampler.at(...along(start, step, n)) : -1;
          if (Number.isNaN(expected)) {
            expect(value).toBeNaN();
          } else {
            expect(value).toBeCloseTo(expected, 3);
          }
        });
      }
    }
  });
});

describe('pixel and patient coordinates', () => {
  it('are inverse to each other', () => {
    fc.assert(
      fc.property(
        anySagittal,
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (layout, column, row) => {
          const slice = stackOf(layout).slices[0]!;
          const back = patientToPixel(slice, pixelToPatient(slice, column, row));
          expect(back.column).toBeCloseTo(column, 6);
          expect(back.row).toBeCloseTo(row, 6);
          expect(back.distance).toBeCloseTo(0, 6);
        }
      )
    );
  });

  it('follow the example of DICOM PS3.3 C.7.6.2.1.1: position + spacing × index × direction', () => {
    const slice = seriesOf(field, { ...SAGITTAL, rowSpacing: 0.5, columnSpacing: 2 }).slices[0]!;
    expect(pixelToPatient(slice, 3, 10)).toEqual([
      slice.position[0],
      slice.position[1] + 6,
      slice.position[2] - 5,
    ]);
  });

  it('find the nearest slice, and prefer a stack whose image holds the point', () => {
    const near = stackOf({ ...SAGITTAL, center: [0, 0, 300] });
    const holding = stackOf({ ...SAGITTAL, center: [0.5, 0, 0] });
    const found = nearestPixel([near, holding], [4, 3, -6])!;
    expect(found).toMatchObject({ onSlice: true, sopInstanceUID: '1.2.3.3' });
    expect(found.column).toBeCloseTo(17.5 + 2, 9);
    expect(found.row).toBeCloseTo(19.5 + 4, 9);
    expect(Math.abs(found.distance)).toBeCloseTo(0.5, 9);
    expect(nearestPixel([], [0, 0, 0])).toBeNull();
  });
});
