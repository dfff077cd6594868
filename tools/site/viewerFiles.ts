import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoError } from '../errors';

/** What the prebuilt viewer's files say of their own address, and where its page loads the settings. */

/** webpack's and Rspack's own name of the address from which a bundle loads its parts; the viewer is not minified. */
const PUBLIC_PATH = '__webpack_require__.p = "/";';
/** Before the bundles; in quotation marks of either kind, with spaces or without. */
const PUBLIC_URL = /window\.PUBLIC_URL\s*=\s*(["'])\/\1/g;
const UNMOVABLE = 'This viewer cannot be moved to another path; serve it at the root';
const SETTINGS = /<script[^>]*\ssrc="\/app-config\.js"/;

/**
 * Has the page load the plugin before its settings, and moves the viewer, which is built for the root of a server,
 * to another path.
 *
 * @param folder a copy of the viewer's dist
 * @param path with a slash at both ends
 * @throws DemoError where the viewer is made otherwise than the known ones
 */
export async function prepareViewer(folder: string, path: string): Promise<void> {
  const page = join(folder, 'index.html');
  const text = await readFile(page, 'utf8');
  if (!SETTINGS.test(text)) {
    throw new DemoError(
      'This viewer loads its settings in an unknown way; take a version that is known'
    );
  }
  const withLoader = text.replace(
    SETTINGS,
    tag => `<script src="/plugins/load.js"></script>${tag}`
  );
  await writeFile(page, path === '/' ? withLoader : movedPage(withLoader, path));
  if (path !== '/') {
    await moveFiles(folder, path);
  }
}

function movedPage(page: string, path: string): string {
  if (page.search(PUBLIC_URL) < 0) {
    throw new DemoError(UNMOVABLE);
  }
  return page
    .replace(/\b(src|href|content)="\/(?!\/)/g, `$1="${path}`)
    .replace(PUBLIC_URL, `window.PUBLIC_URL=${JSON.stringify(path)}`);
}

async function moveFiles(folder: string, path: string): Promise<void> {
  let moved = 0;
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (name.endsWith('.js')) {
      moved += await replaced(
        file,
        PUBLIC_PATH,
        `__webpack_require__.p = ${JSON.stringify(path)};`
      );
    } else if (name.endsWith('.css')) {
      await replaced(file, 'url(/', `url(${path}`);
    } else if (name === 'manifest.json') {
      await replaced(file, '"/', `"${path}`);
    }
  }
  if (moved === 0) {
    throw new DemoError(UNMOVABLE);
  }
}

/** How often a text stood in a file, in whose place there is another now. */
async function replaced(file: string, before: string, after: string): Promise<number> {
  const parts = (await readFile(file, 'utf8')).split(before);
  if (parts.length > 1) {
    await writeFile(file, parts.join(after));
  }
  return parts.length - 1;
}
