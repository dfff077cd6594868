import type { Cornerstone, CornerstoneImage } from './ohif';
import { imageReference, loadSlices, samples } from './pixels';
import { nearestImage, placeImages } from './planes';

const image = (
  change: Partial<CornerstoneImage> & { data: ArrayLike<number> }
): CornerstoneImage => ({
  imageId: 'a',
  rows: 1,
  columns: change.data.length,
  getPixelData: () => change.data,
  ...change,
});

describe('the samples of an image', () => {
  it('are the stored ones when the modality LUT is applied already', () => {
    const data = Int16Array.of(1, 2, 3);
    const scaled = image({
      data,
      slope: 2,
      intercept: 5,
      preScale: { enabled: true, scaled: true },
    });
    expect(samples(scaled)).toBe(data);
  });

  it('get the modality LUT where the viewer left it out', () => {
    const raw = image({ data: Uint16Array.of(1, 2, 3), slope: 2, intercept: -1 });
    expect([...samples(raw)]).toEqual([1, 3, 5]);
  });

  it('are turned round for MONOCHROME1, so that larger is brighter', () => {
    const inverse = image({ data: Uint8Array.of(0, 10), photometricInterpretation: 'MONOCHROME1' });
    const [dark, bright] = [...samples(inverse)].reverse();
    expect(dark! < bright!).toBe(true);
  });
});

const plane = (x: number) => ({
  rows: 10,
  columns: 10,
  rowCosines: [0, 1, 0],
  columnCosines: [0, 0, -1],
  imagePositionPatient: [x, 0, 0],
  rowPixelSpacing: 1,
  columnPixelSpacing: 1,
});

function cornerstone(load: (imageId: string) => Promise<CornerstoneImage>): Cornerstone {
  const get = (type: string, imageId: string) =>
    type === 'instance' ? { SOPInstanceUID: `2.25.${imageId}` } : plane(Number(imageId));
  return { imageLoader: { loadAndCacheImage: load }, metaData: { get } } as unknown as Cornerstone;
}

const good = (imageId: string) =>
  Promise.resolve({ ...image({ data: new Uint8Array(100) }), imageId, rows: 10, columns: 10 });

describe('loading a series', () => {
  const ids = Array.from({ length: 15 }, (_, i) => String(i));
  const options = { signal: new AbortController().signal, seriesName: 'the series SAG T2' };

  it('keeps the order and counts every image', async () => {
    const progress: number[] = [];
    const slices = await loadSlices(cornerstone(good), ids, {
      ...options,
      onProgress: loaded => progress.push(loaded),
    });
    expect(slices.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(ids.map(i => `2.25.${i}`));
    expect(progress).toEqual(ids.map((_, i) => i + 1));
  });

  it('fails in words when one image fails', async () => {
    const load = (imageId: string) =>
      imageId === '7' ? Promise.reject(new Error('decoding failed')) : good(imageId);
    await expect(loadSlices(cornerstone(load), ids, options)).rejects.toMatchObject({
      code: 'corrupt-file',
      message: expect.stringMatching(/^Image 8 of the series SAG T2 could not be loaded/),
    });
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    let asked = 0;
    const load = (imageId: string) => {
      asked++;
      controller.abort();
      return good(imageId);
    };
    const loading = loadSlices(cornerstone(load), ids, { ...options, signal: controller.signal });
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toBeLessThan(ids.length);
  });

  it('refuses colour pictures', async () => {
    const load = async (imageId: string) => ({ ...(await good(imageId)), color: true });
    await expect(loadSlices(cornerstone(load), ids, options)).rejects.toMatchObject({
      code: 'unsupported-file',
    });
  });
});

it('numbers frames of multi-frame instances only', () => {
  const withFrames = (NumberOfFrames?: number) =>
    ({
      metaData: { get: () => ({ SOPInstanceUID: '2.25.1', NumberOfFrames }) },
    }) as unknown as Cornerstone;
  expect(imageReference(withFrames(), 'wadors:/i/frames/1')).toEqual({ sopInstanceUID: '2.25.1' });
  expect(imageReference(withFrames(9), 'wadors:/i/frames/4')).toEqual({
    sopInstanceUID: '2.25.1',
    frameNumber: 4,
  });
});

describe('the nearest image', () => {
  const images = placeImages(cornerstone(good), ['0', '4', '8']);

  it('is the one whose plane is nearest, with the point projected on it', () => {
    const nearest = nearestImage(images, [5, 3, -2]);
    expect(nearest?.imageId).toBe('4');
    expect(nearest?.distance).toBeCloseTo(1);
    expect(nearest?.projected).toEqual([4, 3, -2]);
  });

  it('shows the point rather than being nearer beside it', () => {
    const elsewhere = {
      imageId: 'elsewhere',
      slice: { ...images[1]!.slice, position: [5, 100, 0] as const },
    };
    expect(nearestImage([elsewhere, ...images], [5, 3, -2])?.imageId).toBe('4');
  });

  it('is none where no image has a plane', () => expect(nearestImage([], [0, 0, 0])).toBeNull());
});
