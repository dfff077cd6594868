import { levelAt, type LevelNumber, type Numbering } from './levels';
import type { Meaning, Scope, Separator } from './lexicon';
import { matchPhrase } from './phrases';
import type { Token } from './tokens';

/** Levels of a sentence: by number, or by place (resolved against the text before it). */
export interface LevelItem {
  readonly kind: 'level';
  readonly levels: readonly LevelNumber[];
  readonly scope?: Scope;
  /** "above these levels": the levels on that side of the scope. */
  readonly beyond?: 'above' | 'below';
  readonly start: number;
  readonly end: number;
}

/** A piece of meaning with its place in the report. */
export type Item =
  | LevelItem
  | ((
      Exclude<Meaning, { kind: 'scope' }> | { readonly kind: 'word' } | { readonly kind: 'number' }
    ) & {
      readonly start: number;
      readonly end: number;
    });

const MARKS: Readonly<Record<string, Separator>> = {
  ',': 'comma',
  ';': 'semicolon',
  '(': 'open',
  ')': 'close',
  '[': 'open',
  ']': 'close',
  '/': 'comma',
  '|': 'semicolon',
  '-': 'comma',
  '->': 'link',
  '\u2192': 'link',
  '+': 'and',
};

/** "above L3", "L3-L4 and below": the levels meant, limited to L1-L2 … the lowest. */
export function levelsBeyond(
  direction: 'above' | 'below',
  edge: LevelNumber,
  numbering: Numbering
): LevelNumber[] {
  const levels = Array.from({ length: numbering.lumbar }, (_, i) => i + 1);
  return levels.filter(level => (direction === 'above' ? level < edge : level > edge));
}

const directionOf = (word: string | undefined): 'above' | 'below' =>
  /^(?:below|down)/.test(word ?? '') ? 'below' : 'above';

const edgeOf = (direction: 'above' | 'below', levels: readonly LevelNumber[]): LevelNumber =>
  direction === 'above' ? Math.min(...levels) : Math.max(...levels);

interface Draft {
  readonly item: Item | { kind: 'vertebra'; below: LevelNumber; start: number; end: number };
  readonly text: string;
  /** The last word of the phrase. */
  readonly tail?: string;
}

/** Marks and numbers are fillers; a year after "in" speaks of an earlier study. */
function unknownKind(
  text: string,
  before: string | undefined
): 'number' | 'word' | 'filler' | 'earlier' {
  if (/^(19|20)\d\d$/.test(text) && before === 'in') {
    return 'earlier';
  }
  if (/^\d/.test(text)) {
    return 'number';
  }
  return /^[a-z]/.test(text) ? 'word' : 'filler';
}

function firstPass(tokens: readonly Token[], numbering: Numbering): Draft[] {
  const drafts: Draft[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i]!;
    const level = levelAt(tokens, i, numbering);
    const phrase = level ? undefined : matchPhrase(tokens, i);
    const length = level?.length ?? phrase?.length ?? 1;
    const place = { start: token.start, end: tokens[i + length - 1]!.end };
    if (level?.kind === 'levels') {
      drafts.push({ item: { kind: 'level', levels: level.levels, ...place }, text: token.text });
    } else if (level) {
      drafts.push({ item: { kind: 'vertebra', below: level.below, ...place }, text: token.text });
    } else if (phrase?.meaning.kind === 'scope') {
      const { scope } = phrase.meaning;
      drafts.push({ item: { kind: 'level', levels: [], scope, ...place }, text: token.text });
    } else if (phrase) {
      const tail = tokens[i + length - 1]!.text;
      drafts.push({ item: { ...phrase.meaning, ...place }, text: token.text, tail });
    } else if (Object.hasOwn(MARKS, token.text)) {
      const separator = MARKS[token.text]!;
      drafts.push({ item: { kind: 'separator', separator, ...place }, text: token.text });
    } else {
      const kind = unknownKind(token.text, tokens[i - 1]?.text);
      drafts.push({ item: { kind, ...place }, text: token.text });
    }
    i += length;
  }
  return drafts;
}

