import type { ModelIdentity } from '../../findings';

/** Stands for the model behind label maps that tests make by hand. */
export const SEGMENTER: ModelIdentity = {
  name: 'spine-segmentation',
  version: '1.0.0',
  sha256: 'cd'.repeat(32),
};
