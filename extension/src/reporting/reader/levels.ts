import type { Token } from './tokens';

/**
 * Disc levels by number: 0 is T12-L1, 1 is L1-L2 … 5 is L5-S1; with six lumbar-type vertebrae 5 is
 * L5-L6 and 6 is L6-S1. Discs outside (T11-T12, S1-S2, C5-C6) have no number.
 */
export type LevelNumber = number;

/** The numbering of one report: the number of lumbar-type vertebrae it speaks of (5 or 6). */
export interface Numbering {
  readonly lumbar: 5 | 6;
}

export function numberingOf(text: string): Numbering {
  return { lumbar: /\bl\s?6\b|\bl5\s?[/-]\s?6\b/i.test(text) ? 6 : 5 };
}

/** 'L4-L5' for 4. */
export function levelName(level: LevelNumber, { lumbar }: Numbering): string {
  const above = level === 0 ? 'T12' : `L${level}`;
  return `${above}-${level === lumbar ? 'S1' : `L${level + 1}`}`;
}

/** Every level from L1-L2 down. T12-L1 counts only where a report names it. */
export function lumbarLevels({ lumbar }: Numbering): LevelNumber[] {
  return Array.from({ length: lumbar }, (_, i) => i + 1);
}

/** A mention of disc levels; `levels` is empty where the disc lies outside the lumbar spine. */
export interface LevelMention {
  readonly kind: 'levels';
  readonly levels: readonly LevelNumber[];
  /** Looks like a level and is none ("L7-L8", "L4-L4"): its sentence speaks of no level known. */
  readonly unknown?: true;
  /** Number of tokens read. */
  readonly length: number;
}

/** A vertebra alone: the number of the disc below it. */
export interface VertebraMention {
  readonly kind: 'vertebra';
  readonly below: LevelNumber;
  readonly length: number;
}

interface Vertebra {
  readonly number: number;
  readonly length: number;
}

/** A vertebra, or a number, or the L of "L 4": most words are neither. */
const MAY_BEGIN = /^(?:(?:th|[ctdls])\d|[1-5]$|[ls]$|ls$)/;
const JOINTS = new Set(['-', '/']);
const RANGE_WORDS = new Set(['through', 'thru', 'to', '-', 'until']);
const DIRECTIONS = new Set(['down', 'up', 'inferiorly', 'superiorly', 'all']);
const UNITS = new Set(['mm', 'cm', 'x', 'weeks', 'week', 'years', 'months', 'days', 'hours', '%']);

/** Words that make the vertebrae before them bones or roots, not a disc. */
const BONES =
  /^(?:vertebra|vertebrae|vertebral|body|bodies|nerve|nerves|root|roots|pedicles?|laminae?|fractures?|and|&|,|screws?)$/;
/** Before "L4 and L5" these words mean the disc between the two. */
const PAIRED = /^(?:between)$/;
/** Vertebrae that nobody has: L0, L7 to L99, T13 and beyond, S6 and beyond. */
const IMPOSSIBLE = /^(?:l(?:0|[7-9]|\d\d)|(?:th|[td])(?:0|1[3-9]|[2-9]\d)|s(?:0|[6-9]|\d\d))$/;

const T6_TO_T1 = [-12, -5] as const;

/** Vertebrae count downwards: T12 is 0, L1 is 1, S1 is lumbar + 1. Cervical ones are far above. */
function vertebraNumber(region: string, number: number, { lumbar }: Numbering): number {
  switch (region) {
    case 'l':
      return number;
    case 's':
      return lumbar + number;
    case 'c':
      return number - 12 - 7;
    default:
      return number - 12;
  }
}

function vertebraAt(
  tokens: readonly Token[],
  at: number,
  numbering: Numbering
): Vertebra | undefined {
  const token = tokens[at];
  const match = token && /^(th|[ctdls])(\d{1,2})$/.exec(token.text);
  if (match) {
    return { number: vertebraNumber(match[1]!, Number(match[2]), numbering), length: 1 };
  }
  // "L5-SI", "L5/Sl": the digit 1 read as a letter. "LS-S1": 5 read as S. "L 4 - 5": a space.
  const next = tokens[at + 1];
  const joined = JOINTS.has(tokens[at - 1]?.text ?? '');
  if (token && joined && /^s[il]?$/.test(token.text) && !/^\d/.test(next?.text ?? '')) {
    return { number: numbering.lumbar + 1, length: 1 };
  }
  if (token?.text === 'ls' && (joined || isSacralPair(tokens, at + 1))) {
    return { number: 5, length: 1 };
  }
  const spaced = token && /^[ls]$/.test(token.text) && next && /^[1-6]$/.test(next.text);
  if (
    spaced &&
    (JOINTS.has(tokens[at + 2]?.text ?? '') || JOINTS.has(tokens[at - 1]?.text ?? ''))
  ) {
    return { number: vertebraNumber(token.text, Number(next.text), numbering), length: 2 };
  }
  return undefined;
}

