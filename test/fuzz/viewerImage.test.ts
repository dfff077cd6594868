/** What the viewer says of an image may be anything: a plane and samples that are whole, or a sentence. */
import fc from 'fast-check';
import type { SlicePlane } from '../../extension/src/imaging/types';
import type { Cornerstone, CornerstoneImage } from '../../extension/src/viewer/host/ohif';
import { imagePlane, samples } from '../../extension/src/viewer/images/pixels';
import { budget } from './budget';
import { guarded } from './hangAlarm';
import { hostileValue } from './mutations';
import { refusalOf } from './refusals';

jest.setTimeout(3_600_000);

const INSTANCE: Readonly<Record<string, unknown>> = {
  SOPInstanceUID: '1.2.3',
  NumberOfFrames: 1,
  ImagePositionPatient: [-4, -50, 80],
  ImageOrientationPatient: [0, 1, 0, 0, 0, -1],
  PixelSpacing: [0.5, 0.6],
  Rows: 9,
  Columns: 14,
  SliceThickness: 4,
  EchoTime: 100,
  ImageType: ['ORIGINAL', 'PRIMARY', 'M'],
  PerFrameFunctionalGroupsSequence: [],
};

/** The header of one image, as the viewer gives it. */
const viewerWith = (instance: unknown): Cornerstone =>
  ({ metaData: { get: () => instance } }) as unknown as Cornerstone;

const changes = (of: object) =>
  fc.dictionary(fc.constantFrom(...Object.keys(of)), hostileValue, { minKeys: 1, maxKeys: 2 });

test('hostile metadata gives a whole plane or a refusal', () => {
  fc.assert(
    fc.property(changes(INSTANCE), instance => {
      const viewer = viewerWith({ ...INSTANCE, ...instance });
      let read: SlicePlane | undefined;
      guarded(fc.stringify(instance), () =>
        refusalOf(() => (read = imagePlane(viewer, 'wadors:x/frames/1')))
      );
      if (read) {
        const { position, rowDirection, columnDirection, rowSpacing, columnSpacing } = read;
        const numbers: unknown[] = [...position, ...rowDirection, ...columnDirection];
        expect(numbers).toHaveLength(9);
        expect(numbers.every(Number.isFinite)).toBe(true);
        expect([rowSpacing, columnSpacing].every(mm => Number.isFinite(mm) && mm > 0)).toBe(true);
        expect([read.rows, read.columns].every(size => Number.isInteger(size) && size > 0)).toBe(
          true
        );
        expect(typeof read.sopInstanceUID).toBe('string');
        expect(Number.isInteger(read.frameNumber ?? 1)).toBe(true);
      }
    }),
    budget('viewer image')
  );
});

test.each<[string, object]>([
  ['a slope that is no number', { slope: NaN }],
  ['an intercept without end', { intercept: Infinity }],
  ['a slope of 0', { slope: 0 }],
])('%s does not make a picture of nothing', (_name, scaling) => {
  const image = { getPixelData: () => Uint16Array.of(1, 2, 3), ...scaling };
  let read: ArrayLike<number> | undefined;
  refusalOf(() => (read = samples(image as unknown as CornerstoneImage)));
  if (read) {
    expect(Array.from(read)).toEqual([1, 2, 3]);
  }
});
