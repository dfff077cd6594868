import { DeepSpineError } from '../../findings';
import type { Slice } from '../../imaging/types';
import { unlessCancelled } from '../../messages';
import type { StudyInput } from '../../analysis/request';
import type { AnalysisClient, AnalyzeCall } from '../../inference/client/client';
import { analyseStudy } from './analysisRun';
import { loadStudy } from './loadStudy';
import type { Cornerstone, CornerstoneImage, DisplaySet, Instance, Runtime } from '../host/ohif';
import { choose, studyContents, type StudyContent } from '../study/seriesChoice';
import { runFraction, type Phase } from '../study/state';
import { AXIAL, metadataOf, SAGITTAL, SAGITTAL_ONLY, series, T1 } from '../testing/testingStudies';

const STUDY = '2.25.1';

/** A viewer whose images arrive when the test lets them. */
class SlowViewer {
  readonly runtime: Runtime;
  readonly contents: readonly StudyContent[];
  /** In this order. */
  readonly asked: string[] = [];
  private readonly gates = new Map<string, Resolvers>();

  constructor(sets: readonly DisplaySet[]) {
    const instances = new Map<string, Instance>(
      sets.flatMap(set => set.instances!.map(one => [String(one.SOPInstanceUID), one] as const))
    );
    for (const { SeriesInstanceUID } of sets) {
      const gate = withResolvers();
      gate.promise.catch(() => undefined);
      this.gates.set(SeriesInstanceUID, gate);
    }
    const seriesOf = (imageId: string) => imageId.replace(/\.\d+$/, '');
    const get = (type: string, imageId: string) => metadataOf(type, instances.get(imageId));
    const loadAndCacheImage = async (imageId: string): Promise<CornerstoneImage> => {
      this.asked.push(imageId);
      await this.gates.get(seriesOf(imageId))!.promise;
      const data = new Uint8Array(160 * 160);
      return { imageId, rows: 160, columns: 160, getPixelData: () => data };
    };
    const cornerstone = {
      imageLoader: { loadAndCacheImage },
      metaData: { get },
      eventTarget: new EventTarget(),
      cache: { getImage: () => undefined, getImageLoadObject: () => undefined },
    } as unknown as Cornerstone;
    const dataSource = {
      getImageIdsForDisplaySet: (set: DisplaySet) =>
        set.instances!.map(one => String(one.SOPInstanceUID)),
    };
    this.runtime = { cornerstone, dataSource: () => dataSource } as unknown as Runtime;
    this.contents = studyContents(sets, STUDY, dataSource, cornerstone);
  }

  /** Of one series, or of all. */
  imagesArrive = (series?: string) => this.gatesOf(series).forEach(({ resolve }) => resolve());
  imagesFail = (series?: string) =>
    this.gatesOf(series).forEach(({ reject }) => reject(new Error('the archive is gone')));

  private gatesOf(series?: string) {
    return series === undefined ? [...this.gates.values()] : [this.gates.get(series)!];
  }
}

interface Resolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function withResolvers(): Resolvers {
  let resolve: Resolvers['resolve'] = () => {};
  let reject: Resolvers['reject'] = () => {};
  const promise = new Promise<void>((one, other) => ([resolve, reject] = [one, other]));
  return { promise, resolve, reject };
}

/** A client whose models arrive when the test lets them. */
class SlowClient {
  readonly calls: string[] = [];
  call: AnalyzeCall = {};
  modelsArrive: () => void = () => {};
  modelsFail: (error: Error) => void = () => {};

  prepare(call: AnalyzeCall): Promise<unknown> {
    this.calls.push('prepare');
    this.call = call;
    return new Promise<void>((resolve, reject) => {
      this.modelsArrive = resolve;
      this.modelsFail = reject;
      call.signal?.addEventListener('abort', () =>
        reject(new DeepSpineError('cancelled', 'The analysis was cancelled.'))
      );
    });
  }

  /** Series in which no spine is found. */
  spineless: readonly string[] = [];
  readonly analyzed: string[] = [];

