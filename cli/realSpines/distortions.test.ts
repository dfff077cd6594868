import type { Slice } from '../../extension/src/imaging/types';
import { DISTORTIONS } from './distortions';
import type { RealStudy } from './realStudies';

const [ROWS, COLUMNS, SPACING] = [80, 60, 0.8];
/** A bright square of 5 × 5 pixels in gray ones; its middle is marked as a disc. */
const [ROW, COLUMN] = [30, 34];

function study(): RealStudy {
  const pixels = Uint8Array.from({ length: ROWS * COLUMNS }, (_, i) => {
    const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
    return Math.abs(row - ROW) <= 2 && Math.abs(column - COLUMN) <= 2 ? 250 : 40;
  });
  const slices = [0, -4].map((x, i): Slice => ({
    sopInstanceUID: `1.${i}`,
    ...{ rows: ROWS, columns: COLUMNS, pixels },
    position: [x, 0, 0],
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    ...{ rowSpacing: SPACING, columnSpacing: SPACING },
  }));
  return {
    ...{ set: 'spider-t2-tse', name: 'square', equal: 2, gradings: {} },
    series: {
      seriesInstanceUID: '1',
      studyInstanceUID: '2',
      modality: 'MR',
      description: '',
      slices,
    },
    discs: [{ level: 'L5-S1', center: [0, COLUMN * SPACING, -ROW * SPACING] }],
  };
}

/** Center of the pixels that are brighter than half of the brightest, patient y and z. */
function brightCenter({ rows, columns, pixels, position }: Slice): [number, number] {
  const limit = Math.max(...pixels) * 0.6;
  const bright = Array.from({ length: rows * columns }, (_, i) => i).filter(
    i => pixels[i]! > limit
  );
  const mean = (of: (i: number) => number) => bright.reduce((s, i) => s + of(i), 0) / bright.length;
  return [
    position[1] + mean(i => i % columns) * SPACING,
    position[2] - mean(i => Math.floor(i / columns)) * SPACING,
  ];
}

it.each(Object.keys(DISTORTIONS))('%s: what is marked stays where it is seen', kind => {
  const { series, discs } = DISTORTIONS[kind]!(study());
  const [y, z] = brightCenter(series.slices[0]!);
  const [, trueY, trueZ] = discs[0]!.center;
  expect(Math.hypot(y - trueY, z - trueZ)).toBeLessThan(SPACING);
  expect(series.slices.map(({ position }) => position[0])).toEqual([0, -4]);
  expect(series.slices[1]!.pixels).toBe(series.slices[0]!.pixels);
});

it('every distortion but the first changes the picture', () => {
  const before = study().series.slices[0]!.pixels;
  Object.values(DISTORTIONS)
    .slice(1)
    .forEach(distort => expect(distort(study()).series.slices[0]!.pixels).not.toEqual(before));
});
