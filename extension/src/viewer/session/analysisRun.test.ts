import { DeepSpineError } from '../../findings';
import type { StudyInput } from '../../analysis/request';
import type { AnalysisClient, AnalyzeCall } from '../../inference/client/client';
import { analyseStudy } from './analysisRun';
import type { Cornerstone, CornerstoneImage, DisplaySet, Instance, Runtime } from '../host/ohif';
import { studyContents, type StudyContent } from '../study/seriesChoice';
import type { Phase } from '../study/state';
import { metadataOf, SAGITTAL, SAGITTAL_ONLY, series } from '../testing/testingStudies';

const STUDY = '2.25.1';

/** A viewer whose images arrive when the test lets them. */
class SlowViewer {
  readonly runtime: Runtime;
  readonly contents: readonly StudyContent[];
  private arrive: () => void = () => {};
  private fail: (error: Error) => void = () => {};

  constructor(sets: readonly DisplaySet[]) {
    const instances = new Map<string, Instance>(
      sets.flatMap(set => set.instances!.map(one => [String(one.SOPInstanceUID), one] as const))
    );
    const gate = new Promise<void>((resolve, reject) => {
      this.arrive = resolve;
      this.fail = reject;
    });
    const get = (type: string, imageId: string) => metadataOf(type, instances.get(imageId));
    const loadAndCacheImage = async (imageId: string): Promise<CornerstoneImage> => {
      await gate;
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

  imagesArrive = () => this.arrive();
  imagesFail = () => this.fail(new Error('the archive is gone'));
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

  async analyze({ sagittalSeriesUID = '' }: StudyInput): Promise<unknown> {
    this.calls.push('analyze');
    this.analyzed.push(sagittalSeriesUID);
    if (this.spineless.includes(sagittalSeriesUID)) {
      throw new DeepSpineError('no-discs', `No spine in ${sagittalSeriesUID}.`);
    }
    return { result: { found: 'the result', warnings: [] }, backend: 'the backend' };
  }
}

function started(sets: readonly DisplaySet[] = SAGITTAL_ONLY) {
  const viewer = new SlowViewer(sets);
  const client = new SlowClient();
  const phases: Phase[] = [];
  const abort = new AbortController();
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
  expect(kinds(phases)).toEqual(['loading-images']);
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
