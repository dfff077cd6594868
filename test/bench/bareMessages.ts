import type { Tensor } from '../../extension/src/analysis/model';

/** One run of a session that was started under this name. */
export interface BareRun {
  readonly task: string;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** Page → bare worker. */
export type BareRequest =
  | {
      readonly type: 'start';
      readonly baseUrl: string;
      readonly threads: number;
      readonly webgpu: boolean;
      /** Task, or another name → URL of the weights. */
      readonly models: Readonly<Record<string, string>>;
    }
  /** Runs to be made later on, as often as they are asked for. */
  | { readonly type: 'hold'; readonly runs: readonly BareRun[] }
  /** @param index among the runs that are held */
  | { readonly type: 'run'; readonly index: number };

/** Bare worker → page, when what was asked for is done. */
export type BareReply = 'done';
