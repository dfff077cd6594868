import type { Item } from './items';
import { PATH_REGIONS, type Path, type Region } from './lexicon';

export type Side = 'left' | 'right' | 'both';

/** 0 none or absent, 1 mild, 2 moderate, 3 severe. */
export type Severity = 0 | 1 | 2 | 3;

/** A grade or side word that modifies a region; `past` where it speaks of an earlier time. */
export interface Modifier {
  readonly severity?: Severity;
  readonly side?: Side;
  readonly past?: boolean;
}

/** A region mention with the modifiers that stand next to it. */
export interface RegionMention {
  readonly region: Region;
  readonly modifiers: Modifier[];
  /** Whether a grade follows the region ("canal mild") rather than leading it ("mild canal …"). */
  gradeFollows: boolean;
  readonly start: number;
  readonly end: number;
}

/** What is said in a chunk: of which regions, and what. */
export interface Head {
  readonly kind: 'path' | 'normal' | 'open' | 'sign' | 'graded';
  readonly path?: Path;
  readonly sign?: 'DB' | 'DOC' | 'EL' | 'osteophyte';
  /** Empty for a bare word ("mild stenosis"): the topic or a convention supplies the region. */
  readonly regions: RegionMention[];
  /** Whether the region follows ("narrowing of the canal"); then coordinated regions inherit it. */
  readonly attributive: boolean;
  /** Without regions: whether only a topic can give it one ("mildly narrowed"). */
  readonly bound?: boolean;
  /** Modifiers of the head itself, beside those of its regions. */
  readonly modifiers: Modifier[];
  negated: boolean;
  /** Said to have resolved or to be absent: 0 whatever grade stands beside it. */
  cancelled: boolean;
  readonly start: number;
  end: number;
}

/** The parts of one chunk. */
export interface ChunkReading {
  readonly heads: Head[];
  /** Regions of which the chunk itself says nothing ("canal" in "canal and foraminal stenosis"). */
  readonly regions: RegionMention[];
  /** Modifiers without region or head ("moderate on the left"). */
  readonly modifiers: Modifier[];
  readonly hasNegation: boolean;
  readonly hasUnknown: boolean;
  readonly hasVerb: boolean;
  readonly hasOther: boolean;
  readonly hasExam: boolean;
  readonly isOtherwise: boolean;
  readonly isNow: boolean;
  readonly isPast: boolean;
  readonly start: number;
  readonly end: number;
}

interface Waiting {
  readonly kind: 'path' | 'normal' | 'open';
  readonly path?: Path;
  readonly modifiers: Modifier[];
  readonly negated: boolean;
  /** Cannot stand alone: a verb form, or said of something else ("disc narrowing"). */
  readonly bound: boolean;
  blocked: boolean;
  readonly start: number;
  readonly end: number;
}

const OPEN_REGIONS: readonly Region[] = ['canal', 'foramen', 'recess'];

function fits(head: Pick<Waiting, 'kind' | 'path'>, region: Region): boolean {
  if (head.kind === 'path') {
    return PATH_REGIONS[head.path!].includes(region);
  }
  return head.kind === 'normal' || OPEN_REGIONS.includes(region);
}

/** Whether a head of another chunk can be said of this region as well. */
export function headFits(head: Head, region: Region): boolean {
  return (
    head.kind !== 'sign' &&
    head.kind !== 'graded' &&
    fits({ kind: head.kind, path: head.path }, region)
  );
}

/**
 * Reads one chunk from left to right. A path or "normal" closes the regions before it ("canal and
 * foramina are patent"); without any it waits for the region behind it ("patent canal", "narrowing of
 * the canal"). A noun of no interest takes the modifiers before it away.
 *
 * @param negated Whether a negation of an earlier chunk reaches this one.
 */
