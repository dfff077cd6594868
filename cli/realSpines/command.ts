import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadModels, type LoadedModels } from '../models';
import { SHARED_DATA } from './realStudies';
import { remembering } from './remembering';

const FIGURES = path.resolve(__dirname, '../../models/figures');

/**
 * Makes figures of the real spines, prints them and writes them beside the models; says so where there are no spines.
 *
 * @param folder of other models than the shipped ones, whose figures are printed only
 */
export async function writeFigures(
  file: string,
  make: (models: LoadedModels) => Promise<object>,
  folder?: string
): Promise<void> {
  if (!existsSync(SHARED_DATA)) {
    process.stderr.write(`The real spines are not there: ${SHARED_DATA}.\n`);
    process.exitCode = 2;
    return;
  }
  const models = await loadModels(folder);
  const text = `${JSON.stringify(await make(models), null, 2)}\n`;
  await models.release();
  if (!folder) {
    writeFileSync(path.join(FIGURES, file), text);
  }
  process.stdout.write(text);
}

/** Enough to find and name discs: grading takes most of the time. */
export const forNames = (models: LoadedModels): LoadedModels => ({
  ...models,
  segmentation: remembering(models.segmentation),
  grading: null,
  gradings: null,
});
