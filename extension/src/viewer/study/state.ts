import type { Explanation } from '../../analysis/grade/occlusion';
import type { LevelResult } from '../../analysis/levelResult';
import type { Stage } from '../../analysis/request';
import type { Condition, Finding, Level, MessageValue, Said } from '../../findings';
import type { FurtherObject } from '../../record/furtherObjects';
import type { BackendInfo } from '../../inference/protocol/types';
import { DEFAULT_CONFIGURATION, type Annotate, type Configuration } from '../host/configuration';
import type { LayoutId } from './layoutId';
import type { Notice } from './notices';
import { ALL_OVERLAYS, type Overlays } from './overlays';
import type { GradedStudy } from './gradedStudy';
import type { LoadedImages, Phase } from './phase';
import type { Whose } from './whose';

export type { GradedStudy, Origin, StoredSegmentation } from './gradedStudy';
export type { Phase } from './phase';

/** Where the shown findings stand with the archive. */
export type SaveState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** `refused`: what the archive did not take beside the findings; missing where it took all. */
  | { readonly kind: 'saved'; readonly refused?: readonly FurtherObject[] }
  | { readonly kind: 'failed'; readonly said: Said };

/** The findings of a study without any while its analysis runs: what is there, and what is to come. */
export interface ArrivingFindings {
  /** Those that will be graded, in the order in which they will be. */
  readonly levels: readonly Level[];
  /** Those that are; each as it will stand in the result. */
  readonly graded: readonly LevelResult[];
}

export interface Cell {
  readonly level: Level;
  readonly condition: Condition;
}

/** The findings of an earlier study of the same patient. */
export interface PriorStudy {
  readonly studyInstanceUID: string;
  /** ISO 8601, 'YYYY-MM-DD'; '' where the study has none. */
  readonly date: string;
  readonly levels: readonly LevelResult[];
}

/** What drove the model's grade of the selected cell: known ahead, or asked for by a person and then on the images. */
export type ExplanationState =
  | { readonly kind: 'known'; readonly cell: Cell; readonly explanation: Explanation }
  | { readonly kind: 'running'; readonly cell: Cell; readonly fraction: number }
  | { readonly kind: 'ready'; readonly cell: Cell; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly cell: Cell; readonly said: Said };

export interface SessionState {
  readonly explanation: ExplanationState | null;
  readonly configuration: Configuration;
  /** What is wrong with the site's settings, in one sentence; the defaults hold then. */
  readonly configurationError: Said | null;
  /** The text of the report that is checked against the findings; '' where there is none. */
  readonly reportText: string;
  readonly prior: PriorStudy | null;
  /** Arrangements of viewports that the open studies can fill. */
  readonly layouts: readonly LayoutId[];
  /** The one that is shown; null after the person arranged the viewports otherwise. */
  readonly layout: LayoutId | null;
  readonly phase: Phase;
  readonly study: GradedStudy | null;
  /** Never beside a study: what is there already stays until the new findings are complete. */
  readonly arriving: ArrivingFindings | null;
  readonly selected: Cell | null;
  /** Whose findings these are. */
  readonly whose: Whose | null;
  /** Whose images the active viewport shows. */
  readonly activeWhose: Whose | null;
  readonly backend: BackendInfo | null;
  /** Of the last analysis, ms per stage. */
  readonly timings: Readonly<Record<Stage, number>> | null;
  readonly save: SaveState;
  /** Which series is or was analyzed, in words ('Sag T2, series 4'); null before the first run. */
  readonly series: MessageValue | null;
  /** Information, not an error ('Findings of the archive are shown.'). */
  readonly notice: Notice | null;
  /** A report of the archive that could not be read: what is saved stands beside it. */
  readonly reportProblem: Notice | null;
  /** Unsaved findings of somebody who was not signed in, from another visit; asked for before they are shown. */
  readonly draftOffer: { readonly savedAt: number } | null;
  /** The active viewport shows another study, to which the panel turns when what runs has ended. */
  readonly elsewhere: boolean;
  /** What a person wants drawn on the images; null: as the site has it. */
  readonly annotate: Annotate | null;
  /** What of ours a person wants to see over the images. */
  readonly overlays: Overlays;
  /** The draft report as a person wrote it on; null: as the findings have it. */
  readonly draftText: string | null;
  /** False after the batch of measurements was undone. */
  readonly onImages: boolean;
}