/** "-S1" behind an L5 that is typed "LS". */
const isSacralPair = (tokens: readonly Token[], at: number): boolean =>
  JOINTS.has(tokens[at]?.text ?? '') && /^s[1il]$/.test(tokens[at + 1]?.text ?? '');

/** The lower vertebra of a pair: written in full ("L4-L5") or as a number ("L4-5", "L5-1"). */
function partnerAt(
  tokens: readonly Token[],
  at: number,
  upper: number,
  numbering: Numbering
): Vertebra | undefined {
  const full = vertebraAt(tokens, at, numbering);
  if (full) {
    return full.number > upper ? full : undefined;
  }
  const token = tokens[at];
  if (!token || !/^\d{1,2}$/.test(token.text) || UNITS.has(tokens[at + 1]?.text ?? '')) {
    return undefined;
  }
  // "L4-15": L read as the digit 1.
  const read = Number(token.text);
  const digit = read === upper + 11 && upper > 0 ? read - 10 : read;
  if (digit === 1 && (upper === numbering.lumbar || upper === 0)) {
    return { number: upper + 1, length: 1 };
  }
  const number = upper < 0 ? digit - 12 : digit;
  return number > upper && number <= numbering.lumbar ? { number, length: 1 } : undefined;
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly length: number;
}

/** Whether a joint and another vertebra follow: "L4 L5-S1" is not the pair L4-L5. */
const isPairFrom = (tokens: readonly Token[], at: number): boolean =>
  JOINTS.has(tokens[at]?.text ?? '') && /^(?:[ls]?\d|s[il]$)/.test(tokens[at + 1]?.text ?? '');

/** "L45", "L51" and, with the lower vertebra once more, "L23-L3". */
function compactPairAt(
  tokens: readonly Token[],
  at: number,
  { lumbar }: Numbering
): Span | undefined {
  const match = /^l([1-5])([1-6])$/.exec(tokens[at]!.text);
  const first = Number(match?.[1]);
  const lower = Number(match?.[2]);
  const last = first === lumbar && lower === 1 ? lumbar + 1 : lower;
  if (!match || last !== first + 1) {
    return undefined;
  }
  const again = tokens[at + 2]?.text;
  const repeated =
    JOINTS.has(tokens[at + 1]?.text ?? '') && [`l${lower}`, `s${lower}`].includes(again ?? '');
  return { first, last, length: repeated ? 3 : 1 };
}

