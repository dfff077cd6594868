import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * Path of the first program that is there: the one that `variable` of the environment names, else the first of `names`
 * on PATH, else the first of `places`; null when there is none.
 */
export function findProgram(
  variable: string,
  names: readonly string[],
  places: readonly string[] = []
): string | null {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    process.env[variable] ?? '',
    ...names.flatMap(name => folders.map(folder => path.join(folder, name))),
    ...places,
  ];
  return candidates.find(file => file !== '' && isExecutable(file)) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
