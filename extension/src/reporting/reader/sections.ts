/** Which part of a report a stretch of text belongs to; later kinds outrank earlier ones. */
export type SectionKind = 'ignored' | 'findings' | 'impression' | 'addendum';

/** A part of the report without its heading; offsets into the report's text. */
export interface Section {
  readonly kind: SectionKind;
  readonly start: number;
  readonly end: number;
}

/** Headings by kind. History, technique and comparison speak of other days: nothing is read there. */
const HEADINGS: readonly (readonly [SectionKind, string])[] = [
  [
    'ignored',
    '(?:relevant |brief |surgical |past |medical |clinical |patient )*(?:history|hx|indications?|information|details|data|question|notes|context|summary of symptoms)|clinical|clin|reason for (?:the )?(?:exam(?:ination)?|study|mri|scan)|technique|protocol|sequences|procedure|exam(?:ination)?(?: type)?|study|comparisons?(?: stud(?:y|ies))?|priors?|previous (?:imaging|studies)|contrast|recommendations?|advice|limitations?|patient|referrer|referring physician|dob|date(?: of exam)?|mrn',
  ],
  [
    'findings',
    'f|findings?(?: by level)?|report|observations?|results?|description|mri?(?: of)?(?: the)?(?: lumbar| lumbosacral| lumbo-sacral| ls| l\\/s| l-spine)?(?: spine)?|lumbar spine(?: mri)?|body|narrative|discussion|dictated',
  ],
  [
    'impression',
    'i|impressions?|imp|conclusions?|opinions?|summary|comments?|interpretation|assessment|diagnos[ie]s|final (?:impression|diagnosis)|summary and impression',
  ],
  ['addendum', 'addend(?:um|a)|correction|amendment'],
];

const NAMES = HEADINGS.map(([, names]) => `(${names})`).join('|');
const MARKUP = '[*#_ \\t>-]*';

/** At the start of a line: with a colon, or alone on it. Inside a line: capitalised, with a colon. */
const LINE_HEADING = new RegExp(
  `^${MARKUP}(?:${NAMES})${MARKUP}(?:[:;]${MARKUP}|\\([^)\\n]{0,60}\\)\\s*:|(?=\\r?$))`,
  'gim'
);
const INLINE_HEADING = new RegExp(`(?<=[.;)!?]\\s{1,3})(?:${NAMES})\\s*:`, 'gi');

/** Inside a line these words belong to the sentence: "Result: moderate stenosis." */
const NOT_INLINE = /^(?:results?|body|study|data|details|notes|discussion|summary)\s*:/i;

interface Heading {
  readonly kind: SectionKind;
  readonly start: number;
  readonly end: number;
}

function headingsOf(text: string): Heading[] {
  const found: Heading[] = [];
  for (const pattern of [LINE_HEADING, INLINE_HEADING]) {
    for (const match of text.matchAll(pattern)) {
      const kind =
        HEADINGS[match.slice(1, 1 + HEADINGS.length).findIndex(name => name !== undefined)]![0];
      const lettered = text.slice(match.index, match.index + match[0].length).trimStart();
      const inline = pattern === INLINE_HEADING;
      if (inline && (!/^[A-Z]/.test(lettered) || NOT_INLINE.test(lettered))) {
        continue;
      }
      found.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Where an ignored part ends when no "Findings:" follows: with its line, or where levels begin. */
function endOfIgnored(text: string, start: number, limit: number): number {
  const content = /\S/.exec(text.slice(start, limit));
  const from = start + (content?.index ?? 0);
  const line = text.indexOf('\n', from);
  const level = /[.;]\s+(?=l\s?\d\s?[-/]\s?[ls]?\d\s*[:-])/i.exec(text.slice(from, limit));
  const ends = [line < 0 ? limit : line, level ? from + level.index + 1 : limit, limit];
  return Math.min(...ends);
}

/** Splits a report into its parts. Text before any heading counts as findings. */
export function sectionsOf(text: string): Section[] {
  const headings = headingsOf(text);
  const sections: Section[] = [];
  const add = (kind: SectionKind, start: number, end: number): void => {
    if (kind !== 'ignored' && text.slice(start, end).trim() !== '') {
      sections.push({ kind, start, end });
    }
  };
  add('findings', 0, headings[0]?.start ?? text.length);
  for (const [i, { kind, end }] of headings.entries()) {
    const next = headings[i + 1]?.start ?? text.length;
    const findingsFollow = headings.slice(i + 1).some(heading => heading.kind === 'findings');
    if (kind === 'ignored' && !findingsFollow) {
      add('findings', endOfIgnored(text, end, next), next);
    } else {
      add(kind, end, next);
    }
  }
  return sections;
}