  /** Ids of the images that came without samples, and of those that followed. */
  late: readonly string[] = [];
  rest: readonly string[] | null = null;

  async analyze(
    { sagittalSeriesUID = '', series: all }: StudyInput,
    { rest, signal, onProgress }: AnalyzeCall
  ): Promise<unknown> {
    this.calls.push('analyze');
    this.analyzed.push(sagittalSeriesUID);
    const slices = all.flatMap(one => one.slices);
    const ids = (some: readonly Slice[]) => some.map(({ sopInstanceUID }) => sopInstanceUID);
    this.late = ids(slices.filter(({ pixels }) => pixels.length === 0));
    onProgress?.({ stage: 'measure', fraction: 0.8 });
    if (rest) {
      this.rest = ids((await unlessCancelled(rest, signal)).filter(one => one.pixels.length > 0));
      onProgress?.({ stage: 'grade', fraction: 0.9 });
    }
    if (this.spineless.includes(sagittalSeriesUID)) {
      throw new DeepSpineError('no-discs', `No spine in ${sagittalSeriesUID}.`);
    }
    return { result: { found: 'the result', warnings: [] }, backend: 'the backend' };
  }
}

/** Of runs that nobody waits for any more. */
const running: AbortController[] = [];
afterEach(() => running.splice(0).forEach(abort => abort.abort()));

function started(sets: readonly DisplaySet[] = SAGITTAL_ONLY) {
  const viewer = new SlowViewer(sets);
  const client = new SlowClient();
  const phases: Phase[] = [];
  const abort = new AbortController();
  running.push(abort);
  const run = analyseStudy(viewer.runtime, client as unknown as AnalysisClient, viewer.contents, {
    studyInstanceUID: STUDY,
    early: null,
    signal: abort.signal,
    onPhase: phase => phases.push(phase),
    onChosen: () => undefined,
  });
  run.catch(() => undefined);
  return { viewer, client, phases, abort, run };
}

const soon = () => new Promise(resolve => setTimeout(resolve, 20));
const kinds = (phases: readonly Phase[]) => [...new Set(phases.map(({ kind }) => kind))];
const GRADED: Phase = { kind: 'analyzing', stage: 'grade', fraction: 0.9 };
const HALF = { phase: 'download', loadedBytes: 5, totalBytes: 10 } as const;

it('has the models loaded while the images are', async () => {
  const { viewer, client, phases, run } = started();
  expect(client.calls).toEqual(['prepare']);
  client.call.onModelProgress?.(HALF);
  expect(kinds(phases)).not.toContain('loading-model');

  viewer.imagesArrive();
  await soon();
  expect(phases.at(-1)).toEqual({ kind: 'loading-model', loadedBytes: 5, totalBytes: 10 });
  expect(client.calls).toEqual(['prepare']);
  client.modelsArrive();
  expect(await run).toMatchObject({ result: { found: 'the result' }, backend: 'the backend' });
  expect(client.calls).toEqual(['prepare', 'analyze']);
});

it('is as well served when the models are there first', async () => {
  const { viewer, client, phases, run } = started();
  client.modelsArrive();
  await soon();
  expect(kinds(phases)).not.toContain('loading-model');
  viewer.imagesArrive();
  await run;
  expect(kinds(phases)).toEqual(['loading-images', 'analyzing']);
  expect(client.calls).toEqual(['prepare', 'analyze']);
});

it('says what is wrong with the models once the images are there', async () => {
  const { viewer, client, run } = started();
  client.modelsFail(new DeepSpineError('model-download', 'The models are not there.'));
  await soon();
  viewer.imagesArrive();
  await expect(run).rejects.toMatchObject({ code: 'model-download' });
  expect(client.calls).toEqual(['prepare']);
});

