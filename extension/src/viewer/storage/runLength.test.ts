import fc from 'fast-check';
import type { SegmentationResult } from '../../analysis/segmentationResult';
import { pack, unpack } from './runLength';
import { SEGMENTER } from '../../analysis/testing/segmenter';

const segmentation = (rows: number, columns: number, labels: Uint8Array): SegmentationResult => ({
  seriesInstanceUID: '2.25.2',
  model: SEGMENTER,
  slices: [{ sopInstanceUID: '2.25.3', rows, columns, labels }],
  segments: [{ label: 1, name: 'L4', kind: 'vertebra' }],
});

it('gives every segmentation back as it was', () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
  const labeled = shape.chain(([rows, columns]) =>
    fc
      .uint8Array({ minLength: rows * columns, maxLength: rows * columns, max: 40 })
      .map(labels => segmentation(rows, columns, labels))
  );
  fc.assert(
    fc.property(labeled, original => {
      const text = JSON.stringify(pack(original));
      expect(unpack(JSON.parse(text))).toEqual(original);
    })
  );
});

it('is small for what segmentations look like', () => {
  const labels = new Uint8Array(512 * 512);
  for (let row = 100; row < 400; row++) {
    labels.fill(3, row * 512 + 200, row * 512 + 280);
  }
  expect(JSON.stringify(pack(segmentation(512, 512, labels))).length).toBeLessThan(10_000);
});

it.each(['1:9', '1:1', '', 'x'])('refuses damaged text: %j', runs => {
  const packed = pack(segmentation(2, 2, Uint8Array.of(0, 0, 1, 1)));
  const damaged = { ...packed, slices: packed.slices.map(slice => ({ ...slice, runs })) };
  expect(() => unpack(damaged)).toThrow(RangeError);
});
