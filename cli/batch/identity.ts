import { createHash } from 'node:crypto';
import { identityOf } from '../../extension/src/analysis/grade/heads';
import { MODEL_TASKS, modelsOf } from '../../extension/src/analysis/models/modelTasks';
import type { Models } from '../../extension/src/analysis/model';
import type { Manifest } from '../../extension/src/analysis/modelSpec';
import { uidFrom, type ModelIdentity } from '../../extension/src/findings';
import { findModel } from '../ortModel';

/** The models that an analysis with a manifest uses. */
export function usedModels(manifest: Manifest): ModelIdentity[] {
  return MODEL_TASKS.flatMap(task => {
    const spec = findModel(manifest, task);
    return spec ? [identityOf(spec)] : [];
  });
}

/** Those that are loaded. */
export function identities(models: Models): ModelIdentity[] {
  return modelsOf(models).map(({ spec }) => identityOf(spec));
}

/** "disc-grading 2.0.0, spine-segmentation 1.0.0". */
export function modelNames(models: readonly ModelIdentity[]): string {
  return models.map(({ name, version }) => `${name} ${version}`).join(', ');
}

/** Names, versions and weights, in an order that does not depend on the manifest's. */
const described = (models: readonly ModelIdentity[]): string[] =>
  models.map(({ name, version, sha256 }) => `${name} ${version} ${sha256.toLowerCase()}`).sort();

/** Twelve hexadecimal digits that change with any model's name, version or weights. */
export function modelKey(models: readonly ModelIdentity[]): string {
  return createHash('sha256').update(described(models).join('\n')).digest('hex').slice(0, 12);
}

/**
 * From what the UIDs of a study's report and segmentation follow: the study and the models alone. Repeating
 * a job, anywhere, makes the same instances.
 */
export function recordSeed(study: string, models: readonly ModelIdentity[]): string {
  return uidFrom('record of an archive run', study, ...described(models));
}
