import { join } from 'node:path';
import { ROOT } from '../paths';

/** The two published packages, by the folder that each lives in. */
export const PACKAGES = [
  { folder: 'extension', name: '@deepspine/extension' },
  { folder: 'mode', name: '@deepspine/mode' },
] as const;

/** Where `npm run package` writes the tarballs. */
export const TARBALLS = join(ROOT, 'dist');
