import { chunksOf, type Chunk } from './chunks';
import {
  bareClaims,
  pairModifiers,
  regionClaims,
  topicClaims,
  type Claim,
  type SidedGrade,
  type Topic,
} from './claims';
import {
  headFits,
  readChunk,
  type ChunkReading,
  type Head,
  type Modifier,
  type RegionMention,
} from './heads';
import type { Item } from './items';
import { placeOf } from './place';

/** The claims of a sentence, not yet placed, and what the next sentence may continue. */
export interface SentenceReading {
  readonly chunks: readonly Chunk[];
  readonly claims: readonly Claim[];
  /** The regions spoken of last: "Moderate right." and "It is …" go on with them. */
  readonly lastTopic: Topic | undefined;
}

const FORAMEN_TOPIC: Topic = { regions: [{ region: 'foramen', side: null }], complete: true };
const JOINING = new Set<Chunk['separator']>(['and', 'or', 'comma', 'split']);

interface Waiting {
  readonly modifiers: Modifier[];
  readonly chunk: number;
  readonly placed: boolean;
}

/** Takes hypothetical, compared and earlier text out of the sentence. */
function dropUnsaid(chunks: readonly Chunk[]): Chunk[] {
  const clauses: Chunk[][] = [];
  for (const chunk of chunks) {
    if (clauses.length === 0 || chunk.separator === 'semicolon' || chunk.separator === 'but') {
      clauses.push([]);
    }
    clauses.at(-1)!.push(chunk);
  }
  return clauses.flatMap(dropInClause);
}

const mentions = (chunk: Chunk, kind: Item['kind']): boolean =>
  chunk.items.some(item => item.kind === kind);

function dropInClause(clause: Chunk[]): Chunk[] {
  if (clause.some(chunk => mentions(chunk, 'denial'))) {
    return [];
  }
  let kept = clause;
  const still = clause.some(chunk =>
    ['absent', 'resolved', 'unchanged'].some(kind => mentions(chunk, kind as Item['kind']))
  );
  if (!still && clause.some(chunk => mentions(chunk, 'earlier'))) {
    const now = clause.findIndex(chunk => mentions(chunk, 'now'));
    kept = now < 0 ? [] : clause.slice(now);
  }
  const doubt = kept.findIndex(chunk => mentions(chunk, 'doubt'));
  if (doubt >= 0) {
    kept = [...kept.slice(0, doubt), ...cutAt(kept[doubt]!, 'doubt')];
  }
  return kept.flatMap(chunk => {
    if (mentions(chunk, 'vague')) {
      return cutAt(chunk, 'vague');
    }
    const surgery = chunk.items.findIndex(item => item.kind === 'surgery');
    const purpose = chunk.items.findIndex((item, i) => item.kind === 'for' && i > surgery);
    if (surgery >= 0 && purpose >= 0) {
      return [{ ...chunk, items: chunk.items.slice(0, purpose) }];
    }
    return mentions(chunk, 'versus') ? cutAt(chunk, 'versus') : [chunk];
  });
}

function cutAt(chunk: Chunk, kind: Item['kind']): Chunk[] {
  const at = chunk.items.findIndex(item => item.kind === kind);
  return at > 0 ? [{ ...chunk, items: chunk.items.slice(0, at) }] : [];
}

