import type { Item } from './item';
import type { Separator } from './lexicon';

/** What takes the place of `length` items: one that may collapse again, several, or nothing. */
interface Change {
  readonly item?: Item;
  readonly items?: readonly Item[];
  readonly length: number;
}
type Collapse = (items: Item[], at: number) => Change | undefined;

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
        item: { kind: 'side', side: 'both', compared: true, start: item.start, end: other.end },
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
  if (first.kind !== 'level' || first.scope !== undefined || first.unknown) {
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
  if (end === at + 1 || second?.kind !== 'level' || second.scope !== undefined || second.unknown) {
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

/** "largely compressing" is severe; "largely the left one" compares, anything else says little. */
const readAmount: Collapse = (items, at) => {
  const { kind, start, end } = items[at]!;
  if (kind !== 'amount') {
    return undefined;
  }
  const next = items[skipFiller(items, at + 1)];
  const narrows = next?.kind === 'path' && ['narrow', 'compress'].includes(next.path);
  const item: Item = narrows
    ? { kind: 'grade', grade: 3, start, end }
    : { kind: next?.kind === 'side' ? 'compare' : 'filler', start, end };
  return { item, length: 1 };
};

/** "not causing stenosis", "without resulting in stenosis": what is denied is the effect. */
const denyEffect: Collapse = (items, at) => {
  if (kindAt(items, at) !== 'negation') {
    return undefined;
  }
  const next = skipFiller(items, at + 1);
  const link = items[next];
  if (!isSeparator(link, 'link') || next > at + 3) {
    return undefined;
  }
  const negation = { ...items[at]!, end: link!.end };
  return { items: [{ ...link!, end: link!.start }, negation], length: next - at + 1 };
};

/** "left neural canal", "neural canal on the right": with a side it is the foramen. */
const readSidedRegion: Collapse = (items, at) => {
  const item = items[at]!;
  if (item.kind !== 'region' || item.sided === undefined) {
    return undefined;
  }
  const after = items[skipFillerAndOn(items, at + 1)];
  const before = items.slice(Math.max(0, at - 3), at).filter(({ kind }) => kind !== 'filler');
  const beside = before.filter(({ kind }) => kind !== 'grade').at(-1);
  const { start, end } = item;
  const sided = beside?.kind === 'side' || after?.kind === 'side';
  const region = sided ? item.sided : item.region;
  return { item: { kind: 'region', region, start, end }, length: 1 };
};

/** "cervical canal", "sacral nerve roots": a part of another region, whatever is said of it. */
const readForeign: Collapse = (items, at) => {
  const item = items[at]!;
  if (item.kind !== 'other' || item.foreign !== true) {
    return undefined;
  }
  const next = items[skipFiller(items, at + 1)];
  const noun = next?.kind === 'region' && next.region !== 'foreign';
  const said = next?.kind === 'path' || next?.kind === 'sign';
  const end = noun ? next.end : item.end;
  const length = noun ? items.indexOf(next) - at + 1 : 1;
  return noun || said
    ? { item: { kind: 'region', region: 'foreign', start: item.start, end }, length }
    : undefined;
};

/** "compressing (Lt) thecal sac": a side in brackets between a verb and its object. */
const openSideBracket: Collapse = (items, at) => {
  const [open, side, close] = items.slice(at, at + 3);
  const object = items[skipFiller(items, at + 3)];
  return isSeparator(open, 'open') &&
    side?.kind === 'side' &&
    isSeparator(close, 'close') &&
    kindAt(items, at - 1) === 'path' &&
    object?.kind === 'region'
    ? { item: side, length: 3 }
    : undefined;
};

function skipFillerAndOn(items: readonly Item[], at: number): number {
  let next = at;
  while (['filler', 'on', 'at'].includes(items[next]?.kind ?? '')) {
    next += 1;
  }
  return next;
}

function skipToVerb(items: readonly Item[], at: number): number {
  let next = at;
  while (['filler', 'path'].includes(items[next]?.kind ?? '')) {
    next += 1;
  }
  return next;
}

/** "worst on the left where it is severe": that side has a grade of its own. */
const gradeWorstSide: Collapse = (items, at) => {
  const { kind, start } = items[at]!;
  if (kind !== 'compare' && kind !== 'most') {
    return undefined;
  }
  const sideAt = skipFillerAndOn(items, at + 1);
  const side = items[sideAt];
  let next = sideAt + 1;
  if (side?.kind !== 'side' || side.side === 'both') {
    return undefined;
  }
  if (isSeparator(items[next], 'comma')) {
    next += 1;
  }
  if (!isSeparator(items[next], 'link', 'relative')) {
    return undefined;
  }
  next += 1;
  if (!['pronoun', 'verb'].includes(kindAt(items, skipToVerb(items, next)) ?? '')) {
    return undefined;
  }
  while (['filler', 'pronoun', 'verb', 'path', 'now'].includes(kindAt(items, next) ?? '')) {
    next += 1;
  }
  const grade = items[next];
  return grade?.kind === 'grade'
    ? {
        items: [
          { ...grade, start },
          { ...side, end: grade.end },
        ],
        length: next - at + 1,
      }
    : undefined;
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
    } else if (change.item && (change.length > 1 || change.item.kind !== rest[i]!.kind)) {
      // The new item may collapse again with what follows it.
      i += change.length - 1;
      rest[i] = change.item;
    } else {
      result.push(...(change.items ?? (change.item ? [change.item] : [])));
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
    openSideBracket,
    readAmount,
    readSidedRegion,
    readForeign,
    collapseProgress,
    readFrom,
    denyEffect,
    gradeWorstSide,
    collapseIntermediate,
    collapseComparison,
    collapseLevels,
  ];
  return passes.reduce(applyAll, items);
}
