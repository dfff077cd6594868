import { headFits, type ChunkReading, type Head, type Modifier, type RegionMention } from './heads';
import type { Item } from './item';
import type { Path } from './lexicon';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Mention = Omit<Draft<RegionMention>, 'modifiers'> & { modifiers: Modifier[] };
type MutableHead = Omit<Draft<Head>, 'modifiers'> & { modifiers: Modifier[] };

/** A path or "normal" that waits for the region behind it. */
interface Waiting {
  readonly head: MutableHead;
  /** Another noun took its place: "normal alignment". */
  blocked: boolean;
}

/**
 * Reads one chunk from left to right. A path or "normal" closes the regions before it ("canal and
 * foramina are patent"); without any it waits for the region behind it ("patent canal", "narrowing of
 * the canal"). A noun of no interest takes the modifiers before it away.
 */
class ChunkReader {
  private readonly heads: MutableHead[] = [];
  private regions: Mention[] = [];
  private modifiers: Modifier[] = [];
  private waiting: Waiting | undefined;
  private negatedFrom: number | undefined;
  private trailingNegation = false;
  private otherSinceHead = false;
  private past = false;
  private hasUnknown = false;
  private hasOther = false;
  private hasExam = false;
  private isOtherwise = false;
  private isNow = false;
  private isPast = false;

  constructor(
    private readonly items: readonly Item[],
    /** Where a negation begins that reaches the chunk from before. */
    private readonly reachesFrom: number | undefined
  ) {}

  read(): ChunkReading {
    for (const item of this.items) {
      this.take(item);
    }
    this.flushWaiting();
    const last = this.items.at(-1)!;
    if (this.trailingNegation && !this.cancelLast(last.end)) {
      this.addModifier({ severity: 0, start: last.start, end: last.end });
    }
    this.giveModifiersToLastHead();
    this.negateRegions();
    return {
      heads: this.heads,
      regions: this.regions,
      modifiers: this.modifiers,
      negatedFrom: this.negatedFrom,
      hasUnknown: this.hasUnknown,
      hasOther: this.hasOther,
      hasExam: this.hasExam,
      isOtherwise: this.isOtherwise,
      isNow: this.isNow,
      isPast: this.isPast,
      start: this.items[0]!.start,
      end: last.end,
    };
  }

  private take(item: Item): void {
    const { start, end } = item;
    switch (item.kind) {
      case 'region':
        return this.takeRegion(item);
      case 'path':
        return this.takeProperty('path', item, item.path, item.predicate === true);
      case 'normal':
      case 'open':
        return this.takeProperty(item.kind, item, undefined, false);
      case 'sign':
        if (this.regions.some(({ region }) => region === 'foreign')) {
          return this.takeOther();
        }
        this.flushWaiting();
        return this.close({ ...this.newHead('sign', item), sign: item.sign });
      case 'grade':
        return this.addModifier({ severity: item.grade, past: this.past, start, end });
      case 'side':
        return this.addModifier({ side: item.side, start, end });
      case 'absent':
        if (!this.cancelLast(end)) {
          this.addModifier({ severity: 0, start, end });
        }
        return;
      case 'resolved':
        this.cancelLast(end);
        return;
      case 'negation':
        this.negatedFrom ??= start;
        this.trailingNegation = true;
        return;
      case 'other':
        return this.takeOther();
      default:
        return this.takeMark(item.kind);
    }
  }

  private takeMark(kind: Item['kind']): void {
    switch (kind) {
      case 'word':
        this.hasUnknown = true;
        if (this.waiting && this.waiting.head.kind !== 'path') {
          this.waiting.blocked = true;
        }
        break;
      case 'past':
        this.past = true;
        this.isPast = true;
        break;
      case 'now':
        this.past = false;
        this.isNow = true;
        break;
      case 'exam':
        this.hasExam = true;
        break;
      case 'otherwise':
        this.isOtherwise = true;
        break;
      default:
        break;
    }
  }

  private takeRegion(item: Extract<Item, { kind: 'region' }>): void {
    const { waiting } = this;
    const mention: Mention = {
      region: item.region,
      modifiers: [],
      gradeFollows: false,
      start: item.start,
      end: item.end,
    };
    if (waiting && !waiting.blocked && headFits(waiting.head, item.region)) {
      giveTo(mention, this.modifiers);
      const start = Math.min(waiting.head.start, mention.start);
      const regions = [mention];
      this.close({
        ...waiting.head,
        regions,
        attributive: true,
        bound: false,
        start,
        end: mention.end,
      });
      return;
    }
    this.flushWaiting();
    giveTo(mention, this.modifiers);
    this.modifiers = [];
    this.regions.push(mention);
  }