/** Whether a negation in the chunk before reaches this one. */
function negationReaches(chunks: readonly Chunk[], k: number, before: ChunkReading): boolean {
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

/** Reads a sentence chunk by chunk; see the steps named below. */
class SentenceReader {
  private readonly claims: Claim[] = [];
  /** Claims of the last head: what "moderate on the right" after it modifies. */
  private last: { claims: Claim[]; topic: Topic; sideless: boolean } | undefined;
  private inheritable: Head | undefined;
  private waitingRegions: RegionMention[] = [];
  private waitingModifiers: Waiting[] = [];
  private bulge: Claim | undefined;
  /** "left - moderate narrowing": a side that the next chunk grades. */
  private openSide: Modifier[] = [];
  private osteophyteAt: { start: number; end: number } | undefined;

  constructor(
    private readonly chunks: readonly Chunk[],
    private readonly topic: Topic | undefined,
    private readonly before: Topic | undefined
  ) {}

  private get continuesForaminal(): boolean {
    return this.before !== undefined && isForaminal(this.before);
  }

  read(): SentenceReading {
    let before: ChunkReading | undefined;
    let negated = false;
    this.chunks.forEach((chunk, k) => {
      const reaches = negated && before !== undefined && negationReaches(this.chunks, k, before);
      const reading = readChunk(chunk.items, reaches);
      this.step(chunk, k, reading);
      negated = reaches || reading.hasNegation;
      before = reading;
    });
    this.flushGraded(this.chunks.length - 1);
    this.addOsteophytes();
    return {
      chunks: this.chunks,
      claims: this.claims,
      lastTopic: this.last?.topic ?? (this.claims.length === 0 ? this.before : undefined),
    };
  }

  private withOpenSide(reading: ChunkReading): ChunkReading {
    const side = this.openSide;
    this.openSide = [];
    const { heads, modifiers } = reading;
    return {
      ...reading,
      heads: heads.map((head, i) =>
        i === 0 ? { ...head, modifiers: [...side, ...head.modifiers] } : head
      ),
      modifiers: heads.length === 0 && side.length > 0 ? [...side, ...modifiers] : modifiers,
    };
  }

  private opensSide(k: number, modifiers: readonly Modifier[]): boolean {
    const next = this.chunks[k + 1];
    return (
      modifiers.every(({ severity }) => severity === undefined) &&
      next?.separator === 'comma' &&
      next.items.some(({ kind }) =>
        ['grade', 'negation', 'absent', 'open', 'normal'].includes(kind)
      ) &&
      !next.items.some(({ kind }) => ['side', 'region', 'sign', 'other'].includes(kind))
    );
  }

  private step(chunk: Chunk, k: number, read: ChunkReading): void {
    const reading = this.withOpenSide(read);
    if (!JOINING.has(chunk.separator)) {
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
      const joins = i === 0 && JOINING.has(chunk.separator);
      this.addHead(joins ? this.joinRegions(head, k) : head, chunk, k, reading);
    });
    this.flushGraded(k - 1);
    this.waitingRegions = [...regions];
  }

  /** "canal and foraminal stenosis": regions of earlier chunks share the head. */
  private joinRegions(head: Head, k: number): Head {
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
        this.remember(
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

  private readRegions(chunk: Chunk, k: number, regions: RegionMention[]): void {
    const head = this.inheritable;
    const fitting = head ? regions.filter(mention => headFits(head, mention.region)) : [];
    if (head && JOINING.has(chunk.separator) && fitting.length === regions.length) {
      const graded = fitting.map(mention =>
        mention.modifiers.some(({ severity }) => severity !== undefined)
          ? mention
          : { ...mention, modifiers: [...gradesOf(head), ...mention.modifiers] }
      );
      this.remember(regionClaims({ ...head, regions: graded, modifiers: [] }, k), topicOf(graded));
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
    const takes = head.path === 'narrow';
    const regions = takes
      ? [this.takeWaitingModifiers(first, head, k), ...head.regions.slice(1)]
      : head.regions;
    this.remember(regionClaims({ ...head, regions }, k), topicOf(regions));
  }

  /** "moderate right and mild left foraminal stenosis": the first pair stands before "and". */
  private takeWaitingModifiers(first: RegionMention, head: Head, k: number): RegionMention {
    const waiting = this.waitingModifiers;
    this.waitingModifiers = [];
    // Behind a negation, "mild left, no right foraminal stenosis", the first pair is not negated.
    const apart = (entry: Waiting): boolean => entry.placed || head.negated;
    for (const entry of waiting) {
      const { modifiers, chunk } = entry;
      if (apart(entry)) {
        const moved = {
          ...head,
          regions: head.regions.map(mention => ({ ...mention, modifiers })),
          modifiers: [],
          negated: false,
        };
        this.claims.push(...regionClaims(moved, chunk));
      }
    }
    const beside = waiting
      .filter(entry => !apart(entry) && entry.chunk < k)
      .flatMap(({ modifiers }) => modifiers);
    return { ...first, modifiers: [...beside, ...first.modifiers] };
  }

  private addBare(head: Head, chunk: Chunk, k: number, reading: ChunkReading): void {
    const sided = head.modifiers.some(({ side }) => side !== undefined);
    const continued =
      sided && !this.topic && (this.last ? isForaminal(this.last.topic) : this.continuesForaminal)
        ? FORAMEN_TOPIC
        : undefined;
    const goesOn = head.kind === 'path' && !sided ? this.last?.topic : undefined;
    const topic = this.topic ?? (head.kind === 'sign' ? undefined : (continued ?? goesOn));
    const found = bareClaims(head, k, topic);
    if (head.kind === 'sign') {
      this.claims.push(...found);
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
      this.remember(found, remembered);
      return;
    }
    if (this.saysLevelNormal(head, chunk, k, reading)) {
      const place = placeOf(chunk);
      const exam = place
        ? undefined
        : reading.hasExam
          ? reading.isOtherwise
            ? 'rest'
            : 'all'
          : undefined;
      this.claims.push({
        target: 'level',
        side: null,
        severity: 0,
        chunk: k,
        exam,
        start: head.start,
        end: head.end,
      });
    }
  }

  /** "L1-2: Unremarkable.", "no abnormality at L1-2", "otherwise normal": nothing else is its subject. */
  private saysLevelNormal(head: Head, chunk: Chunk, k: number, reading: ChunkReading): boolean {
    const normal = head.kind === 'normal' && !head.negated;
    const nothing = head.negated && (head.path === 'abnormality' || head.path === 'degenerate');
    if (
      !(normal || nothing) ||
      reading.hasUnknown ||
      reading.hasOther ||
      reading.regions.length > 0
    ) {
      return false;
    }
    if (this.topic) {
      return false;
    }
    const alone = this.chunks
      .slice(0, k)
      .every(earlier => earlier.items.every(item => HARMLESS.has(item.kind)));
    return placeOf(chunk) !== undefined || reading.isOtherwise || chunk.bracketed || alone;
  }

  private readModifiers(chunk: Chunk, k: number, reading: ChunkReading): void {
    const { modifiers } = reading;
    if (reading.isPast && !reading.isNow) {
      return;
    }
    const current = modifiers.filter(({ past }) => !past);
    const sided = current.some(({ side }) => side !== undefined);
    const placed = placeOf(chunk) !== undefined;
    const entry = { modifiers: current, chunk: k, placed };
    const base = this.last;
    // "…, more marked on the right" compares; it says of no side that it is free.
    const compares = chunk.items.some(({ kind }) => kind === 'most' || kind === 'compare');
    if (compares && this.last && !placeOf(chunk) && !current.some(isGraded)) {
      return;
    }
    if (this.opensSide(k, current)) {
      this.openSide = current;
      return;
    }
    const starts = chunk.separator === 'link' || chunk.separator === 'statement';
    const leads = starts && this.regionFollows(k);
    if (base && !leads && !this.belongsToNext(k, sided, base.topic)) {
      this.modifyLast(base, entry, reading);
    } else if (!base && this.topic && !this.belongsToNext(k, sided, this.topic)) {
      this.remember(
        topicClaims(this.topic, current, { chunk: k, start: reading.start, end: reading.end }),
        this.topic
      );
    } else if (!base && sided && this.continuesForaminal && !this.foramenFollows(k)) {
      this.remember(
        topicClaims(FORAMEN_TOPIC, current, { chunk: k, start: reading.start, end: reading.end }),
        FORAMEN_TOPIC
      );
    } else {
      this.waitingModifiers.push(entry);
    }
  }

  /** Whether words like "moderate right" lead on to "and mild left foraminal stenosis". */
  private belongsToNext(k: number, sided: boolean, topic: Topic): boolean {
    if (!this.foramenFollows(k)) {
      return false;
    }
    return sided && !isForaminal(topic);
  }

  /** "with mild and moderate canal stenosis": the grades of a list belong to what it ends in. */
  private regionFollows(k: number): boolean {
    for (const chunk of this.chunks.slice(k + 1)) {
      if (!JOINING.has(chunk.separator)) {
        return false;
      }
      if (chunk.items.some(item => item.kind === 'region' || item.kind === 'path')) {
        return true;
      }
    }
    return false;
  }

  private foramenFollows(k: number): boolean {
    for (const [i, chunk] of this.chunks.slice(k + 1).entries()) {
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
          item.region === 'foramen' &&
          chunk.items.slice(0, at).some(({ kind }) => kind === 'side')
        );
      }
    }
    return false;
  }

  /** "…, moderate on the right": refines the last claims, or makes new ones at a level of its own. */
  private modifyLast(
    base: { claims: Claim[]; topic: Topic; sideless: boolean },
    entry: Waiting,
    reading: ChunkReading
  ): void {
    const place = { chunk: entry.chunk, start: reading.start, end: reading.end };
    const made = topicClaims(base.topic, entry.modifiers, place);
    if (entry.placed) {
      this.dropUngraded(base.claims);
      this.claims.push(...made);
      base.claims.push(...made);
      return;
    }
    const pairs = pairModifiers(entry.modifiers);
    if (base.sideless && pairs.some(({ side }) => side === 'left' || side === 'right')) {
      this.restrictToSides(base, made, pairs);
      return;
    }
    const chunk = base.claims.at(-1)?.chunk ?? entry.chunk;
    const ungraded = base.claims.filter(claim => claim.severity === null);
    if (pairs.every(({ side }) => side === null || side === 'both') && ungraded.length > 0) {
      this.replace(
        base,
        ungraded.map(claim => ({ ...claim, severity: pairs.at(-1)!.severity, end: reading.end })),
        ungraded
      );
      return;
    }
    const added = made.map(claim => ({ ...claim, chunk }));
    const overridden = reading.isNow ? base.claims : [];
    this.replace(base, added, overridden);
  }

  /** "foraminal stenosis, moderate on the right" is about the right side only. */
  private restrictToSides(
    base: { claims: Claim[]; topic: Topic; sideless: boolean },
    made: Claim[],
    pairs: readonly SidedGrade[]
  ): void {
    const { chunk, severity } = base.claims.at(-1) ?? {
      chunk: made[0]?.chunk ?? 0,
      severity: null,
    };
    const sided = base.claims.filter(
      claim => claim.side === null && (claim.target === 'foramen' || claim.target === 'facet')
    );
    const targets = new Set(sided.map(claim => claim.target));
    const claims = made
      .filter(claim => targets.has(claim.target))
      .map((claim, i) => ({
        ...claim,
        chunk,
        severity: claim.severity ?? pairs[i]?.severity ?? severity,
      }));
    if (claims.length > 0) {
      this.replace(base, claims, sided);
    }
    base.sideless = false;
  }

  private replace(
    base: { claims: Claim[] },
    added: readonly Claim[],
    removed: readonly Claim[]
  ): void {
    for (const claim of removed) {
      this.claims.splice(this.claims.indexOf(claim), 1);
      base.claims.splice(base.claims.indexOf(claim), 1);
    }
    this.claims.push(...added);
    base.claims.push(...added);
  }

  /** "multilevel stenosis, severe at L4-5": the general word has no level and no grade of its own. */
  private dropUngraded(claims: Claim[]): void {
    const general = claims.filter(
      claim => claim.severity === null && placeOf(this.chunks[claim.chunk]!) === undefined
    );
    general.forEach(claim => this.claims.splice(this.claims.indexOf(claim), 1));
    claims.splice(0, claims.length, ...claims.filter(claim => !general.includes(claim)));
  }

  private readLevelOnly(chunk: Chunk, k: number, reading: ChunkReading): void {
    const levels = chunk.items.some(item => item.kind === 'level');
    this.repeatAt(chunk, k, reading);
    const onlyLevels = chunk.items.every(item => HARMLESS.has(item.kind));
    const present = chunk.items.some(item => item.kind === 'present');
    const listed = this.topic?.complete && levels && this.chunks[k + 1]?.separator !== 'statement';
    if (this.topic && onlyLevels && (listed || present)) {
      const place = { chunk: k, start: reading.start, end: reading.end };
      this.remember(topicClaims(this.topic, [], place), this.topic);
    }
  }

  /** "bulge at L3-4 and, less so, at L4-5": the last claims hold at a further level. */
  private repeatAt(chunk: Chunk, k: number, reading: ChunkReading): void {
    const next = this.chunks[k + 1]?.separator;
    const ends = next === undefined || next === 'semicolon';
    const further = chunk.items.every(item => HARMLESS.has(item.kind) || item.kind === 'compare');
    const earlier = this.claims.at(-1);
    const placed = earlier && placeOf(this.chunks[earlier.chunk]!) !== undefined;
    if (ends && further && JOINING.has(chunk.separator) && placed && placeOf(chunk)) {
      const repeated = this.claims.filter(claim => claim.chunk === earlier.chunk);
      this.claims.push(
        ...repeated.map(claim => ({ ...claim, chunk: k, end: Math.max(claim.end, reading.end) }))
      );
    }
  }

  private remember(claims: Claim[], topic: Topic): void {
    this.claims.push(...claims);
    if (claims.length > 0) {
      this.last = {
        claims: [...claims],
        topic,
        sideless: claims.every(claim => claim.side === null),
      };
    }
  }

  /** "disc bulge with osteophytic ridging" is a bulge and a disc-osteophyte complex. */
  private addOsteophytes(): void {
    if (this.bulge && this.osteophyteAt) {
      const { start, end } = this.osteophyteAt;
      this.claims.push({
        ...this.bulge,
        target: 'DOC',
        start: Math.min(this.bulge.start, start),
        end: Math.max(this.bulge.end, end),
      });
    }
  }
}

const HARMLESS = new Set<Item['kind']>([
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

const isGraded = ({ severity }: Modifier): boolean => severity !== undefined;

const gradesOf = (head: Head): Modifier[] => [
  ...head.modifiers.filter(({ severity }) => severity !== undefined),
];

function isForaminal(topic: Topic): boolean {
  return topic.regions.some(({ region }) => region === 'foramen');
}

function topicOf(regions: readonly RegionMention[]): Topic {
  return {
    regions: regions.map(({ region, modifiers }) => {
      const sides = modifiers.flatMap(({ side }) => (side === undefined ? [] : [side]));
      return { region, side: sides.length === 1 && sides[0] !== 'both' ? sides[0]! : null };
    }),
    complete: true,
  };
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
  return new SentenceReader(dropUnsaid(chunksOf(items)), spokenOf, before).read();
}
