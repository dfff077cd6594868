import type { Stats } from 'node:fs';

/** A validator of what is made of a file, as HTTP's ETag: another one as soon as the file is written anew. */
export const fileTag = ({ size, mtimeMs }: Pick<Stats, 'size' | 'mtimeMs'>): string =>
  `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
