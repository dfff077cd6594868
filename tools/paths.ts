import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');

export const PATHS = {
  /** Prebuilt viewers, one folder per version. */
  viewers: join(ROOT, 'demo/.viewer'),
  /** Part 10 files of the embedded archive; kept across restarts. */
  archive: join(ROOT, 'demo/.archive'),
  /** Sample studies that a fresh archive is filled with. */
  studies: join(ROOT, 'demo/studies'),
  extensionBundle: join(ROOT, 'extension/dist'),
  modeBundle: join(ROOT, 'mode/dist'),
  browserScripts: join(ROOT, 'demo/dist'),
  moduleFaces: join(ROOT, 'demo/browser'),
  /** What a site serves under the extension's base URL. */
  served: join(ROOT, 'extension/public/deepspine'),
} as const;
