import type { ModelSpec, Tensors } from '../../analysis/types';
import type { ErrorCode } from '../../findings';
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
    /** The code is null where the runtime failed, not what it was given. */
    | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string }
  );