/** What goes with the findings. */
const FINDINGS_CLEARED = {
  explanation: null,
  reportText: '',
  phase: { kind: 'idle' },
  study: null,
  arriving: null,
  selected: null,
  whose: null,
  timings: null,
  save: { kind: 'nothing' },
  series: null,
  notice: null,
  draftText: null,
  onImages: true,
} as const satisfies Partial<SessionState>;

export const INITIAL_STATE: SessionState = {
  ...FINDINGS_CLEARED,
  reportProblem: null,
  draftOffer: null,
  elsewhere: false,
  configuration: DEFAULT_CONFIGURATION,
  configurationError: null,
  prior: null,
  layouts: [],
  layout: null,
  backend: null,
  annotate: null,
  overlays: ALL_OVERLAYS,
  activeWhose: null,
};

/** The state after the findings were cleared: what is known of the site, the viewer and the prior stays. */
export const withoutFindings = (state: SessionState): SessionState => ({
  ...state,
  ...FINDINGS_CLEARED,
});

/** All that is of one study; the rest is of the site and the viewer. */
export type StudyPart = Pick<
  SessionState,
  keyof typeof FINDINGS_CLEARED | 'prior' | 'reportProblem' | 'draftOffer' | 'backend'
>;

/** Of a study that nothing is known of yet. */
export const NOTHING_KNOWN: StudyPart = {
  ...FINDINGS_CLEARED,
  prior: null,
  reportProblem: null,
  draftOffer: null,
  backend: null,
};

export const studyPart = (state: SessionState): StudyPart =>
  Object.fromEntries(
    (Object.keys(NOTHING_KNOWN) as (keyof StudyPart)[]).map(key => [key, state[key]])
  ) as unknown as StudyPart;

export const isRunning = ({ phase }: SessionState): boolean =>
  phase.kind === 'loading-images' || phase.kind === 'loading-model' || phase.kind === 'analyzing';

/** Progress of the whole run, 0..1; null where nothing runs. Images, models and analysis each have their share. */
export function runFraction(phase: Phase): number | null {
  switch (phase.kind) {
    case 'loading-images':
      return (
        imagesShare(phase) + (phase.analyzed === undefined ? 0 : analyzedShare(phase.analyzed))
      );
    case 'loading-model':
      return imagesShare(phase.images) + SHARE.model * ratio(phase.loadedBytes, phase.totalBytes);
    case 'analyzing':
      return imagesShare(phase.images) + analyzedShare(phase.fraction);
    default:
      return null;
  }
}

/** Shares of the progress bar that go to fetching images and models. */
const SHARE = { images: 0.1, model: 0.1 };

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

const imagesShare = (images: LoadedImages = { loaded: 1, total: 1 }): number =>
  SHARE.images * ratio(images.loaded, images.total);

/** With that of the models, which are there by then. */
const analyzedShare = (fraction: number): number =>
  SHARE.model + fraction * (1 - SHARE.images - SHARE.model);

export function findingAt(
  study: Pick<GradedStudy, 'levels'> | null,
  cell: Cell
): Finding | undefined {
  return study?.levels
    .find(({ level }) => level === cell.level)
    ?.findings.find(({ condition }) => condition === cell.condition);
}

export const allFindings = (study: Pick<GradedStudy, 'levels'> | null): readonly Finding[] =>
  study?.levels.flatMap(({ findings }) => findings) ?? [];

/** Levels with the findings of the shown conditions only. */
export const shownLevels = (
  { levels }: Pick<GradedStudy, 'levels'>,
  conditions: readonly Condition[]
): readonly LevelResult[] =>
  levels.map(level => ({
    ...level,
    findings: level.findings.filter(({ condition }) => conditions.includes(condition)),
  }));
