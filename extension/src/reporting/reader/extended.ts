import type { Chunk } from './chunks';
import type { Item } from './item';
import type { Noun } from './lexicon';
import type { Token } from './tokens';
import type { ExtendedFinding, ExtendedKind } from './types';

/** One mention of a finding beyond the nine, before its levels are known. */
export interface ExtendedMention extends Omit<ExtendedFinding, 'level' | 'quote'> {
  /** The chunk it stands in, by which it finds its level. */
  readonly chunk: number;
  readonly absent: boolean;
  /** Vertebrae named beside a fracture; then no disc level is looked for. */
  readonly vertebrae: readonly string[];
}

const KIND_OF: Readonly<Partial<Record<Noun, ExtendedKind>>> = {
  protrusion: 'herniation',
  extrusion: 'herniation',
  sequestration: 'herniation',
  herniation: 'herniation',
  anterolisthesis: 'spondylolisthesis',
  retrolisthesis: 'spondylolisthesis',
  laterolisthesis: 'spondylolisthesis',
  spondylolisthesis: 'spondylolisthesis',
  modic: 'modic',
  pfirrmann: 'pfirrmann',
  desiccation: 'disc-desiccation',
  'height-loss': 'disc-height-loss',
  height: 'disc-height-loss',
  signal: 'disc-desiccation',
  fissure: 'annular-fissure',
  'facet-cyst': 'facet-cyst',
  'facet-effusion': 'facet-effusion',
  fracture: 'compression-fracture',
  root: 'nerve-root-contact',
  'root-compression': 'nerve-root-contact',
  'root-contact': 'nerve-root-contact',
};
const HERNIATION = new Set<Noun>(['protrusion', 'extrusion', 'sequestration']);
const GRADE_WORDS = ['', 'mild', 'moderate', 'severe'];
const ROMAN: Readonly<Record<string, string>> = { i: '1', ii: '2', iii: '3', iv: '4', v: '5' };

const PLACES: readonly (readonly [string, RegExp])[] = [
  ['central', /\b(?:central|centrally|midline|median|posterocentral)\b/],
  [
    'subarticular',
    /\b(?:paracentral|para central|paramedian|para median|subarticular|posterolateral|postero lateral|parasagittal|lateral recess)\b/,
  ],
  ['foraminal', /(?<!extra )\b(?:foraminal|foramen)\b/],
  ['extraforaminal', /\b(?:extraforaminal|extra foraminal|far lateral)\b/],
];
/** Words that may stand between a place and its herniation without ending it. */
const PLACE_WORD = /^(?:central|centrally|foraminal|foramen|subarticular|lateral|recess|zone|\s)+$/;

/** What ends the surroundings of a noun. */
function isBoundary(item: Item, wordsOf: (item: Item) => string): boolean {
  switch (item.kind) {
    case 'path':
    case 'sign':
    case 'surgery':
    case 'open':
    case 'normal':
      return true;
    case 'other':
      return true;
    case 'region':
      return item.region !== 'disc' && !PLACE_WORD.test(wordsOf(item));
    default:
      return false;
  }
}

interface Surroundings {
  readonly before: readonly Item[];
  readonly after: readonly Item[];
  /** Corrected words of both, and of the noun. */
  readonly words: string;
  readonly wordsAfter: string;
}

/** Reads the findings beyond the nine out of the chunks of one sentence. */
class MentionReader {
  readonly mentions: ExtendedMention[] = [];
  /** "compressing", "abutting": what the roots named behind it suffer. */
  private effect: { grade: 'compression' | 'contact'; absent: boolean } | undefined;
  private waitingRoot: { item: Item; chunk: number } | undefined;

  constructor(
    private readonly chunks: readonly Chunk[],
    /** Where a negation begins that holds in each chunk, if any. */
    private readonly negations: readonly (number | undefined)[],
    private readonly tokens: readonly Token[]
  ) {}

  read(): ExtendedMention[] {
    this.chunks.forEach((chunk, k) => {
      if (['semicolon', 'but', 'statement', 'link'].includes(chunk.separator)) {
        this.effect = undefined;
      }
      this.waitingRoot = undefined;
      chunk.items.forEach((item, i) => this.take(item, i, k));
    });
    return this.mentions;
  }

