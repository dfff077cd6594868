import { chunksOf, type Chunk } from './chunks';
import {
  bareClaims,
  FORAMEN_TOPIC,
  osteophyteClaim,
  regionClaims,
  topicClaims,
  topicOf,
  type Claim,
  type Topic,
} from './claims';
import { readChunk } from './chunkReader';
import {
  headFits,
  isGraded,
  type ChunkReading,
  type Head,
  type Modifier,
  type RegionMention,
} from './heads';
import type { Item } from './item';
import { ClaimList, type LooseModifiers } from './claimList';
import {
  belongsToNext,
  continuesForaminal,
  sidedRegionFollows,
  HARMLESS,
  isForaminal,
  JOINING,
  opensSide,
  regionFollows,
  withSide,
} from './lookahead';
import { negationReaches } from './negation';
import { normalLevel } from './normalLevel';
import { placeOf } from './place';
import { dropUnsaid } from './unsaid';

/** The claims of a sentence, not yet placed, and what the next sentence may continue. */
export interface SentenceReading {
  /** Without what is hypothetical, earlier or only compared with. */
  readonly chunks: readonly Chunk[];
  /** All of the sentence. */
  readonly written: readonly Chunk[];
  /** Per chunk the offset at which a negation begins that holds in it. */
  readonly negations: readonly (number | undefined)[];
  readonly claims: readonly Claim[];
  /** The regions spoken of last: "Moderate right." and "It is …" go on with them. */
  readonly lastTopic: Topic | undefined;
}

/** Reads a sentence chunk by chunk; see the steps named below. */
class SentenceReader {
  private readonly claims: ClaimList;
  private inheritable: Head | undefined;
  private waitingRegions: RegionMention[] = [];
  private waitingModifiers: LooseModifiers[] = [];
  private bulge: Claim | undefined;
  /** "left - moderate narrowing": a side that the next chunk grades. */
  private openSide: Modifier[] = [];
  private readonly negations: (number | undefined)[] = [];
  private osteophyteAt: { start: number; end: number } | undefined;

  constructor(
    private readonly written: readonly Chunk[],
    private readonly chunks: readonly Chunk[],
    private readonly topic: Topic | undefined,
    private readonly before: Topic | undefined
  ) {
    this.claims = new ClaimList(chunks);
  }

  read(): SentenceReading {
    let before: ChunkReading | undefined;
    let negatedFrom: number | undefined;
    this.chunks.forEach((chunk, k) => {
      const reaches = before !== undefined && negationReaches(this.chunks, k, before);
      const from = reaches ? negatedFrom : undefined;
      const reading = readChunk(chunk.items, from);
      this.step(chunk, k, reading);
      negatedFrom = reading.negatedFrom ?? from;
      this.negations.push(negatedFrom);
      before = reading;
    });
    this.flushGraded(this.chunks.length - 1);
    this.addOsteophytes();
    return {
      chunks: this.chunks,
      written: this.written,
      negations: this.negations,
      claims: this.claims.all,
      lastTopic: this.claims.lastTopic ?? (this.claims.all.length === 0 ? this.before : undefined),
    };
  }

  private step(chunk: Chunk, k: number, read: ChunkReading): void {
    const reading = withSide(read, this.openSide);
    this.openSide = [];
    const contrasts =
      chunk.separator === 'relative' ||
      (chunk.separator === 'but' && chunk.items[0]?.kind === 'negation');
    if (!JOINING.has(chunk.separator) && !chunk.bracketed && !contrasts) {
      this.flushGraded(k - 1);
      this.inheritable = undefined;
    }
    if (chunk.separator === 'semicolon') {
      this.waitingModifiers = [];
    }
    const { heads, regions, modifiers } = reading;
    if (heads.length === 0 && regions.length === 0 && modifiers.length > 0) {
      this.readModifiers(chunk, k, reading);
      return;
    }
    if (heads.length === 0 && regions.length > 0) {
      this.readRegions(chunk, k, regions);
      return;
    }
    if (heads.length === 0) {
      this.readLevelOnly(chunk, k, reading);
      return;
    }
    heads.forEach((head, i) => {
      const joins = i === 0 && (JOINING.has(chunk.separator) || contrasts);
      const apart = reading.negatedFrom !== undefined;
      this.addHead(joins ? this.joinRegions(head, k, apart) : head, chunk, k, reading);
    });
    this.flushGraded(k - 1);
    this.waitingRegions = [...regions];
  }