export function readChunk(items: readonly Item[], negated: boolean): ChunkReading {
  const heads: Head[] = [];
  let regions: RegionMention[] = [];
  let modifiers: Modifier[] = [];
  let waiting: Waiting | undefined;
  let negation = negated;
  let trailingNegation = false;
  let otherSinceHead = false;
  let past = false;
  const flags = { hasNegation: false, hasUnknown: false, hasVerb: false, hasOther: false };
  const marks = { hasExam: false, isOtherwise: false, isNow: false, isPast: false };

  const closeHead = (head: Head): void => {
    heads.push(head);
    regions = [];
    modifiers = [];
    waiting = undefined;
    trailingNegation = false;
    otherSinceHead = false;
  };
  const addModifier = (modifier: Modifier): void => {
    const last = regions.at(-1);
    if (last && waiting === undefined) {
      last.modifiers.push(modifier);
      last.gradeFollows ||= modifier.severity !== undefined;
    } else {
      modifiers.push(modifier);
    }
  };
  const property = (kind: Waiting['kind'], path: Path | undefined, item: Item): void => {
    const able = regions.filter(mention => fits({ kind, path }, mention.region));
    if (able.length > 0) {
      closeHead({
        kind,
        path,
        regions: able,
        attributive: false,
        modifiers,
        negated: negation,
        cancelled: false,
        start: able[0]!.start,
        end: item.end,
      });
      return;
    }
    flushWaiting();
    waiting = {
      kind,
      path,
      modifiers,
      negated: negation,
      bound: regions.length > 0 || (item.kind === 'path' && item.predicate === true),
      blocked: false,
      start: item.start,
      end: item.end,
    };
    regions = [];
    modifiers = [];
    trailingNegation = false;
  };
  const flushWaiting = (): void => {
    const bare = waiting;
    if (bare && !bare.blocked) {
      heads.push({
        bound: bare.bound,
        kind: bare.kind,
        path: bare.path,
        regions: [],
        attributive: false,
        modifiers: bare.modifiers,
        negated: bare.negated,
        cancelled: false,
        start: bare.start,
        end: bare.end,
      });
      otherSinceHead = false;
    }
    waiting = undefined;
  };
  const cancel = (end: number): boolean => {
    const last = heads.at(-1);
    if (waiting) {
      flushWaiting();
      return cancel(end);
    }
    if (last && regions.length === 0) {
      last.cancelled ||= !otherSinceHead;
      last.end = Math.max(last.end, end);
      return true;
    }
    return false;
  };

  for (const item of items) {
    switch (item.kind) {
      case 'region': {
        const mention: RegionMention = {
          region: item.region,
          modifiers: [],
          gradeFollows: false,
          start: item.start,
          end: item.end,
        };
        if (waiting && !waiting.blocked && fits(waiting, item.region)) {
          mention.modifiers.push(...modifiers);
          const { kind, path, negated: waitingNegated, start, modifiers: own } = waiting;
          closeHead({
            kind,
            path,
            regions: [mention],
            attributive: true,
            modifiers: own,
            negated: waitingNegated,
            cancelled: false,
            start,
            end: item.end,
          });
        } else {
          if (waiting) {
            flushWaiting();
          }
          mention.modifiers.push(...modifiers);
          modifiers = [];
          regions.push(mention);
        }
        break;
      }
      case 'grade':
        addModifier({ severity: item.grade, past });
        break;
      case 'side':
        addModifier({ side: item.side });
        break;
      case 'absent':
        if (!cancel(item.end)) {
          addModifier({ severity: 0 });
        }
        break;
      case 'resolved':
        cancel(item.end);
        break;
      case 'negation':
        negation = true;
        trailingNegation = true;
        flags.hasNegation = true;
        break;
      case 'path':
        property('path', item.path, item);
        break;
      case 'normal':
      case 'open':
        property(item.kind, undefined, item);
        break;
      case 'sign':
        flushWaiting();
        closeHead({
          kind: 'sign',
          sign: item.sign,
          regions: [],
          attributive: false,
          modifiers,
          negated: negation,
          cancelled: false,
          start: item.start,
          end: item.end,
        });
        break;
      case 'other':
        if (waiting) {
          waiting.blocked = true;
        }
        flags.hasOther = true;
        otherSinceHead = true;
        regions = [];
        modifiers = [];
        trailingNegation = false;
        break;
      case 'word':
        flags.hasUnknown = true;
        if (waiting && waiting.kind !== 'path') {
          waiting.blocked = true;
        }
        break;
      case 'verb':
        flags.hasVerb = true;
        break;
      case 'past':
        past = true;
        marks.isPast = true;
        break;
      case 'now':
        past = false;
        marks.isNow = true;
        break;
      case 'exam':
        marks.hasExam = true;
        break;
      case 'otherwise':
        marks.isOtherwise = true;
        break;
      default:
        break;
    }
  }
  flushWaiting();
  if (trailingNegation && !cancel(items.at(-1)!.end)) {
    addModifier({ severity: 0 });
  }
  // A grade after the region and nothing else: "canal mild", "left foramen none".
  const lastHead = heads.at(-1);
  if (lastHead && regions.length === 0 && modifiers.length > 0) {
    lastHead.modifiers.push(...modifiers);
    modifiers = [];
  }
  return {
    heads,
    regions,
    modifiers,
    ...flags,
    ...marks,
    start: items[0]!.start,
    end: items.at(-1)!.end,
  };
}
