import { levelsIn, type Chunk } from './chunks';
import type { Claim } from './claims';
import type { Item } from './item';
import type { LevelNumber } from './levels';

/**
 * Where a claim holds: at named levels, at all levels or at the rest of them. Named levels without
 * any number are discs outside the lumbar spine, or "multilevel".
 */
export interface Place {
  readonly levels: readonly LevelNumber[];
  readonly scope: 'named' | 'all' | 'rest';
  /** Only "multilevel" or "several levels" was said. */
  readonly several?: boolean;
  /** Levels expressly left out ("at all levels except L4-5"). */
  readonly except?: readonly LevelNumber[];
  /** The words that name it, UTF-16 offsets into the report. */
  readonly start: number;
  readonly end: number;
}

export interface PlacedClaim<C = Claim> {
  readonly claim: C;
  /** Undefined where neither the sentence nor its surroundings name a level. */
  readonly place: Place | undefined;
}

const CONTENT = new Set<Item['kind']>([
  'region',
  'path',
  'sign',
  'normal',
  'open',
  'other',
  'grade',
  'side',
  'negation',
  'absent',
  'word',
]);

/** The place a chunk names; levels after "except" are left out of it. */
export function placeOf(chunk: Chunk): Place | undefined {
  const levels = levelsIn(chunk);
  if (levels.length === 0) {
    return undefined;
  }
  const exceptAt = chunk.items.findIndex(item => item.kind === 'except');
  const after = levels.filter(item => exceptAt >= 0 && chunk.items.indexOf(item) > exceptAt);
  const named = levels.filter(item => !after.includes(item));
  const except = after.flatMap(item => item.levels);
  const words = { start: levels[0]!.start, end: levels.at(-1)!.end };
  const wide = named.find(item => item.scope === 'all' || item.scope === 'rest');
  if (wide && !named.some(item => item.scope === undefined && !item.several)) {
    return { levels: [], scope: wide.scope === 'all' ? 'all' : 'rest', except, ...words };
  }
  if (named.length > 0) {
    const numbers = [...new Set(named.flatMap(item => item.levels))];
    const several = named.every(item => item.several === true);
    return { levels: numbers, scope: 'named', several, ...words };
  }
  return except.length > 0 && chunk.items.some(item => item.kind === 'normal')
    ? { levels: [], scope: 'rest', except, ...words }
    : undefined;
}

/** Whether the chunk's level opens it ("At L4-5 …", "L4-5 disc bulge") instead of closing it. */
function opens(chunk: Chunk): boolean {
  const first = chunk.items.find(item => item.kind === 'level' || CONTENT.has(item.kind));
  return first?.kind === 'level';
}

const isLevelOnly = (chunk: Chunk): boolean => !chunk.items.some(item => CONTENT.has(item.kind));

/**
 * Gives every claim of a sentence its place. A level that opens a chunk governs what follows until
 * the next level; one that closes a chunk governs the claims before it that have no level yet. What
 * is linked to a placed claim ("… at L4-5 with …") stays with it.
 *
 * @param surrounding The levels that the text before the sentence speaks of, if any.
 * @param headed Whether a heading names the surrounding levels: then a level inside the sentence
 *   governs its own chunk only.
 */
export function placeClaims<C extends Pick<Claim, 'chunk' | 'ordinal'>>(
  chunks: readonly Chunk[],
  claims: readonly C[],
  surrounding: Place | undefined,
  headed: boolean
): PlacedClaim<C>[] {
  const placed = new Map<C, Place | undefined>();
  let current: Place | undefined;
  let linked = false;
  let pending: C[] = [];
  let sinceLink: C[] = [];
  const flush = (place: Place | undefined): void => {
    pending.forEach(claim => placed.set(claim, place));
    pending = [];
  };
  chunks.forEach((chunk, k) => {
    const own = claims.filter(claim => claim.chunk === k);
    const named = placeOf(chunk);
    const emphasis = named && stresses(chunk) && within(named, current ?? surrounding);
    const place = emphasis || (named?.several && levelsFollow(chunks, k)) ? undefined : named;
    if (!place) {
      if (chunk.separator === 'semicolon') {
        flush(current ?? surrounding);
        linked = false;
      }
      if (current && LINKS.has(chunk.separator)) {
        linked = true;
        sinceLink = [];
      }
      if (current && linked) {
        sinceLink.push(...own);
        own.forEach(claim => placed.set(claim, current));
      } else {
        pending.push(...own);
      }
      return;
    }
    const leads = isLevelOnly(chunk)
      ? pending.length === 0 || chunks[k + 1]?.separator === 'statement'
      : opens(chunk);
    // "…, compressing the sac, with an annular tear at L5-S1": the level is the tear's alone.
    const aside =
      own.length === 0 &&
      LINKS.has(chunk.separator) &&
      chunk.items.some(({ kind }) => kind === 'other');
    const keeps = leads || (headed && current === undefined) || (aside && current !== undefined);
    flush(keeps ? (current ?? surrounding) : place);
    // "… at L4-5, due to disc bulge and facet arthropathy at both levels"
    if (!leads && JOINING.has(chunk.separator) && widens(place, current)) {
      sinceLink.forEach(claim => placed.set(claim, place));
    }
    sinceLink = [];
    own.forEach(claim => placed.set(claim, place));
    const except = place.except ?? [];
    current = except.length > 0 ? { ...place, levels: except, scope: 'named' } : place;
    linked = leads;
  });
  flush(current ?? surrounding);
  const respectively = chunks.some(chunk => chunk.items.some(item => item.kind === 'respectively'));
  return claims.map(claim => ({ claim, place: share(claim, placed.get(claim), respectively) }));
}

const JOINING = new Set<Chunk['separator']>(['and', 'or', 'comma', 'split']);

/** "…, mainly at L4-5": nothing but a level and words of comparison. */
const stresses = (chunk: Chunk): boolean =>
  isLevelOnly(chunk) && chunk.items.some(({ kind }) => kind === 'most' || kind === 'compare');

/** Whether a place names no level beside those that already hold. */
const within = (place: Place, held: Place | undefined): boolean =>
  held?.scope === 'named' &&
  place.scope === 'named' &&
  place.levels.length < held.levels.length &&
  place.levels.every(level => held.levels.includes(level));

/** "multilevel bulges, mainly at L4-5", "multilevel bulges (L3-4 and L4-5)": which ones follows. */
function levelsFollow(chunks: readonly Chunk[], k: number): boolean {
  const next = chunks.slice(k + 1).find(chunk => placeOf(chunk) !== undefined);
  return (
    next !== undefined &&
    placeOf(next)!.levels.length > 0 &&
    !next.items.some(({ kind }) => SAYING.has(kind))
  );
}

const SAYING = new Set<Item['kind']>([
  'region',
  'path',
  'sign',
  'normal',
  'open',
  'other',
  'negation',
]);

/** Whether a place names the current levels and more. */
function widens(place: Place, current: Place | undefined): boolean {
  return (
    current !== undefined &&
    place.levels.length > current.levels.length &&
    current.levels.every(level => place.levels.includes(level))
  );
}

const LINKS = new Set<Chunk['separator']>(['link', 'relative', 'statement', 'but']);

/** "mild and moderate at L3-4 and L4-5 respectively": one level for each grade. */
function share(
  claim: Pick<Claim, 'ordinal'>,
  place: Place | undefined,
  respectively: boolean
): Place | undefined {
  if (!respectively || claim.ordinal === undefined || !place || place.levels.length < 2) {
    return place;
  }
  const level = place.levels[claim.ordinal];
  return level === undefined ? place : { ...place, levels: [level] };
}
