import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelIdentity } from '../../extension/src/findings';
import { lowerBias } from './onnxBias';

/** As far as an installation cares. */
interface ModelEntry extends ModelIdentity {
  readonly task: string;
  readonly file: string;
  readonly variants?: readonly { readonly file: string }[];
}

interface ModelList {
  readonly models: readonly ModelEntry[];
}

export const MANIFEST = 'manifest.json';

export function readModels(folder: string): ModelList {
  return JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as ModelList;
}

/** The grading model of a folder. */
export function graderOf(folder: string): ModelEntry {
  return readModels(folder).models.find(({ task }) => task === 'grading')!;
}

/**
 * Makes a folder of models as finetune_archive.py leaves it: the installed ones, but a grader of another
 * version whose weights differ. Here the difference is three numbers: no canal is narrow any more.
 */
export function retrainedModels(installed: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const models = readModels(installed).models.map(model => {
    if (model.task !== 'grading') {
      for (const { file } of [model, ...(model.variants ?? [])]) {
        copyFileSync(join(installed, file), join(folder, file));
      }
      return model;
    }
    const weights = [1, 2, 3].reduce<Uint8Array>(
      (bytes, grade) => lowerBias(bytes, 'SCS', grade, 40),
      readFileSync(join(installed, model.file))
    );
    writeFileSync(join(folder, model.file), weights);
    return {
      ...model,
      // They hold the former weights.
      variants: undefined,
      version: `${model.version}-site.1`,
      sha256: createHash('sha256').update(weights).digest('hex'),
      bytes: weights.length,
    };
  });
  const list = { ...readModels(installed), models };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(list, null, 2)}\n`);
}
