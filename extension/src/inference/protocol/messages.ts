import type { Explanation, ExplainRequest } from '../../analysis/grade/occlusion';
import type {
  AnalysisResult,
  LevelResult,
  LocatedSpine,
  Progress,
  SliceLabels,
  StudyInput,
} from '../../analysis/types';
import type { MessageValue } from '../../findings';
import type { ErrorData } from './protocolErrors';
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

/** Page → worker. Without a study the models are only loaded and tried out. */
export type Request =
  | {
      readonly type: 'run';
      readonly id: number;
      readonly config: EngineConfig;
      readonly study: StudyInput | null;
      /** The study is not analyzed: one grade of it is explained. */
      readonly explain: ExplainRequest | null;
      /** Labels are sent slice by slice while the study is segmented. */
      readonly preview: boolean;
    }
  | { readonly type: 'cancel'; readonly id: number }
  /** No run of a model begins from here on, until 'resume'. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

/** Worker → page. Every message is a sign of life for the watchdog. */
export type Reply = WorkerMessage & {
  /** How far the analysis has come with it. */
  readonly progress?: Progress;
};

type WorkerMessage =
  /** The script runs. */
  | { readonly type: 'ready' }
  | { readonly type: 'model-progress'; readonly id: number; readonly loading: ModelProgress }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  /** A slice was segmented; its labels move. */
  | { readonly type: 'preview'; readonly id: number; readonly slice: SliceLabels }
  /** The discs are located; the labels move, and 'done' comes without them. */
  | { readonly type: 'segmentation'; readonly id: number; readonly located: LocatedSpine }
  /** A level was graded. */
  | { readonly type: 'level'; readonly id: number; readonly level: LevelResult }
  /** A session was made, or a model was tried out. */
  | { readonly type: 'alive'; readonly id: number }
  | {
      readonly type: 'done';
      readonly id: number;
      readonly result: Omit<AnalysisResult, 'segmentation'> | null;
      readonly explanation: Explanation | null;
      readonly backend: BackendInfo;
      readonly cost: Pick<RunCost, 'sessionRuns' | 'modelMs'>;
    }
  /** Where the backend gave up, not the input, this worker is done for, and another one may succeed. */
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorData };
