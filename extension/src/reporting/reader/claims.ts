import type { Head, Modifier, RegionMention, Severity, Side, Words } from './heads';
import type { Region } from './lexicon';

/** What a claim is about. A foramen or facet claim names its side apart. */
export type Target =
  'canal' | 'foramen' | 'recess' | 'facet' | 'flavum' | 'DB' | 'DOC' | 'EL' | 'level';

/** One statement of a sentence, before its levels are known. */
export interface Claim {
  readonly target: Target;
  /** Null where no side is named: both are meant. */
  readonly side: Side | null;
  /** Null: there, but without a grade. */
  readonly severity: Severity | null;
  /** The chunk it stands in, by which it finds its level. */
  readonly chunk: number;
  /** "mild and moderate at L3-4 and L4-5 respectively": which of the levels in order. */
  readonly ordinal?: number;
  /** An indirect sign (compression of the sac): counts only where nothing direct is said. */
  readonly weak?: boolean;
  /** A level called normal as a whole: yields to any statement of its own. */
  readonly exam?: 'all' | 'rest';
  /** Part of "no stenosis", which denies it in the canal and the foramina alike. */
  readonly general?: boolean;
  readonly start: number;
  readonly end: number;
}

/** What "Canal:" or a table's column head makes the words after it speak of. */
export interface Topic {
  readonly regions: readonly { readonly region: Region; readonly side: Side | null }[];
  /** The heading already names the condition ("Facet arthropathy:"), not the region alone. */
  readonly complete: boolean;
  readonly sign?: 'DB' | 'DOC' | 'EL' | 'osteophyte';
}

/** What "Moderate right." goes on with behind a sentence about the foramina. */
export const FORAMEN_TOPIC: Topic = {
  regions: [{ region: 'foramen', side: null }],
  complete: true,
};

const REGION_TARGETS: Readonly<Partial<Record<Region, Target>>> = {
  canal: 'canal',
  foramen: 'foramen',
  recess: 'recess',
  facet: 'facet',
  flavum: 'flavum',
  fat: 'EL',
  disc: 'DB',
};

const SIDED: ReadonlySet<Target> = new Set<Target>(['foramen', 'facet', 'recess']);

export interface SidedGrade {
  readonly side: Side | null;
  readonly severity: Severity | null;
}

/**
 * Pairs grades and sides as they are read: "moderate right and left" gives both moderate, "moderate
 * right, mild left" one each, "right moderate and left mild" too. Grades of an earlier time count
 * only where no other stands.
 */
export function pairModifiers(modifiers: readonly Modifier[]): SidedGrade[] {
  const current = modifiers.filter(modifier => !modifier.past);
  const used = current.some(modifier => modifier.severity !== undefined) ? current : modifiers;
  const pairs: SidedGrade[] = [];
  const gradeFirst = used[0]?.side === undefined;
  let severity: Severity | null = null;
  let sides: Side[] = [];
  let pending = false;
  for (const modifier of used) {
    if (modifier.severity !== undefined) {
      if (gradeFirst && pending) {
        pairs.push({ side: null, severity });
      }
      severity = modifier.severity;
      pending = gradeFirst;
      if (!gradeFirst) {
        pairs.push(...sides.map(side => ({ side, severity: modifier.severity! })));
        sides = [];
      }
    } else if (modifier.side !== undefined) {
      if (gradeFirst) {
        pairs.push({ side: modifier.side, severity });
        pending = false;
      } else {
        sides.push(modifier.side);
      }
    }
  }
  pairs.push(...sides.map(side => ({ side, severity })));
  if (pending) {
    pairs.push({ side: null, severity });
  }
  return pairs;
}

const hasGrade = (modifiers: readonly Modifier[]): boolean =>
  modifiers.some(modifier => modifier.severity !== undefined && !modifier.past);

/** The claims of pairs about one target. */
function claimsOf(
  target: Target,
  pairs: readonly SidedGrade[],
  rest: Omit<Claim, 'target' | 'side' | 'severity'>
): Claim[] {
  const sided = SIDED.has(target);
  const list = pairs.length > 0 ? pairs : [{ side: null, severity: null }];
  return list.map((pair, i) => ({
    ...rest,
    target,
    side: sided ? pair.side : null,
    severity: pair.severity,
    ...(list.length > 1 && list.every(({ side }) => side === null) ? { ordinal: i } : {}),
  }));
}

/** Turns grades into 0 where the head is negated; a graded negation ("no severe") says nothing. */
function negate(claims: readonly Claim[]): Claim[] {
  return claims
    .filter(claim => claim.severity === null || claim.severity <= 1)
    .map(claim => ({ ...claim, severity: 0 as const }));
}

/**
 * The claims of a head with regions. A region without a grade of its own takes that of the region
 * before it ("mild canal and foraminal stenosis"), the first ones that of the head ("the canal and
 * foramina are mildly narrowed").
 */
export function regionClaims(head: Head, chunk: number): Claim[] {
  const { regions } = head;
  const claims: Claim[] = [];
  let inherited: Modifier[] = head.modifiers.filter(({ severity }) => severity !== undefined);
  const later = regions.find(mention => hasGrade(mention.modifiers));
  if (inherited.length === 0 && later) {
    inherited = later.modifiers.filter(({ severity }) => severity !== undefined);
  }
  for (const [i, mention] of regions.entries()) {
    const target = REGION_TARGETS[mention.region];
    const own = hasGrade(mention.modifiers);
    const lastOne = i === regions.length - 1;
    const modifiers = modifiersFor(head, mention, lastOne, own ? [] : inherited);
    if (own) {
      inherited = mention.modifiers.filter(({ severity }) => severity !== undefined).slice(-1);
    }
    if (!target || (mention.region === 'disc' && !saysNormal(head))) {
      continue;
    }
    const place = {
      chunk,
      start: Math.min(head.start, mention.start),
      end: Math.max(head.end, mention.end),
    };
    claims.push(...claimsOf(target, pairModifiers(modifiers), place));
  }
  return finish(head, claims);
}

function modifiersFor(
  head: Head,
  mention: RegionMention,
  lastOne: boolean,
  inherited: readonly Modifier[]
): Modifier[] {
  if (inherited.length > 0) {
    const sides = [...mention.modifiers, ...(lastOne ? head.modifiers : [])].filter(
      ({ side }) => side !== undefined
    );
    // "stenosis, moderate on the right and mild on the left" keeps its order of grades and sides.
    const ordered = lastOne && hasGrade(head.modifiers);
    return ordered ? [...mention.modifiers, ...head.modifiers] : [...inherited, ...sides];
  }
  return [
    ...mention.modifiers,
    ...(lastOne || hasGrade(mention.modifiers) === false ? head.modifiers : []),
  ];
}

function saysNormal(head: Head): boolean {
  return head.kind === 'normal' || (head.path === 'abnormality' && head.negated);
}

function finish(head: Head, claims: Claim[]): Claim[] {
  if (head.kind === 'normal' || head.kind === 'open') {
    return head.negated ? [] : claims.map(claim => ({ ...claim, severity: 0 as const }));
  }
  if (head.cancelled) {
    return claims.map(claim => ({ ...claim, severity: 0 as const }));
  }
  const said = head.negated ? negate(claims) : claims;
  switch (head.path) {
    case 'abnormality':
      // "facet disease" is arthropathy; any other disease is not said to be one of the nine.
      return head.negated ? said : said.filter(claim => claim.target === 'facet');
    case 'compress':
      return said.map(claim => ({ ...claim, weak: true }));
    default:
      return said;
  }
}