  /** "canal and foraminal stenosis": regions of earlier chunks share the head. */
  private joinRegions(head: Head, k: number, negatedApart: boolean): Head {
    if (head.attributive || head.kind === 'sign') {
      this.flushGraded(k - 1);
      return head;
    }
    const shared = this.waitingRegions.filter(mention => headFits(head, mention.region));
    const selfContained =
      this.chunks[k]!.separator === 'comma' && shared.some(mention => mention.gradeFollows);
    if (shared.length === 0 || selfContained) {
      this.flushGraded(k - 1);
      return head;
    }
    this.waitingRegions = [];
    const graded = shared.some(mention => mention.modifiers.some(isGraded));
    if (head.negated && negatedApart && graded) {
      // "mild canal and no foraminal stenosis": the negation begins behind the canal.
      const before = { ...head, regions: shared, negated: false, start: shared[0]!.start };
      this.claims.add(regionClaims(before, k - 1));
      return head;
    }
    return {
      ...head,
      regions: [...shared, ...head.regions],
      start: Math.min(head.start, shared[0]!.start),
    };
  }

  /** Regions that nothing was said of except a grade behind them: "canal mild, foramina none". */
  private flushGraded(k: number): void {
    for (const mention of this.waitingRegions) {
      const bound =
        mention.gradeFollows &&
        (mention.region === 'canal' || mention.region === 'foramen' || mention.region === 'facet');
      if (bound) {
        const topic: Topic = { regions: [{ region: mention.region, side: null }], complete: true };
        this.claims.remember(
          topicClaims(topic, mention.modifiers, {
            chunk: k,
            start: mention.start,
            end: mention.end,
          }),
          topic
        );
      }
    }
    this.waitingRegions = [];
  }

  private readRegions(chunk: Chunk, k: number, regions: readonly RegionMention[]): void {
    // "compressing the left root within the left foramen": the foramen has a verb of its own.
    const own = chunk.items.some(({ kind }) => kind === 'path');
    const head = own ? undefined : this.inheritable;
    const fitting = head ? regions.filter(mention => headFits(head, mention.region)) : [];
    if (head && JOINING.has(chunk.separator) && fitting.length === regions.length) {
      const graded = fitting.map(mention =>
        mention.modifiers.some(({ severity }) => severity !== undefined)
          ? mention
          : { ...mention, modifiers: [...head.modifiers.filter(isGraded), ...mention.modifiers] }
      );
      this.claims.remember(
        regionClaims({ ...head, regions: graded, modifiers: [] }, k),
        topicOf(graded)
      );
      return;
    }
    if (chunk.separator === 'comma' && this.waitingRegions.some(mention => mention.gradeFollows)) {
      this.flushGraded(k - 1);
    }
    this.waitingRegions.push(...regions);
  }

  private addHead(head: Head, chunk: Chunk, k: number, reading: ChunkReading): void {
    if (head.kind === 'sign' && head.sign === 'osteophyte') {
      this.osteophyteAt = head.negated || head.cancelled ? undefined : head;
      return;
    }
    if (reading.isPast && !reading.isNow && chunk.bracketed) {
      return;
    }
    if (head.regions.length === 0) {
      this.addBare(head, chunk, k, reading);
      return;
    }
    this.inheritable = head.attributive ? head : undefined;
    const first = head.regions[0]!;
    const takes = head.path === 'narrow' || first.region === 'facet';
    const regions = takes
      ? [this.takeWaitingModifiers(first, head, k), ...head.regions.slice(1)]
      : head.regions;
    this.claims.remember(regionClaims({ ...head, regions }, k), topicOf(regions));
  }

