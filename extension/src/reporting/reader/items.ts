import type { Item } from './item';
import { levelAt, type LevelNumber, type Numbering } from './levels';
import type { Separator } from './lexicon';
import { matchPhrase } from './phrases';
import type { Token } from './tokens';
import { collapseAll } from './collapse';

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
    const { text, start } = token;
    const { end } = tokens[i + length - 1]!;
    if (level?.kind === 'levels') {
      const unknown = level.unknown ? { unknown: 'level' as const } : {};
      const { levels } = level;
      drafts.push({ item: { kind: 'level', levels, ...unknown, start, end }, text });
    } else if (level) {
      drafts.push({ item: { kind: 'vertebra', below: level.below, start, end }, text });
    } else if (phrase?.meaning.kind === 'scope') {
      const { scope } = phrase.meaning;
      drafts.push({ item: { kind: 'level', levels: [], scope, start, end }, text });
    } else if (phrase) {
      const tail = tokens[i + length - 1]!.text;
      drafts.push({ item: { ...phrase.meaning, start, end }, text, tail });
    } else if (Object.hasOwn(MARKS, text)) {
      const separator = MARKS[text]!;
      drafts.push({ item: { kind: 'separator', separator, start, end }, text });
    } else {
      const kind = unknownKind(text, tokens[i - 1]?.text);
      drafts.push({ item: { kind, start, end }, text });
    }
    i += length;
  }
  return drafts;
}

/** "at L4", "behind L1", "the L5 vertebral body": a place that is no disc; "the L5 root" is none. */
function namesBone(drafts: readonly Draft[], at: number): boolean {
  const before = drafts[at - 1]?.tail ?? drafts[at - 1]?.text ?? '';
  const after = drafts[at + 1]?.text ?? '';
  return (
    (/^(?:at|behind|level|body|opposite)$/.test(before) ||
      /^(?:vertebra|vertebrae|vertebral|body|bodies|pedicles?|laminae?)$/.test(after)) &&
    !/^(?:nerves?|roots?|-|\/)$/.test(after)
  );
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
      const bone = namesBone(drafts, i) ? { bone: true as const } : {};
      joined.push({
        item: { kind: 'number', ...bone, start: item.start, end: item.end },
        text: draft.text,
      });
      continue;
    }
    joined.push(draft);
  }
  return joined;
}

/** Reads the tokens of one sentence as a row of meanings with their places. */
export function readItems(tokens: readonly Token[], numbering: Numbering): Item[] {
  const drafts = joinPlaces(firstPass(tokens, numbering), numbering);
  const items = drafts.map(draft => draft.item as Item);
  return collapseAll(items);
}