it('says what is wrong with the images, whatever becomes of the models', async () => {
  const { viewer, client, run, phases } = started();
  viewer.imagesFail();
  await expect(run).rejects.toMatchObject({ code: 'corrupt-file' });
  client.call.onModelProgress?.(HALF);
  client.modelsFail(new DeepSpineError('model-download', 'The models are not there.'));
  expect(kinds(phases)).not.toContain('loading-model');
});

it('is cancelled while both are on their way', async () => {
  const { client, abort, run } = started();
  await soon();
  abort.abort();
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(client.calls).toEqual(['prepare']);
});

it('is cancelled while only the models are on their way', async () => {
  const { viewer, client, abort, run } = started();
  viewer.imagesArrive();
  await soon();
  abort.abort();
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(client.calls).toEqual(['prepare']);
});

it('loads no models for a study that cannot be graded', async () => {
  const computed = SAGITTAL_ONLY.map(set => ({
    ...set,
    Modality: 'CT',
    instances: set.instances!.map(instance => ({ ...instance, Modality: 'CT' })),
  }));
  const { client, run } = started(computed);
  await expect(run).rejects.toMatchObject({ code: 'not-mr' });
  expect(client.calls).toEqual([]);
});

describe('a study with axial and T1 images', () => {
  const [SAG, AX, SAG_T1] = ['2.25.91', '2.25.92', '2.25.93'];
  const sagittal = { orientation: SAGITTAL, from: [-22, -80, 80] as const };
  const WHOLE = [
    series({ uid: SAG_T1, ...sagittal, times: T1 }),
    series({ uid: AX, orientation: AXIAL, from: [-80, -80, 60], step: [0, 0, -10] }),
    series({ uid: SAG, ...sagittal }),
  ];
  const imagesOf = (...uids: string[]) =>
    uids.flatMap(uid => Array.from({ length: 12 }, (_, i) => `${uid}.${i}`));

  /** Sagittal images and models are there, and the others are on their way. */
  async function analyzing() {
    const all = started(WHOLE);
    all.viewer.imagesArrive(SAG);
    all.client.modelsArrive();
    await soon();
    expect(all.client.calls).toEqual(['prepare', 'analyze']);
    return all;
  }

  it('is analyzed as soon as the sagittal ones are there, and the others follow', async () => {
    const { viewer, client, phases, run } = await analyzing();
    expect([...client.late].sort()).toEqual(imagesOf(AX, SAG_T1).sort());
    expect(client.rest).toBeNull();
    expect(phases.at(-1)).toEqual({
      kind: 'loading-images',
      ...{ loaded: 12, total: 36, analyzed: 0.8 },
    });
    viewer.imagesArrive(AX);
    viewer.imagesArrive(SAG_T1);
    await run;
    expect(client.rest).toEqual(imagesOf(AX, SAG_T1));
    expect(phases.at(-1)).toEqual(GRADED);
    const fractions = phases.map(runFraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a! - b!));
  });

  it('has its images asked for in the order in which they are needed', async () => {
    const { viewer } = started(WHOLE);
    // Nothing is asked for while as many requests as there can be are under way.
    expect(viewer.asked).toEqual(imagesOf(SAG).slice(0, 6));
    viewer.imagesArrive(SAG);
    await soon();
    expect(viewer.asked).toEqual([...imagesOf(SAG), ...imagesOf(AX).slice(0, 6)]);
    viewer.imagesArrive(AX);
    await soon();
    expect(viewer.asked).toEqual([...imagesOf(SAG, AX), ...imagesOf(SAG_T1).slice(0, 6)]);
  });

  it('fails with what is wrong with the axial ones, whatever has been done by then', async () => {
    const { viewer, run } = await analyzing();
    viewer.imagesFail(AX);
    await expect(run).rejects.toMatchObject({
      code: 'corrupt-file',
      message: expect.stringContaining('Image 1 of the series'),
    });
  });

  it('fails so at once while the models or sagittal images are on their way', async () => {
    const models = started(WHOLE);
    models.viewer.imagesArrive(SAG);
    await soon();
    models.viewer.imagesFail(AX);
    await expect(models.run).rejects.toMatchObject({ code: 'corrupt-file' });
    expect(models.client.calls).toEqual(['prepare']);

    const few = [WHOLE[1]!, { ...WHOLE[2]!, instances: WHOLE[2]!.instances!.slice(0, 5) }];
    const images = started(few);
    images.viewer.imagesFail(AX);
    await expect(images.run).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  it('is done without the T1 ones where those cannot be had', async () => {
    const { viewer, client, phases, run } = await analyzing();
    viewer.imagesFail(SAG_T1);
    viewer.imagesArrive(AX);
    await run;
    expect(client.rest).toEqual(imagesOf(AX));
    expect(runFraction(phases.at(-1)!)).toBe(runFraction(GRADED));
  });

  it('is cancelled while the others are on their way, and asks for no more of them', async () => {
    const { viewer, abort, run } = await analyzing();
    abort.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    const { length } = viewer.asked;
    viewer.imagesArrive(AX);
    await soon();
    expect(viewer.asked).toHaveLength(length);
  });

  it('asks for no more of them once the sagittal ones turn out to show no spine', async () => {
    const viewer = new SlowViewer(WHOLE);
    const client = new SlowClient();
    client.analyze = () => Promise.reject(new DeepSpineError('no-discs', 'No spine.'));
    const run = analyseStudy(viewer.runtime, client as unknown as AnalysisClient, viewer.contents, {
      ...{ studyInstanceUID: STUDY, early: null, signal: new AbortController().signal },
      onPhase: () => undefined,
      onChosen: () => undefined,
    });
    viewer.imagesArrive(SAG);
    client.modelsArrive();
    await expect(run).rejects.toMatchObject({ code: 'no-discs' });
    const { length } = viewer.asked;
    viewer.imagesArrive(AX);
    await soon();
    expect(viewer.asked).toHaveLength(length);
  });

  it('is loaded as a whole where an explanation needs all of it', async () => {
    const viewer = new SlowViewer(WHOLE);
    const { signal } = new AbortController();
    const chosen = choose(viewer.contents, undefined);
    const loading = loadStudy(viewer.runtime, viewer.contents, chosen, STUDY, { signal });
    viewer.imagesArrive(SAG);
    viewer.imagesArrive(AX);
    viewer.imagesFail(SAG_T1);
    const slices = (await loading).series.map(one => one.slices.map(({ pixels }) => pixels.length));
    expect(slices).toEqual([Array(12).fill(160 * 160), Array(12).fill(160 * 160)]);
  });
});

describe('stations of a spine', () => {
  const station = (uid: string, z: number) =>
    series({ uid, orientation: SAGITTAL, from: [-22, -80, 80 + z] });
  const STATIONS = [station('2.25.82', 250), station('2.25.81', 0), station('2.25.83', 500)];

  async function analyzed(spineless: readonly string[]) {
    const { viewer, client, run } = started(STATIONS);
    client.spineless = spineless;
    viewer.imagesArrive();
    // Each station waits for the models anew.
    const models = setInterval(() => client.modelsArrive(), 5);
    const outcome = await run.catch((error: unknown) => error).finally(() => clearInterval(models));
    return { client, outcome };
  }

  it('the next one is analyzed where the lowest shows no spine, and that is said', async () => {
    const { client, outcome } = await analyzed(['2.25.81']);
    expect(client.analyzed).toEqual(['2.25.81', '2.25.82']);
    expect(outcome).toMatchObject({
      result: { warnings: [{ code: 'series-substituted' }] },
      sagittal: { seriesInstanceUID: '2.25.82' },
    });
  });

  it('the refusal is that of the lowest where none shows a spine', async () => {
    const { client, outcome } = await analyzed(['2.25.81', '2.25.82', '2.25.83']);
    expect(client.analyzed).toEqual(['2.25.81', '2.25.82', '2.25.83']);
    expect(outcome).toMatchObject({ code: 'no-discs', message: 'No spine in 2.25.81.' });
  });
});
