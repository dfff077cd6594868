import type { Item, LevelItem } from './item';
import type { Separator } from './lexicon';

/** A stretch of a sentence without a separator, and the separator before it. */
export interface Chunk {
  readonly separator: Separator | 'start' | 'split';
  readonly items: readonly Item[];
  /** In brackets: describes what stands before them. */
  readonly bracketed: boolean;
}

/** Items that complete a statement: after them, a negation or a level begins something new. */
const COMPLETE = new Set<Item['kind']>(['path', 'sign', 'normal', 'open', 'other', 'absent']);
const CONTENT = new Set<Item['kind']>([
  'region',
  'path',
  'sign',
  'normal',
  'open',
  'abnormality' as never,
]);

const has = (items: readonly Item[], kinds: ReadonlySet<Item['kind']>): boolean =>
  items.some(item => kinds.has(item.kind));

/** Splits at separators only; a comma or semicolon in brackets is a comma. */
function splitAtSeparators(items: readonly Item[]): Chunk[] {
  const chunks: Chunk[] = [];
  let current: Item[] = [];
  let separator: Chunk['separator'] = 'start';
  let depth = 0;
  let bracketed = false;
  const flush = (next: Chunk['separator']): void => {
    if (current.length > 0) {
      chunks.push({ separator, items: current, bracketed });
      separator = next;
    } else {
      // Of two separators in a row ("; and", ", with") the more telling one counts.
      separator = stronger(separator, next);
    }
    current = [];
    bracketed = depth > 0;
  };
  for (const item of items) {
    if (item.kind !== 'separator') {
      current.push(item);
      continue;
    }
    if (item.separator === 'open') {
      depth += 1;
    } else if (item.separator === 'close') {
      depth = Math.max(0, depth - 1);
    }
    flush(depth > 0 && item.separator === 'semicolon' ? 'comma' : item.separator);
  }
  flush('comma');
  return chunks;
}

function stronger(a: Chunk['separator'], b: Chunk['separator']): Chunk['separator'] {
  const order: Chunk['separator'][] = [
    'start',
    'close',
    'open',
    'comma',
    'and',
    'or',
    'link',
    'relative',
    'but',
    'semicolon',
  ];
  return order.indexOf(b) > order.indexOf(a) ? b : a;
}

/**
 * Where a chunk without separators must still be cut: before a negation that follows a complete
 * statement ("disc bulge without stenosis") and at a level between two statements ("L4-5 bulge L5-S1
 * facet arthropathy", "bulge at L4-5 no stenosis").
 */
function cutInside(chunk: Chunk): Chunk[] {
  const { items } = chunk;
  if (!items.some(item => CUTTING.has(item.kind))) {
    return [chunk];
  }
  for (let i = 1; i < items.length; i += 1) {
    if (!CUTTING.has(items[i]!.kind)) {
      continue;
    }
    const before = items.slice(0, i);
    const after = items.slice(i);
    const { kind } = items[i]!;
    const complete = has(before, COMPLETE);
    let cut: number | undefined;
    let separator: Chunk['separator'] = 'split';
    if (kind === 'except' && (has(after, CONTENT) || has(after, GRADED))) {
      cut = i;
      separator = 'but';
    } else if (kind === 'negation' && complete && has(after, CONTENT)) {
      cut = i;
      separator = 'link';
    } else if (kind === 'level' && complete && after.slice(1).some(isContent)) {
      const place = ['at', 'of'].includes(items[i - 1]!.kind);
      cut = place ? i + 1 : i;
      // "stenosis of the L4-5 canal": the level stands inside the statement.
      if (followsOf(before) || bindsOver(items, i)) {
        cut = undefined;
      }
    }
    if (cut !== undefined) {
      const first = { ...chunk, items: items.slice(0, cut) };
      const second: Chunk = { separator, items: items.slice(cut), bracketed: chunk.bracketed };
      return [first, ...cutInside(second)];
    }
  }
  return [chunk];
}

/** Items at which a chunk may be cut. */
const CUTTING = new Set<Item['kind']>(['except', 'negation', 'level']);
const GRADED = new Set<Item['kind']>(['grade']);

/** A disc alone says nothing: "bulging of the L4-5 disc" is one statement. */
const isContent = (item: Item): boolean =>
  CONTENT.has(item.kind) && !(item.kind === 'region' && item.region === 'disc');

const followsOf = (items: readonly Item[]): boolean =>
  items.filter(item => item.kind !== 'filler').at(-1)?.kind === 'of';

/** "narrowing at the L4-5 foramen": a path waits for its region on the other side of the level. */
function bindsOver(items: readonly Item[], level: number): boolean {
  const before = items.slice(0, level);
  const waiting = has(before, new Set(['path'])) && !has(before, new Set(['region']));
  const next = items.slice(level + 1).find(item => CONTENT.has(item.kind));
  return waiting && next?.kind === 'region';
}

export function chunksOf(items: readonly Item[]): Chunk[] {
  return splitAtSeparators(items).flatMap(cutInside);
}

export function levelsIn(chunk: Chunk): LevelItem[] {
  return chunk.items.filter((item): item is LevelItem => item.kind === 'level');
}