/** "L4-5", "L3/4/5", "L1-L4", "L5S1", "4-5": the vertebrae named, top and bottom. */
function pairAt(tokens: readonly Token[], at: number, numbering: Numbering): Span | undefined {
  let upper = vertebraAt(tokens, at, numbering);
  let bare = false;
  if (!upper) {
    const token = tokens[at];
    const before = tokens[at - 1];
    const glued = before !== undefined && before.end === token?.start;
    if (!token || !/^[1-5]$/.test(token.text) || (glued && !/^[(,;:]$/.test(before.text))) {
      return undefined;
    }
    upper = { number: Number(token.text), length: 1 };
    bare = true;
  }
  const compact = compactPairAt(tokens, at, numbering);
  if (compact) {
    return compact;
  }
  // "T1/T2" is a sequence name, not a disc.
  if (upper.number > T6_TO_T1[0] && upper.number < T6_TO_T1[1]) {
    return undefined;
  }
  let end = at + upper.length;
  let last = upper.number;
  const joint = tokens[end];
  if (joint && JOINTS.has(joint.text)) {
    const turned = bare ? undefined : vertebraAt(tokens, end + 1, numbering);
    if (turned?.number === upper.number - 1 && !isPairFrom(tokens, end + 1 + turned.length)) {
      return { first: turned.number, last: upper.number, length: end + 1 + turned.length - at };
    }
    const lower = partnerAt(tokens, end + 1, upper.number, numbering);
    // Numbers alone must be neighbours and written without spaces: "4-5", never "2 - 4".
    if (!lower || (bare && (lower.number !== last + 1 || joint.start !== tokens[at]!.end))) {
      return undefined;
    }
    last = lower.number;
    end += 1 + lower.length;
  } else {
    const lower = bare ? undefined : vertebraAt(tokens, end, numbering);
    const touching = lower && tokens[end]!.start === tokens[end - 1]!.end;
    // "L4 L5 disc bulge" is one level, "L4 L5 vertebral bodies" are two vertebrae.
    const spaced = lower?.number === last + 1 && !BONES.test(tokens[end + 1]?.text ?? '');
    if (!lower || !(touching || spaced) || lower.number <= last || isPairFrom(tokens, end + 1)) {
      return undefined;
    }
    last = lower.number;
    end += lower.length;
  }
  // "L3/4/5" goes on; "L3-4/L4-5" does not: there the next pair begins.
  while (JOINTS.has(tokens[end]?.text ?? '')) {
    const lower = partnerAt(tokens, end + 1, last, numbering);
    const nextEnd = end + 1 + (lower?.length ?? 0);
    if (!lower || lower.number !== last + 1 || JOINTS.has(tokens[nextEnd]?.text ?? '')) {
      break;
    }
    last = lower.number;
    end = nextEnd;
  }
  return { first: upper.number, last, length: end - at };
}

/** Disc numbers between two vertebrae, those outside T12-S1 left out. */
function discsBetween(first: number, last: number, { lumbar }: Numbering): LevelNumber[] {
  const levels: LevelNumber[] = [];
  for (let disc = Math.max(first, 0); disc < Math.min(last, lumbar + 1); disc += 1) {
    levels.push(disc);
  }
  return levels;
}

/** The number of tokens that look like a level and name none; undefined where they name one. */
function unknownAt(tokens: readonly Token[], at: number, numbering: Numbering): number | undefined {
  const { text, end } = tokens[at]!;
  const joint = tokens[at + 1];
  const next = tokens[at + 2];
  const joined = joint !== undefined && JOINTS.has(joint.text) && next !== undefined;
  const pairs = joined && /^(?:(?:th|[tdls])?\d{1,2}|[ls].?)$/.test(next.text);
  if (IMPOSSIBLE.test(text)) {
    return compactPairAt(tokens, at, numbering) ? undefined : pairs ? 3 : 1;
  }
  if (!/^l[1-6]$/.test(text)) {
    return undefined;
  }
  // "L4-L9", "L4-L4", "L5-2"; "L4-5 mm" and "L5-left" are none of these.
  const tight = joined && joint.start === end && next.start === joint.end;
  if (tight && IMPOSSIBLE.test(next.text)) {
    return 3;
  }
  const number = tight && /^l?([1-9])$/.exec(next.text);
  if (number && !UNITS.has(tokens[at + 3]?.text ?? '') && !pairAt(tokens, at, numbering)) {
    return 3;
  }
  const before = tokens[at - 1];
  const broken =
    before !== undefined &&
    JOINTS.has(before.text) &&
    before.end === tokens[at]!.start &&
    /^[^a-z\s(),;:.]$/.test(tokens[at - 2]?.text ?? '') &&
    tokens[at - 2]!.end === before.start;
  return broken && !pairAt(tokens, at, numbering) ? 1 : undefined;
}

/**
 * Reads a mention of disc levels or of a vertebra that begins at `tokens[at]`: single levels, pairs
 * written in any usual way, chains ("L3/4/5") and ranges ("L3 through S1", "L1-2 to L3-4").
 */
export function levelAt(
  tokens: readonly Token[],
  at: number,
  numbering: Numbering
): LevelMention | VertebraMention | undefined {
  if (!MAY_BEGIN.test(tokens[at]!.text)) {
    return undefined;
  }
  const unknown = unknownAt(tokens, at, numbering);
  if (unknown !== undefined) {
    return { kind: 'levels', levels: [], unknown: true, length: unknown };
  }
  const pair = pairAt(tokens, at, numbering);
  const vertebra = pair ? undefined : vertebraAt(tokens, at, numbering);
  if (!pair && !vertebra) {
    return undefined;
  }
  const between = !pair && PAIRED.test(tokens[at - 1]?.text ?? '') && tokens[at + 1]?.text;
  const partner =
    between === 'and' || between === '&' ? vertebraAt(tokens, at + 2, numbering) : undefined;
  if (vertebra && partner?.number === vertebra.number + 1) {
    const levels = discsBetween(vertebra.number, partner.number, numbering);
    return { kind: 'levels', levels, length: 2 + partner.length };
  }
  const first = pair ? pair.first : vertebra!.number;
  const length = pair ? pair.length : vertebra!.length;
  // "L3-L4 down to L5-S1"
  const skipped = DIRECTIONS.has(tokens[at + length]?.text ?? '') ? 1 : 0;
  const connector = tokens[at + length + skipped];
  if (connector && RANGE_WORDS.has(connector.text)) {
    const next = at + length + skipped + 1;
    const toPair = pairAt(tokens, next, numbering);
    const toVertebra = toPair ? undefined : vertebraAt(tokens, next, numbering);
    const last = toPair?.last ?? toVertebra?.number;
    const apart = connector.text !== '-' || (pair && toPair);
    if (
      last !== undefined &&
      last > first &&
      apart &&
      (toPair || !pair || connector.text !== 'to')
    ) {
      const end = length + skipped + 1 + (toPair?.length ?? toVertebra!.length);
      return { kind: 'levels', levels: discsBetween(first, last, numbering), length: end };
    }
  }
  if (pair) {
    return { kind: 'levels', levels: discsBetween(first, pair.last, numbering), length };
  }
  return { kind: 'vertebra', below: first, length };
}