  private takeProperty(
    kind: Head['kind'],
    item: Item,
    path: Path | undefined,
    predicate: boolean
  ): void {
    const regions = this.regions.filter(mention => headFits({ kind, path }, mention.region));
    if (regions.length > 0) {
      const head = { ...this.newHead(kind, item), path, regions };
      head.start = Math.min(head.start, regions[0]!.start);
      this.close(head);
      return;
    }
    this.flushWaiting();
    const bound = predicate || this.regions.length > 0;
    this.waiting = { head: { ...this.newHead(kind, item), path, bound }, blocked: false };
    this.regions = [];
    this.modifiers = [];
    this.trailingNegation = false;
  }

  private takeOther(): void {
    if (this.waiting) {
      this.waiting.blocked = true;
    }
    this.hasOther = true;
    this.otherSinceHead = true;
    this.regions = [];
    this.modifiers = [];
    this.trailingNegation = false;
  }

  /** A head at an item with the modifiers gathered so far and the negation in force. */
  private newHead(kind: Head['kind'], { start, end }: Item): MutableHead {
    const negation = this.negatedFrom ?? this.reachesFrom;
    const { modifiers } = this;
    return {
      kind,
      regions: [],
      attributive: false,
      bound: false,
      modifiers,
      negated: negation !== undefined,
      cancelled: false,
      start: Math.min(start, modifiers[0]?.start ?? start, negation ?? start),
      end,
    };
  }

  private close(head: MutableHead): void {
    this.heads.push(head);
    this.regions = [];
    this.modifiers = [];
    this.waiting = undefined;
    this.trailingNegation = false;
    this.otherSinceHead = false;
  }

  /** A path or "normal" that found no region stands bare. */
  private flushWaiting(): void {
    if (this.waiting && !this.waiting.blocked) {
      this.heads.push(this.waiting.head);
      this.otherSinceHead = false;
    }
    this.waiting = undefined;
  }

  private addModifier(modifier: Modifier): void {
    const last = this.regions.at(-1);
    if (last && this.waiting === undefined) {
      giveTo(last, [modifier]);
      last.gradeFollows ||= modifier.severity !== undefined;
    } else {
      this.modifiers.push(modifier);
    }
  }

  /** "canal stenosis: none", "… is not seen", "… has resolved". */
  private cancelLast(end: number): boolean {
    this.flushWaiting();
    const last = this.heads.at(-1);
    if (!last || this.regions.length > 0) {
      return false;
    }
    last.cancelled ||= !this.otherSinceHead;
    last.end = Math.max(last.end, end);
    return true;
  }

  /** "no canal and mild foraminal stenosis": the negation stays with the regions it stands before. */
  private negateRegions(): void {
    const from = this.negatedFrom ?? this.reachesFrom;
    if (from === undefined) {
      return;
    }
    for (const mention of this.regions) {
      if (!mention.modifiers.some(({ severity }) => severity !== undefined)) {
        mention.modifiers.push({ severity: 0, start: from, end: mention.end });
        mention.start = Math.min(mention.start, from);
      }
    }
  }

  /** "foraminal stenosis moderate on the right". */
  private giveModifiersToLastHead(): void {
    const last = this.heads.at(-1);
    if (this.otherSinceHead && this.regions.length === 0) {
      // "… with a synovial cyst on the right": side and grade are the cyst's.
      this.modifiers = [];
      return;
    }
    if (last && this.regions.length === 0 && this.modifiers.length > 0) {
      last.modifiers = [...last.modifiers, ...this.modifiers];
      last.end = Math.max(last.end, this.modifiers.at(-1)!.end);
      this.modifiers = [];
    }
  }
}

function giveTo(mention: Mention, modifiers: readonly Modifier[]): void {
  if (modifiers.length > 0) {
    mention.modifiers.push(...modifiers);
    mention.start = Math.min(mention.start, modifiers[0]!.start);
    mention.end = Math.max(mention.end, modifiers.at(-1)!.end);
  }
}

/**
 * Reads the regions, modifiers and heads of one chunk.
 *
 * @param reachesFrom Where a negation begins that reaches the chunk from an earlier one, if any.
 */
export function readChunk(items: readonly Item[], reachesFrom: number | undefined): ChunkReading {
  return new ChunkReader(items, reachesFrom).read();
}
