import type { Item } from './item';
import type { Separator } from './lexicon';

type Collapse = (items: Item[], at: number) => { item?: Item; length: number } | undefined;

const kindAt = (items: readonly Item[], at: number): Item['kind'] | undefined => items[at]?.kind;

function isSeparator(item: Item | undefined, ...names: Separator[]): boolean {
  return item?.kind === 'separator' && names.includes(item.separator);
}

/** The first item from `at` that is more than a filler. */
function skipFiller(items: readonly Item[], at: number): number {
  let next = at;
  while (FILLERS.has(items[next]?.kind ?? '')) {
    next += 1;
  }
  return next;
}

const FILLERS = new Set<string>(['filler', 'at', 'of', 'verb', 'to']);

/** "right greater than left" is both sides; "worse on the left" says nothing about presence. */
const collapseComparison: Collapse = (items, at) => {
  const item = items[at]!;
  if (item.kind === 'side') {
    const compare = skipFiller(items, at + 1);
    const second = skipFiller(items, compare + 1);
    const other = items[second];
    if (
      kindAt(items, compare) === 'compare' &&
      other?.kind === 'side' &&
      other.side !== item.side
    ) {
      return {
        item: { kind: 'side', side: 'both', start: item.start, end: other.end },
        length: second - at + 1,
      };
    }
  }
  if (item.kind === 'compare') {
    const second = skipFiller(items, at + 1);
    if (kindAt(items, second) === 'side') {
      return { length: second - at + 1 };
    }
  }
  return undefined;
};

/** "from mild to moderate" is now moderate; "increased from mild" drops the former grade. */
const collapseProgress: Collapse = (items, at) => {
  const [from, first, to, second] = items.slice(at, at + 4);
  if (from?.kind !== 'from' || first?.kind !== 'grade') {
    return undefined;
  }
  if (to?.kind === 'to' && second?.kind === 'grade') {
    return { item: { ...second, start: from.start }, length: 4 };
  }
  return { length: 2 };
};

/** "mild to moderate", "mild-moderate", "moderate/severe": the worse of the two. */
const collapseIntermediate: Collapse = (items, at) => {
  const first = items[at]!;
  if (first.kind !== 'grade' && first.kind !== 'absent' && first.kind !== 'negation') {
    return undefined;
  }
  const middle = items[at + 1];
  const worse = (second: Item | undefined, length: number): ReturnType<Collapse> => {
    if (first.kind === 'grade' && (second?.kind === 'negation' || second?.kind === 'absent')) {
      return { item: { ...first, end: second.end }, length };
    }
    if (second?.kind !== 'grade') {
      return undefined;
    }
    const grade = first.kind === 'grade' && first.grade > second.grade ? first.grade : second.grade;
    return { item: { kind: 'grade', grade, start: first.start, end: second.end }, length };
  };
  if (middle?.kind === 'grade' && first.kind !== 'negation') {
    return worse(middle, 2);
  }
  const slash = isSeparator(middle, 'comma') && middle!.end - middle!.start === 1;
  const tight = slash && middle!.start === first.end && items[at + 2]?.start === middle!.end;
  if (middle?.kind === 'to' || tight) {
    return worse(items[at + 2], 3);
  }
  return isSeparator(middle, 'or') && first.kind === 'grade' && kindAt(items, at + 2) === 'grade'
    ? worse(items[at + 2], 3)
    : undefined;
};

/** "L3-4, L4-5 and at L5-S1" is one mention of three levels. */
const collapseLevels: Collapse = (items, at) => {
  const first = items[at]!;
  if (first.kind !== 'level' || first.scope !== undefined) {
    return undefined;
  }
  let end = at + 1;
  while (
    isSeparator(items[end], 'comma', 'and', 'or') ||
    ['at', 'of', 'filler', 'to'].includes(kindAt(items, end) ?? '')
  ) {
    end += 1;
  }
  const second = items[end];
  if (end === at + 1 || second?.kind !== 'level' || second.scope !== undefined) {
    return undefined;
  }
  if (!items.slice(at, end).some(item => isSeparator(item, 'comma', 'and', 'or'))) {
    return undefined;
  }
  const ranges = items.slice(at, end).some(item => item.kind === 'to');
  if (ranges) {
    return undefined;
  }
  const levels = [...first.levels, ...second.levels];
  return {
    item: { kind: 'level', levels, start: first.start, end: second.end },
    length: end - at + 1,
  };
};

/** "from" before a level is a place, before anything else a cause. */
const readFrom: Collapse = (items, at) => {
  const { kind, start, end } = items[at]!;
  if (kind !== 'from') {
    return undefined;
  }
  const place = kindAt(items, at + 1) === 'level';
  const item: Item = place
    ? { kind: 'at', start, end }
    : { kind: 'separator', separator: 'link', start, end };
  return { item, length: 1 };
};

function applyAll(items: Item[], collapse: Collapse): Item[] {
  let from = 0;
  while (from < items.length && !collapse(items, from)) {
    from += 1;
  }
  if (from === items.length) {
    return items;
  }
  const result = items.slice(0, from);
  const rest = [...items];
  for (let i = from; i < rest.length;) {
    const change = collapse(rest, i);
    if (!change) {
      result.push(rest[i]!);
      i += 1;
    } else if (change.item) {
      // The new item may collapse again with what follows it.
      rest.splice(i, change.length, change.item);
    } else {
      i += change.length;
    }
  }
  return result;
}

/** Joins neighbouring level mentions again, once those named by their place have their numbers. */
export function mergeLevels(items: Item[]): Item[] {
  return applyAll(items, collapseLevels);
}

/**
 * Joins items that mean one thing together: progress ("from mild to moderate"), intermediate grades,
 * comparisons of sides, lists of levels.
 */
export function collapseAll(items: Item[]): Item[] {
  const passes = [
    collapseProgress,
    readFrom,
    collapseIntermediate,
    collapseComparison,
    collapseLevels,
  ];
  return passes.reduce(applyAll, items);
}