/** "above L4", "L4-5 and above", "L4 on L5": places that need a vertebra or level beside them. */
function joinPlaces(drafts: readonly Draft[], numbering: Numbering): Draft[] {
  const joined: Draft[] = [];
  for (let i = 0; i < drafts.length; i += 1) {
    const draft = drafts[i]!;
    const next = drafts[i + 1]?.item;
    const { item } = draft;
    if ((item.kind === 'above' || item.kind === 'below') && next) {
      if (next.kind === 'level' && next.scope !== undefined) {
        joined.push({
          item: { ...next, beyond: item.kind, start: item.start },
          text: draft.text,
        });
        i += 1;
        continue;
      }
      const named = next.kind === 'level' && next.levels.length > 0 ? next.levels : undefined;
      const edges =
        next.kind === 'vertebra' ? [item.kind === 'above' ? next.below : next.below - 1] : named;
      if (edges) {
        const levels = levelsBeyond(item.kind, edgeOf(item.kind, edges), numbering);
        joined.push({
          item: { kind: 'level', levels, start: item.start, end: next.end },
          text: draft.text,
        });
        i += 1;
        continue;
      }
    }
    if (item.kind === 'level' && item.levels.length > 0 && next?.kind === 'including') {
      const direction = directionOf(drafts[i + 1]!.tail);
      const more = levelsBeyond(direction, edgeOf(direction, item.levels), numbering);
      const levels = [...item.levels, ...more].sort((a, b) => a - b);
      joined.push({ item: { ...item, levels, end: next.end }, text: draft.text });
      i += 1;
      continue;
    }
    if (item.kind === 'vertebra') {
      const after = drafts[i + 2]?.item;
      if (next?.kind === 'on' && after?.kind === 'vertebra' && after.below === item.below + 1) {
        const levels = item.below >= 0 && item.below <= numbering.lumbar ? [item.below] : [];
        joined.push({
          item: { kind: 'level', levels, start: item.start, end: after.end },
          text: '',
        });
        i += 2;
        continue;
      }
      if (next?.kind === 'including') {
        const direction = directionOf(drafts[i + 1]!.tail);
        const edge = direction === 'below' ? item.below - 1 : item.below;
        const levels = levelsBeyond(direction, edge, numbering);
        joined.push({
          item: { kind: 'level', levels, start: item.start, end: next.end },
          text: '',
        });
        i += 1;
        continue;
      }
      joined.push({ item: { kind: 'number', start: item.start, end: item.end }, text: draft.text });
      continue;
    }
    joined.push(draft);
  }
  return joined;
}

type Collapse = (items: Item[], at: number) => { item?: Item; length: number } | undefined;

const kindAt = (items: readonly Item[], at: number): Item['kind'] | undefined => items[at]?.kind;

function isSeparator(item: Item | undefined, ...names: Separator[]): boolean {
  return item?.kind === 'separator' && names.includes(item.separator);
}

/** "right greater than left" is both sides; "worse on the left" says nothing about presence. */
const collapseComparison: Collapse = (items, at) => {
  const item = items[at]!;
  const skipFiller = (i: number): number => {
    let next = i;
    while (['filler', 'at', 'of', 'verb', 'to'].includes(kindAt(items, next) ?? '')) {
      next += 1;
    }
    return next;
  };
  if (item.kind === 'side') {
    const compare = skipFiller(at + 1);
    const second = skipFiller(compare + 1);
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
    const second = skipFiller(at + 1);
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

/** Reads the tokens of one sentence as a row of meanings with their places. */
export function readItems(tokens: readonly Token[], numbering: Numbering): Item[] {
  const drafts = joinPlaces(firstPass(tokens, numbering), numbering);
  const items = drafts.map(draft => draft.item as Item);
  const passes = [
    collapseProgress,
    readFrom,
    collapseIntermediate,
    collapseComparison,
    collapseLevels,
  ];
  return passes.reduce(applyAll, items);
}
