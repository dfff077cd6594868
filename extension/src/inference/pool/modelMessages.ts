import type { ModelSpec, Tensors } from '../../analysis/types';
import type { ErrorData } from '../protocol/protocolErrors';
import type { RunSpan } from '../ort/runMeter';

/** A model goes by the number that it was loaded under. */
export interface RunRequest {
  readonly type: 'run';
  readonly model: number;
  readonly inputs: Tensors;
}

/** To a thread that holds models. */
export type ModelRequest = { readonly id: number } & (
  | {
      readonly type: 'load';
      readonly model: number;
      readonly spec: ModelSpec;
      readonly weights: Uint8Array;
    }
  | RunRequest
  /** The run of this id is not wanted any more; where it has not begun, there is no answer. */
  | { readonly type: 'withdraw' }
);

/** Back from it: one answer to each request to load or run. */
export type ModelReply = { readonly id: number } &
  /** `ran`: when a session ran for it; nothing for loading. */
  (
    | { readonly type: 'done'; readonly outputs: Tensors; readonly ran: readonly RunSpan[] }
    | { readonly type: 'failed'; readonly error: ErrorData }
  );
