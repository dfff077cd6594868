import type { Chunk } from './chunks';
import type { ChunkReading } from './heads';
import type { Item } from './item';

/** Whether a negation in the chunk before reaches this one. */
export function negationReaches(
  chunks: readonly Chunk[],
  k: number,
  before: ChunkReading
): boolean {
  const { separator } = chunks[k]!;
  const items = listItemsFrom(chunks, k);
  const kinds = new Set(items.map(item => item.kind));
  const graded = kinds.has('grade');
  const own = ['verb', 'normal', 'open', 'negation', 'present'].some(kind =>
    kinds.has(kind as Item['kind'])
  );
  const sided = kinds.has('side');
  const opensLevel = items[0]?.kind === 'level';
  switch (separator) {
    case 'or':
      return !graded;
    case 'comma':
      if (graded || kinds.has('negation') || opensLevel) {
        return false;
      }
      return orFollows(chunks, k) || (!own && !sided && !hasRegion(items, 'facet', 'flavum'));
    case 'and':
      return !graded && !opensLevel && !own && (before.heads.length === 0 || !sided);
    default:
      return false;
  }
}

/** The items of chunk k and, where it only names regions, of the chunks that say what of them. */
function listItemsFrom(chunks: readonly Chunk[], k: number): Item[] {
  const items = [...chunks[k]!.items];
  for (const chunk of chunks.slice(k + 1)) {
    const said = items.some(({ kind }) => SAYING.has(kind));
    if (said || chunk.separator !== 'and' || !items.some(({ kind }) => kind === 'region')) {
      break;
    }
    items.push(...chunk.items);
  }
  return items;
}

const SAYING = new Set<Item['kind']>(['path', 'sign', 'normal', 'open', 'absent', 'other']);

function hasRegion(items: readonly Item[], ...regions: string[]): boolean {
  return items.some(item => item.kind === 'region' && regions.includes(item.region));
}

/** Whether the list that chunk k belongs to ends in "or". */
function orFollows(chunks: readonly Chunk[], k: number): boolean {
  for (const chunk of chunks.slice(k + 1)) {
    if (chunk.separator === 'or') {
      return true;
    }
    if (
      chunk.separator !== 'comma' ||
      chunk.items.some(({ kind }) => kind === 'grade' || kind === 'negation')
    ) {
      return false;
    }
  }
  return false;
}
