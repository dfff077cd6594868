import type { ModelSpec, Tensor } from '../analysis/types';
import type { ErrorCode } from '../findings';

export type Tensors = Readonly<Record<string, Tensor>>;

/** To a thread that holds models. A model goes by the number that it was loaded under. */
export type ModelRequest = { readonly id: number; readonly model: number } & (
  | { readonly type: 'load'; readonly spec: ModelSpec; readonly weights: Uint8Array }
  | { readonly type: 'run'; readonly inputs: Tensors }
);

/** Back from it: one answer to each request. */
export type ModelReply = { readonly id: number } & (
  | { readonly type: 'done'; readonly outputs: Tensors }
  /** The code is null where the runtime failed, not what it was given. */
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string }
);
