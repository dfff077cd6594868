import type { MessageValue } from '../../findings';
import { checkStudy, refusedWarnings } from '../../analysis/input/checkStudy';
import { showsNoSpine } from '../../analysis/input/refusal';
import type { LocatedSpine, SliceLabels } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { StudyInput } from '../../analysis/request';
import type { AnalysisResult } from '../../analysis/result';
import { refused, part as words, throwIfCancelled } from '../../messages';
import { omit } from '../../imaging/omit';
import { holderOf } from '../../imaging/rejoin';
import { mergedUses, seriesUses } from '../../imaging/seriesUse';
import type { Slice } from '../../imaging/types';
import type { AnalysisClient } from '../../inference/client/client';
import type { BackendInfo, ModelProgress } from '../../inference/protocol/types';
import { seriesLabel } from '../study/labels';
import type { Notice } from '../study/notices';
import { linkNamesSeries } from '../host/link';
import type { Runtime } from '../host/ohif';
import { loadSlices, type LoadOptions } from '../images/pixels';
import {
  choiceLabel,
  choose,
  studySeriesOf,
  type StudyChoice,
  type StudyContent,
  type StudyPart,
  type StudySeries,
  type ViewerImage,
} from '../study/seriesChoice';
import type { Phase } from '../study/state';

export interface RunOptions {
  readonly studyInstanceUID: string;
  /** The series of the active viewport: taken when it can serve as the sagittal one. */
  readonly activeSeriesUID?: string;
  readonly signal: AbortSignal;
  /** Images that are loaded at a time; see LoadOptions. */
  readonly parallelLoads?: number;
  readonly onPhase: (phase: Phase) => void;
  /** Called once it is known what will be analyzed, in words, and what stands in for what. */
  readonly onChosen: (series: MessageValue, notice: Notice | null) => void;
  /** Told what is found before the whole is; null where nobody wants to know. */
  readonly early: EarlyListener | null;
}

/** What is told of an analysis while it runs; see AnalyzeOptions. */
export interface EarlyListener {
  /** Whether slices are wanted as they come. */
  readonly wantsPreview: boolean;
  preview(slice: SliceLabels, sagittal: StudySeries): void;
  located(spine: LocatedSpine, sagittal: StudySeries): void;
  graded(level: LevelResult): void;
  /** Everything that was told is void: the analysis starts afresh, or has come to nothing. */
  withdraw(): void;
}

export interface RunOutcome {
  readonly result: AnalysisResult;
  readonly backend: BackendInfo;
  readonly sagittal: StudySeries;
}

/**
 * Chooses the series, loads their pixels through the viewer and has them analyzed in the worker, which
 * meanwhile fetches and starts the models. Where they turn out to show no lumbar spine, another station of the spine is
 * looked at.
 * @throws DeepSpineError for everything that stops it, 'cancelled' included
 */
export async function analyseStudy(
  runtime: Runtime,
  client: AnalysisClient,
  contents: readonly StudyContent[],
  options: RunOptions
): Promise<RunOutcome> {
  const refused: StudyPart[] = [];
  let first: unknown;
  for (;;) {
    const chosen = choose(contents, options.activeSeriesUID, refused);
    try {
      return await analyseChosen(runtime, client, contents, chosen, refused, options);
    } catch (error) {
      first ??= error;
      if (!showsNoSpine(error)) {
        throw error;
      }
      if (!chosen.sagittal || !chosen.otherStation) {
        throw first;
      }
      options.early?.withdraw();
      refused.push(chosen.sagittal);
    }
  }
}

async function analyseChosen(
  runtime: Runtime,
  client: AnalysisClient,
  contents: readonly StudyContent[],
  chosen: StudyChoice,
  refused: readonly StudyPart[],
  options: RunOptions
): Promise<RunOutcome> {
  const { studyInstanceUID, signal, onPhase, onChosen, early } = options;
  if (!chosen.sagittal) {
    // Without pixels: every reason to refuse such a study stands in its headers.
    checkStudy({
      studyInstanceUID,
      partial: linkNamesSeries(),
      series: contents.map(({ series, parts, leftOut }) => ({
        ...series,
        slices: parts.flatMap(({ images }) => images.map(withoutPixels)),
        leftOut,
      })),
    });
    throw new Error('A study without a sagittal series was not refused.');
  }
  const shown = new ShownSeries(sagittalParts(chosen), runtime);
  onChosen(choiceLabel(chosen) ?? '', substitution(chosen));

  const models = new ModelsAhead(client, options);
  const study = await loadStudy(runtime, contents, chosen, studyInstanceUID, {
    signal,
    parallel: options.parallelLoads,
    onLoaded: (loaded, total) => onPhase({ kind: 'loading-images', loaded, total }),
  });
  checkStudy(study);
  throwIfCancelled(signal);
  await models.ready();
  const { result, backend } = await client.analyze(study, {
    signal,
    onProgress: ({ stage, fraction }) => onPhase({ kind: 'analyzing', stage, fraction }),
    // Only when the worker had to be replaced.
    onModelProgress: progress => onPhase(loadingModel(progress)),
    ...(early?.wantsPreview
      ? { onPreview: slice => early.preview(slice, shown.series(slice.sopInstanceUID)) }
      : {}),
    onSegmentation: spine =>
      early?.located(spine, shown.series(spine.segmentation.slices[0]?.sopInstanceUID)),
    onLevel: level => early?.graded(level),
    onRestart: () => early?.withdraw(),
  });
  throwIfCancelled(signal);
  const all = seriesUses(contents, chosen);
  // The worker has seen the chosen images alone.
  const said = refusedWarnings(chosen.sagittal.description, refused);
  return {
    result: {
      ...result,
      series: mergedUses(all, result.series ?? []),
      warnings: [...said, ...result.warnings],
    },
    backend,
    sagittal: shown.series(result.segmentation?.slices[0]?.sopInstanceUID),
  };
}

