import path from 'node:path';
import type { Models } from '../../extension/src/analysis/types';
import { loadOrtModel, modelFor, readManifest, type OrtOptions } from './ortModel';

/** The repository's own models. */
export const DEFAULT_MODELS_DIR = path.resolve(__dirname, '..');

export interface LoadedModels extends Models {
  /** Frees what ONNX Runtime holds. */
  release(): Promise<void>;
}

/**
 * Loads both models of a folder.
 *
 * @throws DeepSpineError 'bad-manifest', 'model-download', 'model-hash' or 'model-run'
 */
export async function loadModels(
  modelsDir = DEFAULT_MODELS_DIR,
  options: OrtOptions = {}
): Promise<LoadedModels> {
  const manifest = await readManifest(modelsDir);
  const [segmentation, grading] = await Promise.all([
    loadOrtModel(modelsDir, modelFor(manifest, 'segmentation'), options),
    loadOrtModel(modelsDir, modelFor(manifest, 'grading'), options),
  ]);
  return {
    segmentation,
    grading,
    release: async () => {
      await Promise.all([segmentation.release(), grading.release()]);
    },
  };
}
