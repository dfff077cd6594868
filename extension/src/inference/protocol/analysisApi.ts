import type { Explanation, ExplainRequest } from '../../analysis/grade/occlusion';
import type { LocatedSpine, SliceLabels } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { LateSlice, Progress, StudyInput } from '../../analysis/request';
import type { AnalysisResult } from '../../analysis/result';
import type { Call } from '../../browser/rpc/messages';
import type { MessageValue } from '../../findings';
import type { BackendInfo, BackendPreference, ModelProgress, RunCost } from './types';

/** How the worker is to load and run the models; the same for every request to one worker. */
export interface EngineConfig {
  /** Absolute URL with a closing slash; below it stand ort/ and models/. */
  readonly baseUrl: string;
  readonly backend: BackendPreference;
  /** Upper bound of WebAssembly threads. */
  readonly maxThreads: number;
  /** Pins the manifest: lower-case hex SHA-256 of manifest.json. */
  readonly manifestSha256?: string;
  /** Why an earlier worker had to be given up; becomes the backend's reason. */
  readonly fallbackReason?: MessageValue;
}

/** What the analysis' worker can be asked for; one call at a time. Each loads the models if need be. */
export interface AnalysisApi {
  readonly prepare: Call<AnalysisCall, Answered<null>, AnalysisNews>;
  readonly analyze: Call<
    /**
     * `preview`: labels are sent slice by slice while the study is segmented. `restFollows`: images that the study has
     * without samples come by `rest`.
     */
    AnalysisCall & {
      readonly study: StudyInput;
      readonly preview: boolean;
      readonly restFollows: boolean;
    },
    Answered<Omit<AnalysisResult, 'segmentation'>>,
    AnalysisNews
  >;
  /** Of the study that is being analyzed; see AnalyzeOptions. The samples move. */
  readonly rest: Call<readonly LateSlice[]>;
  /** Its progress has the stage 'grade'. */
  readonly explain: Call<
    AnalysisCall & { readonly study: StudyInput; readonly request: ExplainRequest },
    Answered<Explanation>,
    AnalysisNews
  >;
  /** While it is true no run of a model begins. */
  readonly pause: Call<boolean>;
}

interface AnalysisCall {
  readonly config: EngineConfig;
}

export interface Answered<Found> {
  readonly found: Found;
  readonly backend: BackendInfo;
  readonly cost: Pick<RunCost, 'sessionRuns' | 'modelMs'>;
}

export type AnalysisNews =
  | { readonly type: 'model-progress'; readonly loading: ModelProgress }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** A slice was segmented; its labels move. */
  | { readonly type: 'preview'; readonly slice: SliceLabels }
  /** The discs are located; the labels move, and the result comes without them. */
  | { readonly type: 'segmentation'; readonly located: LocatedSpine }
  /** A level was graded. */
  | { readonly type: 'level'; readonly level: LevelResult };
