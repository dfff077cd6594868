import { buildStacks } from '../../imaging/stacks';
import { sourceLabels } from '../assemble/labels';
import { PREVIEW_SEGMENTS, previewSlice } from './preview';
import { findSpine } from '../locate/spine';
import { structureMap } from '../segmentation/structureMap';
import { maskSegmentation } from '../testing/maskSegmentation';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import { SEGMENTER } from '../testing/segmenter';

const KINDS = [undefined, 'vertebra', 'disc', 'canal'] as const;

function previewOf(layout = {}, spacing?: number) {
  const stack = buildStacks(phantomSeries(PHANTOM, layout)).stacks[0]!;
  const segmentation = maskSegmentation(stack, spacing);
  const maps = stack.slices.map((slice, plane) => structureMap(slice, segmentation, plane));
  const slices = stack.slices.map((slice, plane) => previewSlice(slice, maps[plane]!));
  return { stack, segmentation, maps, slices };
}

/** Labels of SPIDER, as kinds. */
const kindOf = (label: number) =>
  label >= 201 ? 'disc' : label === 100 ? 'canal' : label > 0 ? 'vertebra' : undefined;

describe('the preview of a slice', () => {
  it('names the kinds that its labels stand for', () => {
    expect(PREVIEW_SEGMENTS.map(({ label, kind }) => [label, kind])).toEqual([
      [1, 'vertebra'],
      [2, 'disc'],
      [3, 'canal'],
      [4, 'sacrum'],
    ]);
  });

  it.each([
    ['as scanners store it', {}],
    ['upside down', { columnDirection: [0, 0, 1] }],
    ['from the back to the front', { rowDirection: [0, -1, 0] }],
    ['with rows and columns exchanged', { rowDirection: [0, 0, -1], columnDirection: [0, 1, 0] }],
    ['of a patient who lies askew', { rowDirection: [0, 1, 0.2], columnDirection: [0, 0.2, -1] }],
    ['with pixels that are not square', { rowSpacing: 0.7, columnSpacing: 1.3 }],
  ])('lies on the pixels of an image %s', (_name, layout) => {
    const { stack, slices } = previewOf(layout);
    const plane = Math.floor(slices.length / 2);
    const { labels, rows, columns, sopInstanceUID } = slices[plane]!;
    const { pixels, ...slice } = stack.slices[plane]!;
    expect({ rows, columns, sopInstanceUID }).toEqual({
      rows: slice.rows,
      columns: slice.columns,
      sopInstanceUID: slice.sopInstanceUID,
    });
    let [wrong, labeled] = [0, 0];
    pixels.forEach((truth, i) => {
      labeled += Number(truth > 0);
      wrong += Number(kindOf(truth) !== KINDS[labels[i]!]);
    });
    expect(labeled).toBeGreaterThan(1000);
    // Only the outermost pixels of a structure may fall to its neighbor: the grid is not the image's.
    expect(wrong / labeled).toBeLessThan(0.12);
  });

  it('is the final segmentation, but for names', () => {
    const { stack, segmentation, maps, slices } = previewOf();
    const { column } = findSpine(segmentation);
    const final = sourceLabels(stack, maps, segmentation.grid, column, SEGMENTER);
    const kinds = new Map(final.segments.map(({ label, kind }) => [label, kind]));
    let [other, labeled] = [0, 0];
    final.slices.forEach(({ labels }, plane) => {
      labels.forEach((label, i) => {
        // What has no name in the end (the sacrum, say) is left out there.
        if (label > 0) {
          labeled++;
          other += Number(kinds.get(label) !== KINDS[slices[plane]!.labels[i]!]);
        }
      });
    });
    expect(labeled).toBeGreaterThan(10_000);
    expect(other).toBe(0);
  });

  it('shows the sacrum of a model that labels it, and the final segmentation does too', () => {
    const { stack, segmentation, maps: before } = previewOf();
    const { grid, vertebra, disc, canal } = segmentation;
    const size = grid.height * grid.width;
    // Below the lowest rows that hold disc, all that is not canal is sacrum.
    const lowest = disc.reduce(
      (row, share, i) => (share > 0.5 ? Math.max(row, Math.floor((i % size) / grid.width)) : row),
      0
    );
    const isTail = (i: number) => Math.floor((i % size) / grid.width) > lowest && canal[i]! === 0;
    const sacrum = vertebra.map((_, i) => Number(isTail(i)));
    const bone = vertebra.map((share, i) => (isTail(i) ? 0 : share));
    const changed = { ...segmentation, vertebra: bone, sacrum };
    const maps = stack.slices.map((slice, plane) => structureMap(slice, changed, plane));
    const shown = (all: typeof maps) => all.some(({ pixels }) => pixels.includes(4));
    expect([shown(before), shown(maps)]).toEqual([false, true]);
    const { column } = findSpine(segmentation);
    const final = sourceLabels(stack, maps, grid, column, SEGMENTER);
    const { label } = final.segments.find(({ kind }) => kind === 'sacrum')!;
    expect(final.segments.map(({ name }) => name)).toContain('sacrum');
    expect(final.slices.some(({ labels }) => labels.includes(label))).toBe(true);
  });

  it('is nothing where nothing is likelier than background', () => {
    const { stack, segmentation } = previewOf();
    const { grid } = segmentation;
    const nothing = new Float32Array(grid.planes * grid.height * grid.width);
    const empty = { grid, vertebra: nothing, disc: nothing, canal: nothing };
    expect(structureMap(stack.slices[0]!, empty, 0).pixels.every(pixel => pixel === 0)).toBe(true);
  });

  it('keeps the frame of a multi-frame image', () => {
    const { stack, maps, slices } = previewOf();
    expect(slices[0]).not.toHaveProperty('frameNumber');
    const frame = { ...stack.slices[0]!, frameNumber: 3 };
    expect(previewSlice(frame, maps[0]!).frameNumber).toBe(3);
  });
});
