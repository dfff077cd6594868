import type { Chunk } from './chunks';
import { pairModifiers, topicClaims, type Claim, type SidedGrade, type Topic } from './claims';
import type { ChunkReading, Modifier } from './heads';
import { HARMLESS, JOINING } from './lookahead';
import { placeOf } from './place';

/** Grades and sides that stand in a chunk without any region. */
export interface LooseModifiers {
  readonly modifiers: readonly Modifier[];
  readonly chunk: number;
  /** Whether the chunk names a level of its own. */
  readonly placed: boolean;
}

/** The claims of the last head, and the regions it spoke of. */
interface LastClaims {
  readonly claims: Claim[];
  readonly topic: Topic;
  /** No side was named so far: a later one restricts them. */
  sideless: boolean;
}

/** The claims of a sentence as they are found; loose grades and sides refine the last ones. */
export class ClaimList {
  readonly all: Claim[] = [];
  private last: LastClaims | undefined;
  private lastSign: Claim | undefined;

  constructor(private readonly chunks: readonly Chunk[]) {}

  get lastTopic(): Topic | undefined {
    return this.last?.topic;
  }

  /** Adds claims that nothing behind them can refine. */
  add(claims: readonly Claim[]): void {
    this.all.push(...claims);
  }

  /** Adds the claim of a sign; a bracket behind it may deny it. */
  addSign(claims: readonly Claim[]): void {
    this.add(claims);
    this.lastSign = claims[0];
  }

  /** "disc bulge (none)". */
  denyLastSign({ modifiers, chunk }: LooseModifiers): boolean {
    const sign = this.lastSign;
    const denies = modifiers.every(({ severity }) => severity === 0);
    if (!sign || !denies || sign.chunk !== chunk - 1) {
      return false;
    }
    this.all[this.all.indexOf(sign)] = { ...sign, severity: 0, end: modifiers.at(-1)!.end };
    this.lastSign = undefined;
    return true;
  }

  /** Adds the claims of a head; what follows may refine them. */
  remember(claims: Claim[], topic: Topic): void {
    this.all.push(...claims);
    if (claims.length > 0) {
      this.last = {
        claims: [...claims],
        topic,
        sideless: claims.every(claim => claim.side === null),
      };
    }
  }

  /** "…, moderate on the right": refines the last claims, or makes new ones at a level of its own. */
  modifyLast(entry: LooseModifiers, reading: ChunkReading): void {
    const base = this.last;
    if (!base) {
      return;
    }
    const start = Math.min(reading.start, ...base.claims.map(claim => claim.start));
    const place = { chunk: entry.chunk, start, end: reading.end };
    const made = topicClaims(base.topic, entry.modifiers, place);
    if (entry.placed) {
      const severity = base.claims.at(-1)?.severity ?? null;
      this.dropUngraded(base.claims);
      this.remember(
        made.map(claim => ({ ...claim, severity: claim.severity ?? severity })),
        base.topic
      );
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
  private restrictToSides(base: LastClaims, made: Claim[], pairs: readonly SidedGrade[]): void {
    const { chunk, severity } = base.claims.at(-1) ?? {
      chunk: made[0]?.chunk ?? 0,
      severity: null,
    };
    const sided = base.claims.filter(
      claim => claim.side === null && ['foramen', 'facet', 'recess'].includes(claim.target)
    );
    const targets = new Set(sided.map(claim => claim.target));
    const claims = made
      .filter(claim => targets.has(claim.target))
      .map((claim, i) => ({
        ...claim,
        chunk,
        severity: claim.severity ?? pairs[i]?.severity ?? severity,
      }));
    // "mild narrowing, the right not affected": the other side keeps the grade.
    const [freed] = pairs;
    if (pairs.length === 1 && freed!.severity === 0 && severity !== 0 && claims.length > 0) {
      const side = freed!.side === 'left' ? ('right' as const) : ('left' as const);
      claims.push(...sided.map(claim => ({ ...claim, side })));
    }
    if (claims.length > 0) {
      this.replace(base, claims, sided);
    }
    base.sideless = false;
  }

  private replace(base: LastClaims, added: readonly Claim[], removed: readonly Claim[]): void {
    for (const claim of [...removed]) {
      this.all.splice(this.all.indexOf(claim), 1);
      base.claims.splice(base.claims.indexOf(claim), 1);
    }
    this.all.push(...added);
    base.claims.push(...added);
  }

  /** "multilevel stenosis, severe at L4-5": the general word has no level and no grade of its own. */
  private dropUngraded(claims: Claim[]): void {
    const general = claims.filter(
      claim => claim.severity === null && placeOf(this.chunks[claim.chunk]!) === undefined
    );
    general.forEach(claim => this.all.splice(this.all.indexOf(claim), 1));
    claims.splice(0, claims.length, ...claims.filter(claim => !general.includes(claim)));
  }

  /** "bulge at L3-4 and, less so, at L4-5": the last claims hold at a further level. */
  repeatAt(chunk: Chunk, k: number, reading: ChunkReading): void {
    const next = this.chunks[k + 1];
    const ends = !next || next.separator === 'semicolon' || next.bracketed;
    const further = chunk.items.every(item => HARMLESS.has(item.kind) || item.kind === 'compare');
    const earlier = this.all.at(-1);
    const placed = earlier && placeOf(this.chunks[earlier.chunk]!) !== undefined;
    if (ends && further && JOINING.has(chunk.separator) && placed && placeOf(chunk)) {
      const repeated = this.all.filter(claim => claim.chunk === earlier.chunk);
      // "at L4-5 (severe) and L3-4 (moderate)": the bracket behind the level grades it.
      const regraded = next?.bracketed === true && next.items.some(({ kind }) => kind === 'grade');
      const moved = repeated.map(claim => ({
        ...claim,
        severity: regraded && claim.severity !== 0 ? null : claim.severity,
        chunk: k,
        end: Math.max(claim.end, reading.end),
      }));
      if (this.last) {
        this.remember(moved, this.last.topic);
      } else {
        this.add(moved);
      }
    }
  }
}
