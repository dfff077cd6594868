import type { Model, Models } from '../model';
import type { ModelTask } from '../modelSpec';

/** In the order in which an analysis needs them. */
export const MODEL_TASKS: readonly ModelTask[] = [
  'localisation',
  'segmentation',
  'grading',
  'gradings',
];

/** Those that are there, in the order of MODEL_TASKS. */
export function modelsOf(models: Models): Model[] {
  return MODEL_TASKS.flatMap(task => models[task] ?? []);
}