  private words(start: number, end: number): string {
    return this.tokens
      .filter(token => token.start >= start && token.end <= end)
      .map(({ text }) => text)
      .join(' ');
  }

  private wordsOf(items: readonly Item[]): string {
    return items.length > 0 ? this.words(items[0]!.start, items.at(-1)!.end) : '';
  }

  private take(item: Item, i: number, k: number): void {
    const absent = this.isAbsent(item, k);
    if (item.kind === 'path' && ['compress', 'narrow', 'impinge'].includes(item.path)) {
      this.effect = { grade: 'compression', absent };
      this.closeRoot('compression', absent);
    } else if (item.kind === 'other' && item.noun === 'contact') {
      this.effect = { grade: 'contact', absent };
      this.closeRoot('contact', absent);
    } else if (item.kind === 'other' && item.noun !== undefined) {
      this.takeNoun(item.noun, item, i, k);
    } else if (item.kind === 'sign' && item.sign === 'DB') {
      this.takeBulge(item, i, k);
    } else if (item.kind === 'surgery') {
      this.add('post-operative', item, k, {
        grade: absent ? 'absent' : 'present',
        absent,
        type: this.words(item.start, item.end),
      });
    }
  }

  private isAbsent(item: Item, k: number): boolean {
    const from = this.negations[k];
    return from !== undefined && from <= item.start;
  }

  private takeNoun(noun: Noun, item: Item, i: number, k: number): void {
    const around = this.surroundings(item, i, k);
    const denied = around.after.some(({ kind }) => kind === 'absent' || kind === 'resolved');
    const absent = this.isAbsent(item, k) || denied;
    const side = sideOf(around);
    const place = placeIn(around.words);
    const kind = KIND_OF[noun];
    switch (noun) {
      case 'root':
        return this.takeRoot(item, k, side, around, absent);
      case 'root-compression':
      case 'root-contact': {
        const grade = noun === 'root-contact' ? 'contact' : 'compression';
        const type = rootsIn(around.words);
        return this.add('nerve-root-contact', item, k, {
          grade: absent ? 'absent' : grade,
          absent,
          side,
          type,
        });
      }
      case 'height':
      case 'signal':
        return this.takeProperty(kind!, item, k, around);
      case 'fracture':
        return this.takeFracture(item, k, around, absent);
      default:
        break;
    }
    if (kind === undefined) {
      return;
    }
    const grade = absent ? 'absent' : this.gradeOf(noun, item, around);
    const type = noun.endsWith('listhesis') || HERNIATION.has(noun) ? noun : '';
    const detail = absent ? '' : detailOf(noun, around.words);
    const placed = kind === 'herniation' || kind === 'annular-fissure' ? place : '';
    const sided = kind === 'modic' || kind === 'spondylolisthesis' || kind.startsWith('disc');
    const at = { grade, absent, type, detail, place: placed, side: sided ? ('' as const) : side };
    const start = around.before.find(({ kind: each }) => each !== 'level')?.start ?? item.start;
    this.add(kind, item, k, { ...at, start });
  }

  /** A root counts once something is said to touch it, before or behind it. */
  private takeRoot(
    item: Item,
    k: number,
    side: ExtendedFinding['side'],
    around: Surroundings,
    absent: boolean
  ): void {
    if (!this.effect) {
      this.waitingRoot = { item, chunk: k };
      return;
    }
    const none = absent || this.effect.absent;
    const grade = none ? 'absent' : this.effect.grade;
    const type = rootsIn(around.words);
    this.add('nerve-root-contact', item, k, { grade, absent: none, side, type });
  }

  /** "the left S1 root is compressed" */
  private closeRoot(effect: 'compression' | 'contact', absent: boolean): void {
    const root = this.waitingRoot;
    this.waitingRoot = undefined;
    if (root) {
      const chunk = this.chunks[root.chunk]!;
      const around = this.surroundings(root.item, chunk.items.indexOf(root.item), root.chunk);
      this.add('nerve-root-contact', root.item, root.chunk, {
        grade: absent ? 'absent' : effect,
        absent,
        side: sideOf(around),
        type: rootsIn(around.words),
      });
    }
  }

