import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFiles } from '../../demo/archive/store';
import { BRITISH } from '../house/british';
import { DOCUMENTS, withSettings } from '../../tools/packaging/settingsReference';

const ROOT = join(__dirname, '../..');

const GUIDES = ['docs', 'docs/decisions'].flatMap(folder =>
  readdirSync(join(ROOT, folder))
    .filter(file => file.endsWith('.md'))
    .map(file => `${folder}/${file}`)
);
const DECISIONS = GUIDES.filter(file => /^docs\/decisions\/\d/.test(file));

const read = (document: string): string => readFileSync(join(ROOT, document), 'utf8');

/** A heading's address on the page, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

function anchors(document: string): string[] {
  const text = read(document).replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'models/MODEL_CARD.md',
  'models/training/README.md',
  'models/schema/README.md',
  'cli/README.md',
  'extension/src/record/README.md',
  'THIRD_PARTY_NOTICES.md',
  'extension/README.md',
  'mode/README.md',
  'demo/studies/README.md',
  'docker/README.md',
  ...GUIDES,
];

describe.each(PAGES)('%s', document => {
  const text = read(document);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const local = links.filter(target => !/^https?:/.test(target));

  it('leads to files that are there', () => {
    const dead = local.filter(
      target => !existsSync(join(ROOT, dirname(document), target.split('#')[0]!))
    );
    expect(dead).toEqual([]);
  });

  it('leads to headings that are there', () => {
    const dead = local.filter(target => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      return anchor !== undefined && !anchors(file).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('leads nowhere without encryption', () => {
    expect(links.filter(target => target.startsWith('http:'))).toEqual([]);
  });

  it('names only scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter(name => !(name in scripts))).toEqual([]);
  });
});

it.each(['CONTRIBUTING.md', 'docs/glossary.md', ...DECISIONS])(
  '%s names code that is there',
  page => {
    const spans = [...read(page).matchAll(/`([^`\s]+)`/g)].map(([, span]) => span!);
    const paths = spans.filter(span => /^[a-z][\w-]*\/[\w./-]+$/.test(span));
    const places = (path: string) =>
      [path, `extension/src/${path}`].map(place => join(ROOT, place));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter(path => !places(path).some(existsSync))).toEqual([]);
  }
);

/** A page without code, addresses and what it quotes, and without names of models. */
const prose = (text: string): string =>
  text
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/^<!-- settings[\s\S]*?<!-- \/settings -->/gm, '')
    .replace(/^- `[^`]+`: .*$/gm, '')
    .replace(/^(?: {4}).*$/gm, '')
    .replace(/`[^`]*`|\]\([^)]*\)|“[^”]*”|"[^"\n]*"|spine-localisation|[\w-]+\.json\b/g, '');

it.each(PAGES)('%s has US spelling', page => {
  expect(prose(read(page)).match(BRITISH) ?? []).toEqual([]);
});

it.each(DOCUMENTS)('%s holds the settings as the code has them (npm run docs)', document => {
  expect(read(document)).toBe(withSettings(read(document)));
});

it('quotes sentences in the troubleshooting that the code says', () => {
  const folder = join(ROOT, 'extension/src');
  const sources = findFiles(folder, /(?<!\.test)\.ts$/).map(file => readFileSync(file, 'utf8'));
  // Sentences are joined of several strings, with values in between.
  const said = sources.join('\n').replace(/['`] \+\s+['`]/g, '');
  const [, table = ''] = read('docs/install.md').split('## Troubleshooting');
  const quoted = [...table.matchAll(/“([^”]+)”/g)].flatMap(([, words]) => words!.split('…'));
  const parts = quoted.map(part => part.replace(/\(HTTP 401|\)/g, '').trim()).filter(Boolean);
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.filter(part => !said.includes(part))).toEqual([]);
});

interface Figure {
  readonly value: number;
  readonly interval: readonly number[];
  readonly baseline: number;
}

/** Figures of the files, by the first words of their row in the model card's table of people. */
function realFigures(): Readonly<Record<string, Figure>> {
  interface Head extends Omit<Figure, 'baseline'> {
    readonly baseline: { readonly value: number };
  }
  type Means = Readonly<Record<string, { readonly mean: number; readonly interval95: number[] }>>;
  const { heads } = JSON.parse(read('models/figures/disc-gradings-real.json')) as {
    heads: Record<string, Head>;
  };
  const { summary, baseline } = JSON.parse(read('models/figures/segmentation-eval.json')) as {
    summary: { diceNative: Means };
    baseline: { diceNative: Means };
  };
  const graded = (head: string): Figure => ({
    ...heads[head]!,
    baseline: heads[head]!.baseline.value,
  });
  const overlap = (structure: string): Figure => ({
    value: summary.diceNative[structure]!.mean,
    interval: summary.diceNative[structure]!.interval95,
    baseline: baseline.diceNative[structure]!.mean,
  });
  return {
    'Disc bulge (DB)': graded('DB'),
    'Pfirrmann 1-5': graded('pfirrmann'),
    'Disc narrowing': graded('narrowing'),
    'Disc herniation': graded('herniation'),
    'Modic change, any type': graded('modic'),
    'End-plate change, either plate': graded('endplate'),
    Spondylolisthesis: graded('listhesis'),
    "Vertebra, scan's own pixels": overlap('vertebra'),
    Disc: overlap('disc'),
    Canal: overlap('canal'),
  };
}

it.each(Object.entries(realFigures()))('the model card has the figures of %s', (name, figure) => {
  const rows = read('models/MODEL_CARD.md')
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim()));
  const row = rows.find(([, first]) => first === name)!;
  const numbers = (cell: string) => (cell.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [value, low, high] = numbers(row[4]!);
  expect(Math.abs(value! - figure.value)).toBeLessThan(0.00051);
  expect(Math.abs(low! - figure.interval[0]!)).toBeLessThan(0.00051);
  expect(Math.abs(high! - figure.interval[1]!)).toBeLessThan(0.00051);
  expect(Math.abs(numbers(row[5]!)[0]! - figure.baseline)).toBeLessThan(0.0051);
});
