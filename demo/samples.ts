import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { DicomStore } from './archive/store';
import { FAILURE, findFiles, StoreRejection } from './archive/store';
import { DemoError } from '../tools/errors';

/**
 * Puts every .dcm below a folder into the archive; what is there already stays as it is.
 * @returns The studies of these files, in the order of the files' names.
 * @throws DemoError that names the file which is no DICOM.
 */
export async function loadSamples(folder: string, store: DicomStore): Promise<string[]> {
  const studies = new Set<string>();
  for (const file of findFiles(folder, /\.dcm$/i)) {
    try {
      studies.add(await loadSample(file, store));
    } catch (error) {
      const name = relative(folder, file);
      const message = `The sample study file ${name} cannot be loaded: ${(error as Error).message}`;
      throw new DemoError(message, { cause: error });
    }
  }
  return [...studies];
}

/** @returns The study of the file. */
async function loadSample(file: string, store: DicomStore): Promise<string> {
  try {
    return (await store.add(await readFile(file))).study;
  } catch (error) {
    const isKept = error instanceof StoreRejection && error.reason === FAILURE.duplicate;
    if (isKept && error.keys.study !== undefined) {
      // Another edition of the sample, from an earlier start; findings may refer to it.
      return error.keys.study;
    }
    throw error;
  }
}
