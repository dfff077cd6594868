import type { Tensor } from '../../extension/src/analysis/types';

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
  | { readonly type: 'run'; readonly runs: readonly BareRun[] };

/** Bare worker → page. */
export interface BareReply {
  readonly ms: number;
}
