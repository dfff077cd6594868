import path from 'node:path';
import type { Models } from '../extension/src/analysis/model';
import type { ModelTask } from '../extension/src/analysis/modelSpec';
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

/** Models on their way, while something else is done. */
export interface ModelsAhead {
  /** @throws DeepSpineError as loadModels does */
  ready(): Promise<LoadedModels>;
  /** Frees them once they are there; what went wrong with them is told by `ready` alone. */
  release(): Promise<void>;
}

/** Loads models beside what comes first: what is wrong with the input is said before what is wrong with them. */
export function loadAhead(modelsDir?: string, options: OrtOptions = {}): ModelsAhead {
  const loading = loadModels(modelsDir, options);
  loading.catch(() => undefined);
  return {
    ready: () => loading,
    release: () =>
      loading.then(
        models => models.release(),
        () => undefined
      ),
  };
}