  /** "disc height is preserved", "reduced disc signal". */
  private takeProperty(kind: ExtendedKind, item: Item, k: number, around: Surroundings): void {
    const next = this.chunks[k + 1];
    const joined = next?.separator === 'and' ? next.items : [];
    const words = `${this.wordsOf(this.chunks[k]!.items)} ${this.wordsOf(joined)}`;
    const kept = /\b(?:preserved|maintained|normal|intact|satisfactory)\b/.test(words);
    const lost = /\b(?:reduced|decreased|diminished|loss|lost|low|narrowed)\b/.test(words);
    if (kept === lost) {
      return;
    }
    const absent = kept !== this.isAbsent(item, k);
    const grade = absent ? 'absent' : (severityOf(around) ?? 'present');
    this.add(kind, item, k, { grade, absent });
  }

  private takeFracture(item: Item, k: number, around: Surroundings, absent: boolean): void {
    const words = this.wordsOf(this.chunks[k]!.items);
    const bones = [...words.matchAll(/\b(?:th|[td])?(l[1-6]|1[0-2])\b(?! ?[-/])/g)].map(match =>
      match[1]!.startsWith('l') ? match[1]!.toUpperCase() : `T${match[1]}`
    );
    const vertebral = /compression|wedge|wedging|burst|osteoporotic|insufficiency|vertebra/;
    if (absent ? !vertebral.test(words) && bones.length > 0 : bones.length === 0) {
      return;
    }
    const detail = /\b(?:old|chronic|healed|acute|subacute|recent)\b/.exec(words)?.[0] ?? '';
    const grade = absent ? 'absent' : (severityOf(around) ?? 'present');
    this.add('compression-fracture', item, k, {
      grade,
      absent,
      detail: absent ? '' : detail,
      vertebrae: bones.length > 0 ? [...new Set(bones)] : ['all'],
    });
  }

  /** A bulge is one of the nine; here stands where and how large it is said to be. */
  private takeBulge(item: Item, i: number, k: number): void {
    const around = this.surroundings(item, i, k);
    const [side, place] = [sideOf(around), placeIn(around.words)];
    if (!this.isAbsent(item, k) && (side !== '' || place !== '')) {
      const grade = severityOf(around) ?? 'present';
      this.add('bulge', item, k, { grade, absent: false, side, place });
    }
  }

  private gradeOf(noun: Noun, item: Item, around: Surroundings): string {
    const said = `${around.words} ${this.words(item.start, item.end)} ${around.wordsAfter}`;
    switch (noun) {
      case 'modic':
        return digitIn(/\b(?:type|grade|modic)s? (iii|ii|i|[1-3])\b/.exec(said)?.[1]) ?? 'present';
      case 'pfirrmann':
        return (
          digitIn(/\b(?:grade|type|score|pfirr?man+n?) (iii|ii|iv|i|v|[1-5])\b/.exec(said)?.[1]) ??
          'present'
        );
      case 'anterolisthesis':
      case 'retrolisthesis':
      case 'laterolisthesis':
      case 'spondylolisthesis':
        return digitIn(/\bgrade (iii|ii|iv|i|v|[1-5])\b/.exec(said)?.[1]) ?? 'present';
      default:
        return severityOf(around) ?? 'present';
    }
  }