  /** "moderate right and mild left foraminal stenosis": the first pair stands before "and". */
  private takeWaitingModifiers(first: RegionMention, head: Head, k: number): RegionMention {
    const waiting = this.waitingModifiers;
    this.waitingModifiers = [];
    // Behind a negation, "mild left, no right foraminal stenosis", the first pair is not negated.
    const apart = (entry: LooseModifiers): boolean =>
      entry.placed || (head.negated && entry.modifiers.some(isGraded));
    for (const entry of waiting) {
      const { modifiers, chunk } = entry;
      if (apart(entry)) {
        // "left L4-5 and right L5-S1 foramina are moderately narrowed": one grade for both.
        const grades = [...first.modifiers, ...head.modifiers].filter(isGraded);
        const shared = modifiers.some(isGraded) || head.negated ? [] : grades;
        const moved = {
          ...head,
          regions: head.regions.map(mention => ({
            ...mention,
            modifiers: [...shared, ...modifiers],
          })),
          modifiers: [],
          negated: false,
        };
        this.claims.add(regionClaims(moved, chunk));
      }
    }
    const beside = waiting
      .filter(entry => !apart(entry) && !head.negated && entry.chunk < k)
      .flatMap(({ modifiers }) => modifiers);
    // "moderate L5-S1 left and L4-5 bilateral foraminal stenosis"
    const ungraded = ![...first.modifiers, ...beside, ...head.modifiers].some(isGraded);
    const before = waiting.find(entry => entry.placed && entry.modifiers.some(isGraded));
    const lent = ungraded && !head.negated ? (before?.modifiers.filter(isGraded) ?? []) : [];
    return { ...first, modifiers: [...lent, ...beside, ...first.modifiers] };
  }

  /** "left severe and right moderate stenosis" under "Foramina:". */
  private withWaitingModifiers(head: Head): Head {
    const beside = this.waitingModifiers.filter(entry => !entry.placed);
    if (head.path !== 'narrow' || head.negated || beside.length === 0) {
      return head;
    }
    this.waitingModifiers = this.waitingModifiers.filter(entry => entry.placed);
    return { ...head, modifiers: [...beside.flatMap(entry => entry.modifiers), ...head.modifiers] };
  }

  private addBare(bare: Head, chunk: Chunk, k: number, reading: ChunkReading): void {
    const head = this.withWaitingModifiers(bare);
    const sided = head.modifiers.some(({ side }) => side !== undefined);
    const last = this.claims.lastTopic;
    const continued =
      sided && !this.topic && (last ? isForaminal(last) : continuesForaminal(this.before))
        ? FORAMEN_TOPIC
        : undefined;
    const goesOn =
      !sided && (head.kind === 'path' || (reading.isOtherwise && head.kind === 'open'))
        ? last
        : undefined;
    const topic = this.topic ?? (head.kind === 'sign' ? undefined : (continued ?? goesOn));
    const found = bareClaims(head, k, topic);
    if (head.kind === 'sign') {
      this.claims.addSign(found);
      this.bulge =
        found.find(claim => claim.target === 'DB' && claim.severity === null) ?? this.bulge;
      return;
    }
    if (found.length > 0) {
      const regions = [...new Set(found.map(claim => claim.target))].filter(
        target => target === 'canal' || target === 'foramen'
      );
      const remembered: Topic = topic ?? {
        regions: regions.map(region => ({ region, side: null })),
        complete: true,
      };
      this.claims.remember(found, remembered);
      return;
    }
    // "compressing and filling the thecal sac"
    if (head.kind === 'path' && !this.topic) {
      this.inheritable = { ...head, attributive: true };
    }
    const normal = this.topic ? undefined : normalLevel(this.chunks, k, head, reading);
    this.claims.add(normal ? [normal] : []);
  }

