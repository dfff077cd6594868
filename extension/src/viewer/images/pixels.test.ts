import { omit } from '../../imaging/omit';
import type { Cornerstone, CornerstoneImage } from '../host/ohif';
import { imagePlane, imageReference, loadInTurn, loadSlices, samples } from './pixels';
import { planeOfOneFrame } from './planeProvider';
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

const header = (x: number) => ({
  Rows: 10,
  Columns: 10,
  ImageOrientationPatient: [0, 1, 0, 0, 0, -1],
  ImagePositionPatient: [x, 0, 0],
  PixelSpacing: [1, 1],
});

function cornerstone(load: (imageId: string) => Promise<CornerstoneImage>): Cornerstone {
  const get = (_type: string, imageId: string) => ({
    SOPInstanceUID: `2.25.${imageId}`,
    ...header(Number(imageId)),
  });
  return {
    imageLoader: { loadAndCacheImage: load },
    metaData: { get },
    eventTarget: new EventTarget(),
    cache: pendingCache(),
  } as unknown as Cornerstone;
}

/** A cache in which every image is still on its way, and the names of those that it was told to forget. */
function pendingCache() {
  const forgotten: string[] = [];
  return {
    forgotten,
    getImage: () => undefined,
    getImageLoadObject: () => ({}),
    removeImageLoadObject: (imageId: string) => forgotten.push(imageId),
  };
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

  it('is cancelled at once while the archive is silent', async () => {
    const controller = new AbortController();
    const silent = cornerstone(() => new Promise(() => {}));
    const loading = loadSlices(silent, ids, { ...options, signal: controller.signal });
    controller.abort();
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('gives up on an archive that falls silent, and has the next try ask anew', async () => {
    const load = (imageId: string) =>
      imageId === '7' ? new Promise<never>(() => {}) : good(imageId);
    const viewer = cornerstone(load);
    const progress: number[] = [];
    const loading = loadSlices(viewer, ids, {
      ...options,
      patienceMs: 200,
      onProgress: loaded => progress.push(loaded),
    });
    await expect(loading).rejects.toMatchObject({
      code: 'archive-unreachable',
      message: expect.stringMatching(/^The archive sent nothing more of the series SAG T2 for/),
    });
    expect(progress).toHaveLength(ids.length - 1);
    expect((viewer.cache as unknown as ReturnType<typeof pendingCache>).forgotten).toEqual(['7']);
  });

  it('waits as long as something comes in', async () => {
    const viewer = cornerstone(good);
    let arrive: () => void = () => {};
    const slow = new Promise<void>(resolve => (arrive = resolve));
    const load = async (imageId: string) => {
      await (imageId === '7' ? slow : undefined);
      return good(imageId);
    };
    let pieces = 0;
    const timer = setInterval(() => {
      (viewer.eventTarget as unknown as EventTarget).dispatchEvent(
        new Event('cornerstoneimageloadprogress')
      );
      if (++pieces === 30) {
        arrive();
      }
    }, 20);
    const imageLoader = { ...viewer.imageLoader, loadAndCacheImage: load };
    const loading = loadSlices({ ...viewer, imageLoader }, ids, {
      ...options,
      patienceMs: 200,
    });
    await expect(loading).resolves.toHaveLength(ids.length);
    clearInterval(timer);
  });

  it.each([
    [401, 'archive-refused', 'sign-in required, HTTP 401'],
    [403, 'archive-refused', 'you may not read there, HTTP 403'],
    [500, 'archive-refused', 'internal server error, HTTP 500'],
    [0, 'archive-unreachable', 'could not be reached for image 8 of the series SAG T2'],
    [200, 'corrupt-file', 'Image 8 of the series SAG T2 could not be loaded or decoded'],
  ])('says what the archive answered: %d', async (status, code, words) => {
    // As Cornerstone's image loader does: it rejects with the request.
    const load = (imageId: string) =>
      imageId === '7' ? Promise.reject({ status, readyState: 4 }) : good(imageId);
    const progress: number[] = [];
    await expect(
      loadSlices(cornerstone(load), ids, { ...options, onProgress: n => progress.push(n) })
    ).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    const said = progress.length;
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(progress).toHaveLength(said);
  });

  it.each([
    [new Error('Couldn’t retrieve /frames/1 got status 401'), 'archive-refused', 'HTTP 401'],
    [new TypeError('Failed to fetch'), 'archive-unreachable', 'could not be reached'],
    [new TypeError('x is undefined'), 'corrupt-file', 'could not be loaded or decoded'],
  ])('knows the answer to a request that was streamed: %s', async (cause, code, words) => {
    const load = () => Promise.reject(cause);
    await expect(loadSlices(cornerstone(load), ids, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('fails in words when Cornerstone resolves without an image, and has the next try ask anew', async () => {
    const load = (imageId: string) =>
      imageId === '7' ? Promise.resolve(undefined) : good(imageId);
    const viewer = cornerstone(load as typeof good);
    await expect(loadSlices(viewer, ids, options)).rejects.toMatchObject({ code: 'corrupt-file' });
    expect((viewer.cache as unknown as ReturnType<typeof pendingCache>).forgotten).toContain('7');
  });

  it('refuses color pictures', async () => {
    const load = async (imageId: string) => ({ ...(await good(imageId)), color: true });
    await expect(loadSlices(cornerstone(load), ids, options)).rejects.toMatchObject({
      code: 'unsupported-file',
    });
  });
});

describe('loading several series', () => {
  const group = (from: number, count: number) => ({
    imageIds: Array.from({ length: count }, (_, i) => String(from + i)),
    seriesName: `series ${from}`,
  });
  const GROUPS = [group(0, 4), group(10, 3), group(20, 2)];
  const ALL = GROUPS.flatMap(({ imageIds }) => imageIds);

  /** An archive that answers when the test says so. */
  function archive() {
    const asked: string[] = [];
    const answers = new Map<string, (status: number) => void>();
    const viewer = cornerstone(imageId => {
      asked.push(imageId);
      return new Promise((resolve, reject) =>
        answers.set(imageId, status =>
          status === 200 ? resolve(good(imageId)) : reject({ status, readyState: 4 })
        )
      );
    });
    const answer = async (imageId: string, status = 200) => {
      answers.get(imageId)!(status);
      await new Promise(resolve => setTimeout(resolve, 0));
    };
    return { viewer, asked, answer };
  }

  const settled = (loading: readonly Promise<unknown>[]) => {
    const states = loading.map(() => 'waits');
    loading.forEach((one, i) =>
      one.then(
        () => (states[i] = 'there'),
        ({ code }: { code: string }) => (states[i] = code)
      )
    );
    return states;
  };

  it('asks for one after the other, and without a pause between them', async () => {
    const { viewer, asked, answer } = archive();
    const counts: number[][] = [];
    const loading = loadInTurn(viewer, GROUPS, {
      signal: new AbortController().signal,
      parallel: 3,
      onProgress: (...count) => counts.push(count),
    });
    const states = settled(loading);
    expect(asked).toEqual(ALL.slice(0, 3));
    for (const [i, imageId] of ALL.entries()) {
      await answer(imageId);
      // Whatever ends, as many requests are under way as there can be.
      expect(asked).toEqual(ALL.slice(0, i + 4));
      expect(states[0]).toBe(i < 3 ? 'waits' : 'there');
    }
    expect(states).toEqual(['there', 'there', 'there']);
    expect((await loading[1]!).map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(
      ['10', '11', '12'].map(id => `2.25.${id}`)
    );
    expect(counts).toEqual(ALL.map((_, i) => [i + 1, ALL.length]));
  });

  it('goes on with the others when one fails, and asks for no more of that', async () => {
    const { viewer, asked, answer } = archive();
    const states = settled(
      loadInTurn(viewer, GROUPS, { signal: new AbortController().signal, parallel: 1 })
    );
    for (const imageId of GROUPS[0]!.imageIds) {
      await answer(imageId);
    }
    await answer('10', 403);
    expect(states).toEqual(['there', 'archive-refused', 'waits']);
    await answer('20');
    await answer('21');
    expect(states).toEqual(['there', 'archive-refused', 'there']);
    expect(asked).toEqual(['0', '1', '2', '3', '10', '20', '21']);
  });

  it('is cancelled as a whole, and what is there stays', async () => {
    const { viewer, asked, answer } = archive();
    const abort = new AbortController();
    const states = settled(loadInTurn(viewer, GROUPS, { signal: abort.signal, parallel: 2 }));
    for (const imageId of GROUPS[0]!.imageIds) {
      await answer(imageId);
    }
    abort.abort();
    await new Promise(resolve => setTimeout(resolve, 0));
    expect(states).toEqual(['there', 'cancelled', 'cancelled']);
    expect(asked).toEqual(ALL.slice(0, 6));
    const { forgotten } = viewer.cache as unknown as ReturnType<typeof pendingCache>;
    expect(forgotten).toEqual(['10', '11']);
  });

  it('has nothing to wait for in a series without images', async () => {
    const { viewer } = archive();
    const { signal } = new AbortController();
    const [none] = loadInTurn(viewer, [group(0, 0)], { signal });
    expect(await none).toEqual([]);
  });
});

const withFrames = (NumberOfFrames?: number, frameNumber?: number) =>
  ({
    metaData: { get: () => ({ SOPInstanceUID: '2.25.1', NumberOfFrames, frameNumber }) },
  }) as unknown as Cornerstone;

it.each([
  'wadors:/dicom-web/studies/1/series/2/instances/1.2.3/frames/10',
  'wadors:/dicom-web/studies/1/series/2/instances/1.2.3/frames/10/rendered',
  'dicomfile:0?frame=10',
  'wadouri:https://a/wado?requestType=WADO&objectUID=1.2.3&frame=10',
  'wadouri:https://a/wado?frameNumber=10&requestType=WADO&objectUID=1.2.3',
  'dicomweb:https://a/study/file.dcm?frame=10',
])('knows which frame %s is', imageId => {
  expect(imageReference(withFrames(18), imageId).frameNumber).toBe(10);
});

it('takes the viewer’s word for a frame that its address does not name', () => {
  expect(imageReference(withFrames(18, 4), 'other:4711').frameNumber).toBe(4);
});

it('numbers frames of multi-frame instances only', () => {
  expect(imageReference(withFrames(), 'wadors:/i/frames/1')).toEqual({ sopInstanceUID: '2.25.1' });
  expect(imageReference(withFrames(9), 'wadors:/i/frames/4')).toEqual({
    sopInstanceUID: '2.25.1',
    frameNumber: 4,
  });
});

describe('the plane of an image', () => {
  const planeOf = (instance: object, imageId = 'wadors:/i/frames/1') =>
    imagePlane(
      {
        // What the viewer makes of it: it never lacks anything.
        metaData: {
          get: (type: string) =>
            type === 'instance'
              ? Object.assign(instance, { SOPInstanceUID: '2.25.1' })
              : { ...MADE_UP, usingDefaultValues: true },
        },
      } as unknown as Cornerstone,
      imageId
    );
  const MADE_UP = {
    rows: 10,
    columns: 10,
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imagePositionPatient: [0, 0, 0],
    rowPixelSpacing: 1,
    columnPixelSpacing: 1,
  };

  it.each(['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing'])(
    'is refused where the header lacks %s, whatever the viewer makes up',
    missing => {
      const rest = omit(header(4), missing as 'PixelSpacing');
      expect(() => planeOf({ ...rest, ImagerPixelSpacing: [0.85, 0.85] })).toThrow(
        /says nothing about its position, orientation or pixel spacing/
      );
    }
  );

  const groups = (x: number) => ({
    PlanePositionSequence: [{ ImagePositionPatient: [x, 0, 0] }],
    MREchoSequence: [{ EffectiveEchoTime: 100 }],
    MRImageFrameTypeSequence: [{ FrameType: ['DERIVED', 'PRIMARY', 'DIXON', 'WATER'] }],
  });
  const enhanced = {
    Rows: 10,
    Columns: 10,
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }],
        PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.6], SliceThickness: 4 }],
      },
    ],
  };

  it('is that of an enhanced object of one frame, which the viewer leaves in its functional groups', () => {
    const one = { ...enhanced, NumberOfFrames: 1, PerFrameFunctionalGroupsSequence: [groups(7)] };
    expect(planeOf(one)).toMatchObject({
      position: [7, 0, 0],
      columnDirection: [0, 0, -1],
      rowSpacing: 0.5,
      columnSpacing: 0.6,
      echoTime: 100,
      header: { imageType: ['DERIVED', 'PRIMARY', 'DIXON', 'WATER'] },
    });
  });

  it('is what the viewer draws such an object with, and of no other image', () => {
    const one = { ...enhanced, NumberOfFrames: 1, PerFrameFunctionalGroupsSequence: [groups(7)] };
    const instance = { SOPInstanceUID: '2.25.1' };
    expect(planeOfOneFrame({ ...instance, ...one })).toMatchObject({
      imagePositionPatient: [7, 0, 0],
      columnCosines: [0, 0, -1],
      rowPixelSpacing: 0.5,
      usingDefaultValues: false,
    });
    const others = [
      { ...one, NumberOfFrames: 2 },
      header(3),
      { ...header(3), NumberOfFrames: 1 },
      {},
    ];
    for (const other of others) {
      expect(planeOfOneFrame({ ...instance, ...other })).toBeUndefined();
    }
  });

  it('is each frame’s own', () => {
    const PerFrameFunctionalGroupsSequence = [groups(1), groups(5)];
    const two = { ...enhanced, NumberOfFrames: 2, PerFrameFunctionalGroupsSequence };
    expect(planeOf(two, 'wadors:/i/frames/2')).toMatchObject({
      frameNumber: 2,
      position: [5, 0, 0],
    });
  });

  it('is no position that the viewer counts out for frames without one', () => {
    const without = { ...enhanced, NumberOfFrames: 2, ImagePositionPatient: [0, 0, 2] };
    const stated = omit(without, 'ImagePositionPatient');
    const frame = Object.assign(Object.create({ _parentInstance: stated }) as object, without);
    expect(() => planeOf(frame, 'wadors:/i/frames/2')).toThrow(/says nothing/);
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