  /** The words beside a noun that no other noun takes, also of chunks that say nothing else. */
  private surroundings(item: Item, i: number, k: number): Surroundings {
    const chunk = this.chunks[k]!;
    const bounds = (other: Item): boolean =>
      other !== item && isBoundary(other, ({ start, end }) => this.words(start, end));
    const left = chunk.items.slice(0, i);
    const lastBound = left.findLastIndex(bounds);
    const right = chunk.items.slice(i + 1);
    const firstBound = right.findIndex(bounds);
    const before = left.slice(lastBound + 1);
    const after = firstBound < 0 ? right : right.slice(0, firstBound);
    const extra: Item[] = [];
    if (lastBound < 0) {
      extra.push(...this.emptyChunk(k - 1, chunk.separator, bounds));
    }
    const next = this.chunks[k + 1];
    const behind =
      firstBound < 0 && next && (next.bracketed || next.separator === 'comma')
        ? this.emptyChunk(k + 1, next.separator, bounds)
        : [];
    const all = [...extra, ...before];
    return {
      before: all,
      after: [...after, ...behind],
      words: [
        this.wordsOf(extra),
        this.wordsOf(before),
        this.words(item.start, item.end),
        this.wordsOf(after),
        this.wordsOf(behind),
      ].join(' '),
      wordsAfter: this.wordsOf(after),
    };
  }

  /** The items of a neighbouring chunk that names nothing: "Lt paracentral, wide base, disc bulge". */
  private emptyChunk(
    k: number,
    separator: Chunk['separator'],
    bounds: (item: Item) => boolean
  ): readonly Item[] {
    const items = this.chunks[k]?.items ?? [];
    const joins = ['comma', 'and', 'split', 'open', 'close'].includes(separator);
    const negated = items.some(({ kind }) => kind === 'negation');
    return joins && !negated && !items.some(bounds) ? items : [];
  }

  private add(
    finding: ExtendedKind,
    { start, end }: Item,
    chunk: number,
    said: Partial<ExtendedMention> & { grade: string; absent: boolean }
  ): void {
    this.mentions.push({
      finding,
      side: '',
      type: '',
      place: '',
      detail: '',
      vertebrae: [],
      chunk,
      start,
      end,
      ...said,
    });
  }
}

const digitIn = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : (ROMAN[word] ?? word);

function sideOf({ before, after }: Surroundings): ExtendedFinding['side'] {
  const sides = [...before, ...after].flatMap(item => (item.kind === 'side' ? [item.side] : []));
  const distinct = new Set(sides);
  return distinct.size === 0 ? '' : distinct.size === 1 ? sides[0]! : 'both';
}

function placeIn(words: string): string {
  return PLACES.filter(([, pattern]) => pattern.test(words))
    .map(([name]) => name)
    .join('+');
}

function severityOf({ before, after }: Surroundings): string | undefined {
  const grade = [...before, ...after].find(item => item.kind === 'grade');
  return grade?.kind === 'grade' ? GRADE_WORDS[grade.grade] : undefined;
}

const rootsIn = (words: string): string =>
  [...new Set([...words.matchAll(/\b(?:l[1-6]|s[1-5])\b(?! ?[-/])/g)].map(match => match[0]))]
    .join('+')
    .toUpperCase();

function detailOf(noun: Noun, words: string): string {
  const migrates = /\bmigrat\w*|\bextending (?:superiorly|inferiorly)/.test(words);
  const down = /caudal|inferior|down/.test(words);
  const up = /cranial|cephalad|superior|upward/.test(words);
  if (migrates) {
    return down ? 'migrated caudally' : up ? 'migrated cranially' : 'migrated';
  }
  const slip = /\b(\d+(?:\.\d+)?) ?(mm|cm)\b/.exec(words);
  return noun.endsWith('listhesis') && slip ? `${slip[1]} ${slip[2]}` : '';
}

const namesFinding = (item: Item): boolean =>
  (item.kind === 'other' && item.noun !== undefined) ||
  item.kind === 'surgery' ||
  (item.kind === 'sign' && item.sign === 'DB');

/**
 * Reads what a sentence says beyond the nine conditions.
 *
 * @param negations Per chunk the offset at which a negation begins that holds in it.
 * @param tokens The sentence's tokens, typing errors corrected.
 */
export function readExtended(
  chunks: readonly Chunk[],
  negations: readonly (number | undefined)[],
  tokens: readonly Token[]
): ExtendedMention[] {
  const speaks = chunks.some(({ items }) => items.some(namesFinding));
  return speaks ? new MentionReader(chunks, negations, tokens).read() : [];
}
