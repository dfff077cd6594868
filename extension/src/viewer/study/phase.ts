import type { Stage } from '../../analysis/request';
import type { ErrorCode, Said } from '../../findings';

/** What DeepSPINE is doing now. */
export type Phase =
  | { readonly kind: 'idle' }
  /** `total` is 0 until the images are known. */
  | { readonly kind: 'loading-images'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'loading-model'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'analyzing'; readonly stage: Stage; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode | 'unexpected';
      /** What is wrong and what to do. */
      readonly said: Said;
    };
