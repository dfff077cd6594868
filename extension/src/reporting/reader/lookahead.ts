import type { Chunk } from './chunks';
import type { Topic } from './claims';
import type { ChunkReading, Modifier } from './heads';
import type { Item } from './item';

/** Separators of a list whose members may share their end: "canal and foraminal stenosis". */
export const JOINING = new Set<Chunk['separator']>(['and', 'or', 'comma', 'split']);

/** Items that say nothing by themselves: a chunk of them only names levels. */
export const HARMLESS = new Set<Item['kind']>([
  'level',
  'filler',
  'at',
  'of',
  'number',
  'otherwise',
  'verb',
  'exam',
  'for',
  'most',
  'present',
  'pronoun',
  'to',
]);

export function isForaminal(topic: Topic): boolean {
  return topic.regions.some(({ region }) => region === 'foramen');
}

/** Whether the sentence before spoke of the foramina. */
export const continuesForaminal = (before: Topic | undefined): boolean =>
  before !== undefined && isForaminal(before);

/** Whether words like "moderate right" lead on to "and mild left foraminal stenosis". */
export function belongsToNext(
  chunks: readonly Chunk[],
  k: number,
  sided: boolean,
  topic: Topic
): boolean {
  if (!sidedRegionFollows(chunks, k)) {
    return false;
  }
  return sided && !isForaminal(topic);
}

/** "with mild and moderate canal stenosis": the grades of a list belong to what it ends in. */
export function regionFollows(chunks: readonly Chunk[], k: number): boolean {
  for (const chunk of chunks.slice(k + 1)) {
    if (!JOINING.has(chunk.separator)) {
      return false;
    }
    if (chunk.items.some(item => item.kind === 'region' || item.kind === 'path')) {
      return true;
    }
  }
  return false;
}

/** Whether a list goes on to a foramen or facet with a side of its own. */
export function sidedRegionFollows(chunks: readonly Chunk[], k: number): boolean {
  for (const [i, chunk] of chunks.slice(k + 1).entries()) {
    // "mild left but no right foraminal stenosis"
    if (!JOINING.has(chunk.separator) && !(i === 0 && chunk.separator === 'but')) {
      return false;
    }
    const at = chunk.items.findIndex(
      item => item.kind === 'region' || item.kind === 'path' || item.kind === 'sign'
    );
    if (at >= 0) {
      const item = chunk.items[at]!;
      return (
        item.kind === 'region' &&
        (item.region === 'foramen' || item.region === 'facet') &&
        chunk.items.slice(0, at).some(({ kind }) => kind === 'side')
      );
    }
  }
  return false;
}

/** "left - moderate narrowing": a side alone that the next chunk grades. */
export function opensSide(
  chunks: readonly Chunk[],
  k: number,
  modifiers: readonly Modifier[]
): boolean {
  const next = chunks[k + 1];
  return (
    modifiers.every(({ severity }) => severity === undefined) &&
    next?.separator === 'comma' &&
    next.items.some(({ kind }) =>
      ['grade', 'negation', 'absent', 'open', 'normal'].includes(kind)
    ) &&
    !next.items.some(({ kind }) => ['side', 'region', 'sign', 'other'].includes(kind))
  );
}

/** A chunk as read, with a side before it that it grades. */
export function withSide(reading: ChunkReading, side: readonly Modifier[]): ChunkReading {
  const { heads, modifiers } = reading;
  if (side.length === 0) {
    return reading;
  }
  return {
    ...reading,
    heads: heads.map((head, i) =>
      i === 0 ? { ...head, modifiers: [...side, ...head.modifiers] } : head
    ),
    modifiers: heads.length === 0 ? [...side, ...modifiers] : modifiers,
  };
}
