import type { MessageValue } from '../../findings';
import { checkSagittal, examineStudy, refusedWarnings } from '../../analysis/input/checkStudy';
import { showsNoSpine } from '../../analysis/input/refusal';
import type { LocatedSpine, SliceLabels } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { AnalysisResult } from '../../analysis/result';
import { throwIfCancelled } from '../../messages';
import { mergedUses, seriesUses } from '../../imaging/seriesUse';
import type { AnalysisClient } from '../../inference/client/client';
import type { BackendInfo, ModelProgress } from '../../inference/protocol/types';
import { seriesLabel } from '../study/labels';
import type { Notice } from '../study/notices';
import { linkNamesSeries } from '../host/link';
import type { Runtime } from '../host/ohif';
import {
  choiceLabel,
  choose,
  studySeriesOf,
  type StudyChoice,
  type StudyContent,
  type StudyPart,
  type StudySeries,
} from '../study/seriesChoice';
import type { Phase } from '../study/state';
import { loadSagittal, sagittalParts, untilFailed, withoutPixels } from './loadStudy';
import { RunProgress } from './runProgress';

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
    const series = contents.map(({ series: one, parts, leftOut }) => ({
      ...one,
      slices: parts.flatMap(({ images }) => images.map(withoutPixels)),
      leftOut,
    }));
    checkSagittal(examineStudy({ studyInstanceUID, partial: linkNamesSeries(), series }));
    throw new Error('A study without a sagittal series was not refused.');
  }
  const shown = new ShownSeries(sagittalParts(chosen), runtime);
  onChosen(choiceLabel(chosen) ?? '', substitution(chosen));

  const progress = new RunProgress(onPhase);
  const models = new ModelsAhead(client, signal, progress);
  const ended = new AbortController();
  const { result, backend } = await (async () => {
    const { study, rest } = await loadSagittal(runtime, contents, chosen, studyInstanceUID, {
      signal: AbortSignal.any([signal, ended.signal]),
      parallel: options.parallelLoads,
      onProgress: (loaded, total) => progress.loaded(loaded, total),
    });
    rest?.then(
      () => progress.imagesEnded(),
      () => undefined
    );
    checkSagittal(examineStudy(study));
    throwIfCancelled(signal);
    // An image that cannot be had is said at once, whatever the models do.
    await (rest ? untilFailed(models.ready(), rest) : models.ready());
    return client.analyze(study, {
      signal,
      rest,
      onProgress: analyzed => progress.analyzing(analyzed),
      // Only when the worker had to be replaced.
      onModelProgress: loading => progress.startingModels(loading),
      ...(early?.wantsPreview
        ? { onPreview: slice => early.preview(slice, shown.series(slice.sopInstanceUID)) }
        : {}),
      onSegmentation: spine =>
        early?.located(spine, shown.series(spine.segmentation.slices[0]?.sopInstanceUID)),
      onLevel: level => early?.graded(level),
      onRestart: () => early?.withdraw(),
    });
  })().finally(() => {
    // What is still on its way then serves nothing.
    ended.abort();
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

/** The models on their way, while the images are loaded: fetched, started, their shaders compiled. */
class ModelsAhead {
  private latest: ModelProgress | null = null;
  private awaited = false;
  private readonly prepared: Promise<unknown>;

  constructor(
    client: AnalysisClient,
    signal: AbortSignal,
    private readonly progress: RunProgress
  ) {
    this.prepared = client.prepare({
      signal,
      onModelProgress: loading => {
        this.latest = loading;
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
      this.progress.startingModels(this.latest);
    }
  }
}

/** Says so when a sagittal series was active but another one is analyzed. */
function substitution({ sagittal, replaced }: StudyChoice): Notice | null {
  if (!sagittal || replaced?.orientation !== 'sagittal') {
    return null;
  }
  const [active, analyzed] = [replaced.series, sagittal.description].map(seriesLabel);
  return { key: 'substituted', values: { active: active!, analyzed: analyzed! } };
}
