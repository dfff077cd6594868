import { opendir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DeepSpineError } from '../extension/src/findings';

/** A file to read, and whether a person named it (rather than a folder that holds it). */
export interface InputFile {
  readonly path: string;
  readonly named: boolean;
}

/**
 * Files and, recursively, the files of folders, in a stable order; hidden ones are left out.
 *
 * @throws DeepSpineError 'bad-arguments' when a path does not exist or cannot be read
 */
export async function listFiles(paths: readonly string[]): Promise<InputFile[]> {
  const lists = await Promise.all(paths.map(listPath));
  const seen = new Set<string>();
  return lists.flat().filter(file => {
    const fresh = !seen.has(file.path);
    seen.add(file.path);
    return fresh;
  });
}

async function listPath(root: string): Promise<InputFile[]> {
  try {
    if (await isFile(root)) {
      return [{ path: path.resolve(root), named: true }];
    }
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
      .map(entry => ({ path: path.resolve(entry.parentPath, entry.name), named: false }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (cause) {
    throw unreadable(root, cause);
  }
}

/**
 * The files that listFiles lists, one at a time and in the file system's order: for folders of which a list
 * would be too long.
 *
 * @throws DeepSpineError 'bad-arguments' when a path does not exist or cannot be read
 */
export async function* walkFiles(paths: readonly string[]): AsyncGenerator<InputFile> {
  for (const root of paths) {
    try {
      if (await isFile(root)) {
        yield { path: path.resolve(root), named: true };
        continue;
      }
      for await (const entry of await opendir(root, { recursive: true })) {
        if (entry.isFile() && !entry.name.startsWith('.')) {
          yield { path: path.resolve(entry.parentPath, entry.name), named: false };
        }
      }
    } catch (cause) {
      throw unreadable(root, cause);
    }
  }
}

/**
 * Whether a path is a file and not a folder.
 *
 * @throws DeepSpineError 'bad-arguments' for a pipe, a socket or a device, whose reading may never end
 */
async function isFile(root: string): Promise<boolean> {
  const found = await stat(root);
  if (!found.isFile() && !found.isDirectory()) {
    throw new DeepSpineError(
      'bad-arguments',
      `${root}: it is neither a file nor a folder but a pipe, a socket or a device; name the files themselves.`
    );
  }
  return found.isFile();
}

function unreadable(root: string, cause: unknown): DeepSpineError {
  if (cause instanceof DeepSpineError) {
    return cause;
  }
  const reason = (cause as NodeJS.ErrnoException).code;
  const text =
    reason === 'ENOENT' ? 'there is no such file or folder' : `it cannot be read (${reason})`;
  return new DeepSpineError('bad-arguments', `${root}: ${text}.`, { cause });
}