/** The claims of a head without regions, read under a topic or by convention. */
export function bareClaims(head: Head, chunk: number, topic: Topic | undefined): Claim[] {
  const place = { chunk, start: head.start, end: head.end };
  if (head.kind === 'sign') {
    if (head.sign === 'osteophyte') {
      return [];
    }
    const severity = head.negated || head.cancelled || allAbsent(head.modifiers) ? 0 : null;
    return [{ ...place, target: head.sign!, side: null, severity }];
  }
  if (topic && !topic.sign) {
    const regions = topic.regions.filter(
      ({ region }) =>
        head.kind !== 'path' || head.path === 'abnormality' || topicTakes(head, region)
    );
    const mentions = regions.map(({ region, side }) => ({
      region,
      modifiers: side ? [{ side, start: head.start, end: head.start }] : [],
      gradeFollows: false,
      start: head.start,
      end: head.end,
    }));
    if (mentions.length > 0) {
      return regionClaims({ ...head, regions: mentions }, chunk);
    }
  }
  if (head.kind !== 'path' || head.path !== 'narrow') {
    return [];
  }
  const pairs = pairModifiers(head.modifiers);
  if (head.bound) {
    return [];
  }
  if (pairs.some(({ side }) => side !== null)) {
    return finish(head, claimsOf('foramen', pairs, place));
  }
  // "no stenosis" denies it everywhere; "mild stenosis" without a place is the canal's.
  const negative = head.negated || head.cancelled || pairs.every(({ severity }) => severity === 0);
  const targets: Target[] =
    negative && (pairs.length > 0 || head.negated || head.cancelled)
      ? ['canal', 'foramen']
      : ['canal'];
  const general = targets.length > 1;
  const claims = targets.flatMap(target => claimsOf(target, pairs, { ...place, general }));
  return finish(head, claims);
}

function topicTakes(head: Head, region: Region): boolean {
  switch (region) {
    case 'canal':
      return head.path === 'narrow' || head.path === 'compress';
    case 'foramen':
    case 'recess':
      return head.path === 'narrow';
    case 'facet':
      return head.path === 'degenerate' || head.path === 'hypertrophy' || head.path === 'thicken';
    case 'flavum':
      return head.path === 'thicken' || head.path === 'hypertrophy';
    case 'fat':
      return head.path === 'excess' || head.path === 'hypertrophy';
    default:
      return false;
  }
}

function allAbsent(modifiers: readonly Modifier[]): boolean {
  const severities = modifiers.flatMap(({ severity }) =>
    severity === undefined ? [] : [severity]
  );
  return severities.length > 0 && severities.every(severity => severity === 0);
}

/** Words like "severe right" under a topic, or after a head: claims about the topic's regions. */
export function topicClaims(
  topic: Topic,
  modifiers: readonly Modifier[],
  place: { chunk: number; start: number; end: number }
): Claim[] {
  if (topic.sign) {
    return topic.sign === 'osteophyte'
      ? []
      : [{ ...place, target: topic.sign, side: null, severity: allAbsent(modifiers) ? 0 : null }];
  }
  return topic.regions.flatMap(({ region, side }) => {
    const target = REGION_TARGETS[region];
    if (!target || region === 'disc') {
      return [];
    }
    // A side of its own replaces the topic's: "right stenosis severe, left mild".
    const sided = modifiers.some(modifier => modifier.side !== undefined);
    const pairs = pairModifiers(side && !sided ? [{ side, ...place }, ...modifiers] : modifiers);
    return claimsOf(target, pairs, place);
  });
}

/** The topic that regions leave behind: what "moderate on the left" after them speaks of. */
export function topicOf(regions: readonly RegionMention[]): Topic {
  return {
    regions: regions.map(({ region, modifiers }) => {
      const sides = modifiers.flatMap(({ side }) => (side === undefined ? [] : [side]));
      return { region, side: sides.length === 1 && sides[0] !== 'both' ? sides[0]! : null };
    }),
    complete: true,
  };
}

/** The disc-osteophyte complex that a bulge and osteophytes of one sentence make. */
export function osteophyteClaim(bulge: Claim, { start, end }: Words): Claim {
  return {
    ...bulge,
    target: 'DOC',
    start: Math.min(bulge.start, start),
    end: Math.max(bulge.end, end),
  };
}
