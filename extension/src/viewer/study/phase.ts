import type { Stage } from '../../analysis/request';
import type { ErrorCode, Said } from '../../findings';

/** How many images of a run are there. */
export interface LoadedImages {
  readonly loaded: number;
  /** 0 until they are known. */
  readonly total: number;
}

/** While something else goes on: the images that are still coming; missing where all are there. */
interface Beside {
  readonly images?: LoadedImages;
}

/** What DeepSPINE is doing now. */
export type Phase =
  | { readonly kind: 'idle' }
  /** `analyzed`: how much of the analysis, 0..1, was done before it had to wait for images. */
  | (LoadedImages & { readonly kind: 'loading-images'; readonly analyzed?: number })
  | (Beside & {
      readonly kind: 'loading-model';
      readonly loadedBytes: number;
      readonly totalBytes: number;
    })
  | (Beside & { readonly kind: 'analyzing'; readonly stage: Stage; readonly fraction: number })
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode | 'unexpected';
      /** What is wrong and what to do. */
      readonly said: Said;
    };
