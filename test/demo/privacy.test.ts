import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../../demo/archive/store';
import { ROOT } from '../../tools/paths';
import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { needs } from '../needs';

/** What the privacy statement of the site guide says, held against the code that sites get. */

const BUNDLES = [
  'extension/dist/index.umd.js',
  'mode/dist/index.umd.js',
  'extension/public/deepspine/worker.js',
  'extension/public/deepspine/record.js',
  ...Object.values(ORT_RUNTIMES).map(({ script }) => `extension/public/deepspine/${script}`),
];

/** Addresses in messages of libraries, which nothing fetches. */
const MENTIONED = [
  'https://web.dev/',
  'https://github.com/dcmjs-org/dcmjs',
  // The name of SVG, which nothing fetches either.
  'http://www.w3.org/2000/svg',
];

describe.each(BUNDLES)('%s', bundle => {
  // `npm test` builds first.
  const { it: onceBuilt } = needs(`./${bundle}`);

  onceBuilt('knows no address but those that a site gives it', () => {
    const text = readFileSync(join(ROOT, bundle), 'utf8');
    const addresses = text.match(/\b(?:https?|wss?):\/\/[\w.-]+[^"'`\s)]*/g) ?? [];
    expect(addresses.filter(a => !MENTIONED.some(known => a.startsWith(known)))).toEqual([]);
  });
});

/** Files that may speak to a server: models from the base URL, objects to the viewer's archive. */
const SPEAKING = ['inference/models/download.ts', 'viewer/storage/archive.ts'];

describe('the sources', () => {
  const folder = join(ROOT, 'extension/src');
  const sources = findFiles(folder, /(?<!\.test|\.d)\.tsx?$/)
    .map(file => ({
      name: file.slice(folder.length + 1).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }))
    .filter(({ name }) => !/(^|\/)testing/.test(name));
  const holding = (pattern: RegExp) =>
    sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  it('are all looked at', () => expect(sources.length).toBeGreaterThan(100));

  it('speak to servers in two places', () => {
    const speaks = /\bfetch\(|new XMLHttpRequest|sendBeacon|new WebSocket|new EventSource/;
    expect(holding(speaks).sort()).toEqual(SPEAKING);
  });

  it('never turn text into markup or code', () => {
    const injects =
      /\b(?:inner|outer)HTML\b|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
    expect(holding(injects)).toEqual([]);
  });
});
