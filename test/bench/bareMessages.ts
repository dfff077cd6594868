import type { RecordedRun } from './modelMeter';

/** Page → bare worker. */
export type BareRequest =
  | {
      readonly type: 'start';
      readonly baseUrl: string;
      readonly threads: number;
      readonly webgpu: boolean;
      /** Task → URL of the weights. */
      readonly models: Readonly<Record<string, string>>;
    }
  | { readonly type: 'run'; readonly runs: readonly RecordedRun[] };

/** Bare worker → page. */
export interface BareReply {
  readonly ms: number;
}