/** What an analysis of a choice is of: the images that it loads. */
export const choiceKey = (chosen: StudyChoice): string =>
  [...sagittalParts(chosen), ...chosen.axial, ...(chosen.sagittalT1 ? [chosen.sagittalT1] : [])]
    .flatMap(({ images }) => images.map(({ placed }) => placed.imageId))
    .join('\n');

/** What is loaded as sagittal: where no header says which is the T2, all of them. */
const sagittalParts = ({ sagittal, undecided }: StudyChoice): readonly StudyPart[] =>
  undecided.length > 0 ? undecided : sagittal ? [sagittal] : [];

/** The sagittal pictures that may turn out to be analyzed, by their images. */
class ShownSeries {
  private readonly all: readonly StudySeries[];

  constructor(parts: readonly StudyPart[], runtime: Runtime) {
    this.all = parts.map(part => studySeriesOf(part, runtime.dataSource()));
  }

  series(sopInstanceUID: string | undefined): StudySeries {
    const shows = ({ images }: StudySeries) =>
      images.some(({ slice }) => slice.sopInstanceUID === sopInstanceUID);
    return this.all.find(shows) ?? this.all[0]!;
  }
}

const loadingModel = ({ loadedBytes, totalBytes }: ModelProgress): Phase => ({
  kind: 'loading-model',
  loadedBytes,
  totalBytes,
});

/** The models on their way, while the images are loaded: fetched, started, their shaders compiled. */
class ModelsAhead {
  private latest: ModelProgress | null = null;
  private awaited = false;
  private readonly prepared: Promise<unknown>;

  constructor(
    client: AnalysisClient,
    private readonly options: Pick<RunOptions, 'signal' | 'onPhase'>
  ) {
    this.prepared = client.prepare({
      signal: options.signal,
      onModelProgress: progress => {
        this.latest = progress;
        this.show();
      },
    });
    // Told when it is waited for: what is wrong with the images or the study comes first.
    this.prepared.catch(() => undefined);
  }

  /**
   * Resolves when the models can be used; from the call on, their progress is the phase.
   * @throws DeepSpineError as AnalysisClient.prepare does
   */
  async ready(): Promise<void> {
    this.awaited = true;
    this.show();
    await this.prepared;
  }

  private show(): void {
    if (this.awaited && this.latest) {
      this.options.onPhase(loadingModel(this.latest));
    }
  }
}

interface LoadStudyOptions extends Pick<LoadOptions, 'signal' | 'parallel'> {
  readonly onLoaded?: (loaded: number, total: number) => void;
}

/**
 * Loads the pixels of the chosen series through the viewer, the axial ones included, and those of the T1 series, which
 * is done without where it cannot be loaded.
 * @throws DeepSpineError as loadSlices does; 'no-series' without a sagittal series
 */
export async function loadStudy(
  runtime: Runtime,
  contents: readonly StudyContent[],
  chosen: StudyChoice,
  studyInstanceUID: string,
  { signal, parallel, onLoaded }: LoadStudyOptions
): Promise<StudyInput> {
  if (!chosen.sagittal) {
    throw refused('no-series', { context: 'sagittal-closed' });
  }
  const needed = [...sagittalParts(chosen), ...chosen.axial];
  const { sagittalT1 } = chosen;
  const wanted = sagittalT1 && !needed.includes(sagittalT1) ? [...needed, sagittalT1] : needed;
  const total = wanted.reduce((sum, { images }) => sum + images.length, 0);
  let before = 0;
  const slicesOf = new Map<string, Slice[]>();
  for (const part of wanted) {
    const imageIds = part.images.map(({ placed }) => placed.imageId);
    const loading = loadSlices(runtime.cornerstone, imageIds, {
      signal,
      parallel,
      seriesName: words('the-series', { series: seriesLabel(part.description) }),
      onProgress: done => onLoaded?.(before + done, total),
    });
    const slices = await (needed.includes(part) ? loading : orNull(loading, signal));
    before += imageIds.length;
    // Each to the series that holds it: the analysis puts together what was split, as it does for files.
    slices?.forEach((slice, i) => {
      const uid = holderOf(part.images[i]!, part.description);
      const own = slicesOf.get(uid) ?? [];
      slicesOf.set(uid, own);
      own.push(slice);
    });
  }
  const described = new Map(contents.map(({ series }) => [series.seriesInstanceUID, series]));
  return {
    studyInstanceUID,
    series: [...slicesOf].map(([uid, slices]) => ({ ...described.get(uid)!, slices })),
    sagittalSeriesUID: chosen.sagittal.description.seriesInstanceUID,
    partial: linkNamesSeries(),
  };
}

/** What is good to have; null where it cannot be loaded, unless everything was cancelled. */
async function orNull<T>(loading: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return null;
  }
}

const NO_PIXELS = new Uint8Array(0);

/** Nothing of the viewer. */
const withoutPixels = (image: ViewerImage): Slice => ({
  ...omit(image, 'placed', 'displaySet'),
  pixels: NO_PIXELS,
});

/** Says so when a sagittal series was active but another one is analyzed. */
function substitution({ sagittal, replaced }: StudyChoice): Notice | null {
  if (!sagittal || replaced?.orientation !== 'sagittal') {
    return null;
  }
  const [active, analyzed] = [replaced.series, sagittal.description].map(seriesLabel);
  return { key: 'substituted', values: { active: active!, analyzed: analyzed! } };
}
