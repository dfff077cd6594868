import path from 'node:path';
import type { Models, ModelTask } from '../extension/src/analysis/types';
import { findModel, loadOrtModel, modelFor, readManifest, type OrtOptions } from './ortModel';

/** The repository's own models. */
export const DEFAULT_MODELS_DIR = path.resolve(__dirname, '../models');

export interface LoadedModels extends Models {
  /** "onnxruntime-node cpu" or "onnxruntime-node cuda". */
  readonly backend: string;
  /** Frees what ONNX Runtime holds. */
  release(): Promise<void>;
}

/**
 * Loads the models of a folder; a folder without a grading model leaves everything not graded.
 *
 * @throws DeepSpineError 'bad-manifest', 'model-download', 'model-hash' or 'model-run'
 */
export async function loadModels(
  modelsDir = DEFAULT_MODELS_DIR,
  options: OrtOptions = {}
): Promise<LoadedModels> {
  const manifest = await readManifest(modelsDir);
  const optional = async (task: ModelTask) => {
    const spec = findModel(manifest, task);
    return spec ? loadOrtModel(modelsDir, spec, options) : null;
  };
  const [localisation, segmentation, grading, gradings] = await Promise.all([
    optional('localisation'),
    loadOrtModel(modelsDir, modelFor(manifest, 'segmentation'), options),
    optional('grading'),
    optional('gradings'),
  ]);
  return {
    localisation,
    segmentation,
    grading,
    gradings,
    ...(manifest.notAssessed ? { notAssessed: manifest.notAssessed } : {}),
    backend: `onnxruntime-node ${segmentation.device}`,
    release: async () => {
      await Promise.all(
        [localisation, segmentation, grading, gradings].map(model => model?.release())
      );
    },
  };
}
