import { ABBREVIATIONS, KNOWN_WORDS } from './lexicon';

/** A word, number or mark of the report; `start` and `end` are UTF-16 offsets into its text. */
export interface Token {
  /** Lower case, typing errors corrected, abbreviations expanded. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Short forms with a slash first, then vertebrae (l5, th12, s1), words glued to one ("atl4"), numbers,
 * words, any other mark.
 */
const TOKEN =
  /w\/o\b|w\/|b\/l\b|r\/o\b|s\/p\b|d\/t\b|(?<![\d\-/.])2\/2\b(?![-/])|and\/or\b|(?:th|[ctdls])\d{1,2}(?![\d.]\d)|[a-z]{2,12}?(?=l[1-6](?!\d)|(?:th|[td])1[0-2](?!\d))|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|->|>=|>>|\S/g;

/** Ways of typing the mark between two vertebrae: "L4_5", "L4.5", "L4,5", "L4\\L5", "L-4/L-5". */
const ODD_JOINT =
  /(?<=(?:^|[^a-z])(?:l[1-6]|(?:th|[td])1[0-2]))[._,\\~=](?=(?:[ls][1-6]|[1-6])(?!\d|\.\d))/g;
const ODD_PREFIX =
  /(?<=(?:^|[^a-z])[lst])[-.](?=\d{1,2}\s?[-/&])|(?<=\d\s?[-/&]\s?[lst])[-.](?=\d)/g;

/** Lower case of A-Z only, plain dashes and quotes: full Unicode lower-casing could move offsets. */
export function lowerAscii(text: string): string {
  return text
    .replace(/[A-Z]+/g, capitals => capitals.toLowerCase())
    .replace(/[\u2010-\u2015\u2212\ufffd]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\u00a0/g, ' ')
    .replace(ODD_PREFIX, ' ')
    .replace(ODD_JOINT, '-');
}

const WORD = /^[a-z']+$/;

/** Words of every abbreviation. */
const EXPANSIONS = new Map(
  Object.entries(ABBREVIATIONS).map(([short, long]) => [short, long.split(' ')])
);

const isWord = (token: Token | undefined): boolean => token !== undefined && WORD.test(token.text);

/**
 * Splits text into tokens. A hyphen that joins two words is dropped ("broad-based" is two words), so
 * that phrases need to be listed once.
 *
 * @param lowered The report as lowerAscii gives it.
 * @param from, to Offsets of the part to read; token offsets refer to the whole report.
 */
export function tokenize(
  lowered: string,
  from: number,
  to: number,
  correct: (word: string) => string
): Token[] {
  const raw: Token[] = [];
  const part = lowered.slice(from, to);
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(part); match; match = TOKEN.exec(part)) {
    const start = from + match.index;
    raw.push({ text: match[0], start, end: start + match[0].length });
  }
  const tokens: Token[] = [];
  for (let i = 0; i < raw.length; i += 1) {
    const token = raw[i]!;
    const { text, start, end } = token;
    const joins = text === '-' && raw[i - 1]?.end === start && raw[i + 1]?.start === end;
    if (joins && isWord(raw[i - 1]) && isWord(raw[i + 1])) {
      continue;
    }
    const expansion = EXPANSIONS.get(text);
    if (expansion) {
      expansion.forEach(word => tokens.push({ text: word, start, end }));
      continue;
    }
    const corrected = text.length > 1 && isWord(token) ? correct(text) : text;
    tokens.push(corrected === text ? token : { text: corrected, start, end });
  }
  return tokens;
}

/**
 * Whether two words differ by at most `limit` insertions, deletions, replacements or swaps of
 * neighbours (restricted Damerau-Levenshtein distance).
 */
function within(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) {
    return false;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) {
      return false;
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]! <= limit;
}

const CACHE_LIMIT = 20_000;

/**
 * Makes a corrector of typing errors: an unknown word becomes the lexicon word one letter away (five
 * letters and more) or two letters away (nine and more) that begins with the same letter, provided
 * that exactly that word fits best. Known words and short words stay as they are.
 */
export function spellingCorrector(lexiconWords: ReadonlySet<string>): (word: string) => string {
  const known = new Set([...lexiconWords, ...KNOWN_WORDS]);
  const candidates = [...lexiconWords].filter(word => word.length >= 5).sort();
  const cache = new Map<string, string>();

  const nearest = (word: string): string => {
    for (const limit of word.length >= 9 ? [1, 2] : [1]) {
      const found = candidates.find(
        candidate =>
          candidate[0] === word[0] && candidate.length >= 5 && within(word, candidate, limit)
      );
      if (found !== undefined) {
        return found;
      }
    }
    return word;
  };

  return word => {
    if (word.length < 5 || known.has(word)) {
      return word;
    }
    let corrected = cache.get(word);
    if (corrected === undefined) {
      corrected = nearest(word);
      if (cache.size >= CACHE_LIMIT) {
        cache.clear();
      }
      cache.set(word, corrected);
    }
    return corrected;
  };
}