  private readModifiers(chunk: Chunk, k: number, reading: ChunkReading): void {
    const { modifiers } = reading;
    if (this.waitingRegions.some(mention => mention.gradeFollows)) {
      this.flushGraded(k - 1);
    }
    if (reading.isPast && !reading.isNow) {
      return;
    }
    const current = modifiers.filter(({ past }) => !past);
    const sided = current.some(({ side }) => side !== undefined);
    const placed = placeOf(chunk) !== undefined;
    const entry = { modifiers: current, chunk: k, placed };
    if (this.claims.denyLastSign(entry)) {
      return;
    }
    const base = this.claims.lastTopic;
    // "…, more marked on the right" compares; it says of no side that it is free.
    const compares = chunk.items.some(
      item =>
        item.kind === 'most' || item.kind === 'compare' || (item.kind === 'side' && item.compared)
    );
    const stressed =
      chunk.bracketed &&
      (this.chunks[k - 1]?.items ?? []).some(({ kind }) => kind === 'most' || kind === 'compare');
    if ((compares || stressed) && base && !placeOf(chunk) && !current.some(isGraded)) {
      return;
    }
    if (opensSide(this.chunks, k, current)) {
      this.openSide = current;
      return;
    }
    const starts = ['link', 'statement', 'semicolon'].includes(chunk.separator);
    const leads = starts && regionFollows(this.chunks, k);
    if (base && !leads && !belongsToNext(this.chunks, k, sided, base)) {
      this.claims.modifyLast(entry, reading);
    } else if (!base && this.topic && !belongsToNext(this.chunks, k, sided, this.topic)) {
      this.claims.remember(
        topicClaims(this.topic, current, { chunk: k, start: reading.start, end: reading.end }),
        this.topic
      );
    } else if (
      !base &&
      sided &&
      continuesForaminal(this.before) &&
      !(reading.hasUnknown || reading.hasOther) &&
      !sidedRegionFollows(this.chunks, k)
    ) {
      this.claims.remember(
        topicClaims(FORAMEN_TOPIC, current, { chunk: k, start: reading.start, end: reading.end }),
        FORAMEN_TOPIC
      );
    } else {
      this.waitingModifiers.push(entry);
    }
  }

  private readLevelOnly(chunk: Chunk, k: number, reading: ChunkReading): void {
    const levels = chunk.items.some(item => item.kind === 'level');
    const onlyLevels = chunk.items.every(item => HARMLESS.has(item.kind));
    const present = chunk.items.some(item => item.kind === 'present');
    const listed = this.topic?.complete && levels && this.chunks[k + 1]?.separator !== 'statement';
    if (this.topic && onlyLevels && (listed || present)) {
      const place = { chunk: k, start: reading.start, end: reading.end };
      this.claims.remember(topicClaims(this.topic, [], place), this.topic);
    } else {
      this.claims.repeatAt(chunk, k, reading);
    }
  }

  /** "disc bulge with osteophytic ridging" is a bulge and a disc-osteophyte complex. */
  private addOsteophytes(): void {
    if (this.bulge && this.osteophyteAt) {
      this.claims.add([osteophyteClaim(this.bulge, this.osteophyteAt)]);
    }
  }
}

/**
 * Reads the claims of one sentence.
 *
 * @param topic What a heading before the sentence makes it speak of.
 * @param before What the sentence before spoke of last.
 */
export function readSentence(
  items: readonly Item[],
  topic: Topic | undefined,
  before: Topic | undefined
): SentenceReading {
  const pronoun = items.find(item => item.kind !== 'filler')?.kind === 'pronoun';
  const spokenOf = topic ?? (pronoun ? before : undefined);
  const written = chunksOf(items);
  return new SentenceReader(written, dropUnsaid(written), spokenOf, before).read();
}
