import type { Tensors } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import type { Connection } from '../../browser/rpc/connection';
import type { Call } from '../../browser/rpc/messages';
import type { RunSpan } from '../ort/runMeter';

/** A model goes by the number that it was loaded under. */
export interface ModelRun {
  readonly model: number;
  readonly inputs: Tensors;
}

/** What a thread that holds models can be asked for. */
export interface ModelApi {
  readonly load: Call<
    { readonly model: number; readonly spec: ModelSpec; readonly weights: Uint8Array },
    void
  >;
  /** `ran`: when a session ran for it. Where the call is aborted before it begins, it never does. */
  readonly run: Call<ModelRun, { readonly outputs: Tensors; readonly ran: readonly RunSpan[] }>;
}

/** A worker of the browser, or the pool's own thread. */
export type ModelThread = Pick<Connection<ModelApi>, 'ask' | 'close'>;
