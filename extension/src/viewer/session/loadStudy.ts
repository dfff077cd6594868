import { completed } from '../../analysis/input/lateImages';
import type { LateSlice, StudyInput } from '../../analysis/request';
import { omit } from '../../imaging/omit';
import { holderOf } from '../../imaging/rejoin';
import type { Slice } from '../../imaging/types';
import { refused, part as words } from '../../messages';
import { linkNamesSeries } from '../host/link';
import type { Runtime } from '../host/ohif';
import { loadInTurn, type LoadOptions } from '../images/pixels';
import { seriesLabel } from '../study/labels';
import type { StudyChoice, StudyContent, StudyPart, ViewerImage } from '../study/seriesChoice';

export type LoadStudyOptions = Pick<LoadOptions, 'signal' | 'parallel' | 'onProgress'>;

/** The chosen series, of which the sagittal images have samples already. */
export interface LoadedSagittal {
  readonly study: StudyInput;
  /** The others, with samples (see AnalyzeOptions); undefined where there are none. */
  readonly rest: Promise<readonly LateSlice[]> | undefined;
}

/** What is loaded as sagittal: where no header says which is the T2, all of them. */
export const sagittalParts = ({ sagittal, undecided }: StudyChoice): readonly StudyPart[] =>
  undecided.length > 0 ? undecided : sagittal ? [sagittal] : [];

const NO_PIXELS = new Uint8Array(0);

/** Nothing of the viewer; the series that holds it is the one that it is listed under. */
export const withoutPixels = (image: ViewerImage): Slice => ({
  ...omit(image, 'placed', 'displaySet', 'seriesInstanceUID'),
  pixels: NO_PIXELS,
});

/**
 * Loads the pixels of the chosen series through the viewer: those of the sagittal one, which are segmented, then the axial
 * ones, then those of the T1 series, which is done without where it cannot be loaded. Resolves as soon as the sagittal
 * ones are there.
 * @throws DeepSpineError as loadSlices does, here or by the rest; 'no-series' without a sagittal series
 */
export async function loadSagittal(
  runtime: Runtime,
  contents: readonly StudyContent[],
  chosen: StudyChoice,
  studyInstanceUID: string,
  options: LoadStudyOptions
): Promise<LoadedSagittal> {
  if (!chosen.sagittal) {
    throw refused('no-series', { context: 'sagittal-closed' });
  }
  const first = sagittalParts(chosen);
  const { axial, sagittalT1 } = chosen;
  const beside = sagittalT1 && !first.includes(sagittalT1) ? [...axial, sagittalT1] : axial;
  const wanted = [...first, ...beside];
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const loading = loadInTurn(runtime.cornerstone, wanted.map(imagesOf), { ...options, signal });
  const rest = Promise.all(
    beside.map(async (part, i): Promise<LateSlice[]> => {
      const slices = loading[first.length + i]!;
      const there = await (axial.includes(part) ? slices : orNone(slices, signal));
      return there.map((slice, k) => ({
        ...slice,
        seriesInstanceUID: holderOf(part.images[k]!, part.description),
      }));
    })
  ).then(slices => slices.flat());
  const sagittal = Promise.all(loading.slice(0, first.length));
  const loaded = await untilFailed(sagittal, rest).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  rest.catch(() => stop.abort());
  const images = [...loaded, ...beside.map(part => part.images.map(withoutPixels))];

  // Each to the series that holds it: the analysis puts together what was split, as it does for files.
  const slicesOf = new Map<string, Slice[]>();
  wanted.forEach((part, k) =>
    part.images.forEach((image, i) => {
      const uid = holderOf(image, part.description);
      slicesOf.set(uid, [...(slicesOf.get(uid) ?? []), images[k]![i]!]);
    })
  );
  const described = new Map(contents.map(({ series }) => [series.seriesInstanceUID, series]));
  return {
    study: {
      studyInstanceUID,
      series: [...slicesOf].map(([uid, own]) => ({ ...described.get(uid)!, slices: own })),
      sagittalSeriesUID: chosen.sagittal.description.seriesInstanceUID,
      partial: linkNamesSeries(),
    },
    rest: beside.length > 0 ? rest : undefined,
  };
}

/** The chosen series with all their pixels; see loadSagittal. */
export async function loadStudy(...given: Parameters<typeof loadSagittal>): Promise<StudyInput> {
  const { study, rest } = await loadSagittal(...given);
  return rest ? completed(study, await rest) : study;
}

const imagesOf = (part: StudyPart) => ({
  imageIds: part.images.map(({ placed }) => placed.imageId),
  seriesName: words('the-series', { series: seriesLabel(part.description) }),
});

/** The same promise, but for one that is to come later and fails before; what that throws then. */
export const untilFailed = <T>(promise: Promise<T>, later: Promise<unknown>): Promise<T> =>
  Promise.race([promise, later.then(() => promise)]);

/** What is good to have; nothing where it cannot be loaded, unless everything was cancelled. */
async function orNone<T>(loading: Promise<T[]>, signal: AbortSignal): Promise<T[]> {
  try {
    return await loading;
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return [];
  }
}
