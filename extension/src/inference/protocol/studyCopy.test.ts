import type { StudyInput } from '../../analysis/request';
import type { PixelArray, Slice } from '../../imaging/types';
import { nextTask } from '../../browser/nextTask';
import { copyStudy } from './studyCopy';

function slice(pixels: PixelArray): Slice {
  return {
    sopInstanceUID: '1.2.3',
    rows: 2,
    columns: 2,
    pixels,
    position: [0, 0, 0],
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    rowSpacing: 1,
    columnSpacing: 1,
  };
}

function studyOf(...slices: Slice[]): StudyInput {
  const series = { seriesInstanceUID: '1.2', studyInstanceUID: '1', modality: 'MR', slices };
  return { studyInstanceUID: '1', series: [series] };
}

it('copies values and kind, and nothing but the slice of a larger buffer', async () => {
  const large = Int16Array.of(9, 9, 1, -2, 3, -4, 9, 9);
  const shared = new Uint16Array(new SharedArrayBuffer(8));
  shared.set([5, 6, 7, 8]);
  const study = studyOf(slice(large.subarray(2, 6)), slice(shared));

  const { copy, buffers } = await copyStudy(study);

  expect(copy).toEqual(study);
  expect(copy.series[0]!.slices.map(({ pixels }) => pixels)).toEqual([
    Int16Array.of(1, -2, 3, -4),
    Uint16Array.of(5, 6, 7, 8),
  ]);
  expect(buffers.map(buffer => buffer.byteLength)).toEqual([8, 8]);
});

it('leaves the caller its pixels when the copy is given away', async () => {
  const pixels = Float32Array.of(1, 2, 3, 4);
  const { copy, buffers } = await copyStudy(studyOf(slice(pixels)));
  structuredClone(copy, { transfer: buffers });
  expect([...pixels]).toEqual([1, 2, 3, 4]);
});

it('gives the page a turn when copying takes long', async () => {
  // A clock on which every look takes 5 ms.
  let now = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 5));
  let [turns, copying] = [0, true];
  const others = async () => {
    for (; copying; turns++) {
      await nextTask();
    }
  };
  void others();
  try {
    await copyStudy(studyOf(...Array.from({ length: 40 }, () => slice(new Uint8Array(4)))));
  } finally {
    copying = false;
    clock.mockRestore();
  }
  expect(turns).toBeGreaterThanOrEqual(10);
});
