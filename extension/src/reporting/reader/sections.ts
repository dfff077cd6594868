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
    'f|(?:mri? |imaging |lumbar |spine )*findings?(?: by level| and impression)?|report|observations?|results?|description|mri?(?: of)?(?: the)?(?: lumbar| lumbosacral| lumbo-sacral| ls| l\\/s| l-spine)?(?: spine)?|lumbar spine(?: mri)?|body|narrative|discussion|dictated',
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
const INLINE_HEADING = new RegExp(`(?<=[.;)!?]\\s{0,3})(?:${NAMES})\\s*:`, 'gi');
/** In capitals a heading needs no full stop before it: "… L4-L5 IMPRESSION: …". */
const CAPITAL_HEADING =
  /(?<=[ \t])(?:(CLINICAL (?:HISTORY|INFORMATION|INDICATION|DETAILS)|HISTORY|INDICATIONS?|TECHNIQUE|PROTOCOL|COMPARISONS?|EXAM(?:INATION)?|PROCEDURE)|((?:MRI? |IMAGING )?FINDINGS|OBSERVATIONS|RESULTS|REPORT)|(IMPRESSION|CONCLUSION|OPINION|SUMMARY)|(ADDENDUM)) ?:/g;
/** "Observations - …", "IMPRESSION – …" */
const DASH_HEADING =
  /(?<=^|\n|[.;)] {0,3})[ \t]*(?:((?:clinical )?(?:history|indications?|information|details)|technique|protocol|comparisons?)|((?:mri? )?findings|observations?|results?|report)|(impression|conclusion|opinion|summary)|(addendum))[ \t]+[-\u2013\u2014][ \t]+(?=\S)/gi;

/** Inside a line these words belong to the sentence: "Result: moderate stenosis." */
const NOT_INLINE = /^(?:result|body|study|data|details|notes|discussion|summary)\s*:/i;

interface Heading {
  readonly kind: SectionKind;
  readonly start: number;
  readonly end: number;
}

function headingsOf(text: string): Heading[] {
  const found: Heading[] = [];
  for (const pattern of [LINE_HEADING, INLINE_HEADING, CAPITAL_HEADING, DASH_HEADING]) {
    for (const match of text.matchAll(pattern)) {
      const kind =
        HEADINGS[match.slice(1, 1 + HEADINGS.length).findIndex(name => name !== undefined)]![0];
      const lettered = text.slice(match.index, match.index + match[0].length).trimStart();
      const inline = pattern === INLINE_HEADING || pattern === DASH_HEADING;
      if (inline && (!/^[A-Z]/.test(lettered) || NOT_INLINE.test(lettered))) {
        continue;
      }
      found.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  const sorted = found.sort((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter((heading, i) => heading.start >= (sorted[i - 1]?.end ?? 0));
}

/** The title of another part of the body: "C.SPINE MRI :", "MRI THORACIC SPINE", "HIP JOINT MRI:". */
const FOREIGN_TITLE =
  /^[ \t*#]*(?:(?:mri?|ct|x-?rays?)(?: scan| study)?(?: of)?(?: the)? )?(?:c|t|d|cervical|thoracic|dorsal|dorso-?lumbar)[. -]{0,3}(?:spine)?(?:[ \t]+(?:mri?|ct)(?: scan| study)?)?[ \t]*(?:\([^()\n]{0,40}\))?[ \t]*(?::|(?=\r?$))|^[ \t*#]*(?:(?:mri?|ct) (?:of )?(?:the )?)?(?:brain|head|hips?(?: joints?)?|knees?|pelvis|shoulders?|si[ -]?joints?|sij|abdomen)(?: (?:&|and) (?:sij|pelvis|hips?))?(?:[ \t]+mri?)[ \t]*:?(?=\r?$|[ \t])/gim;
/** Where the lumbar spine begins again: its title, a level's heading. */
const LUMBAR_TITLE =
  /^[ \t*#-]*(?:(?:mri?|ct)(?: scan| study)?(?: of)?(?: the)? )?(?:l\.?[ ]?s\.?[ ]?s?\.?|l\.?|lumbar|lumbo-?[ ]?sacral)[. -]{0,3}(?:spine|mri?)|^[ \t*-]*l\s?[1-5]\s?[-/]\s?(?:l|s)?\s?[1-5]\s*(?:level)?\s*[:;-]/gim;

/** Stretches that speak of other parts of the body under a title of their own, in order. */
function foreignParts(text: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (const title of text.matchAll(FOREIGN_TITLE)) {
    const real = /[a-z]{3}|spine|[ctd][. -]/i.test(title[0]) && title[0].trim().length > 2;
    if (real && title.index >= (parts.at(-1)?.end ?? 0)) {
      LUMBAR_TITLE.lastIndex = title.index + title[0].length;
      parts.push({ start: title.index, end: LUMBAR_TITLE.exec(text)?.index ?? text.length });
    }
  }
  return parts;
}

/** In a report on one line: the first sentence that reads like a finding. */
const STARTS_FINDINGS =
  /[.;]\s*(?=(?:there (?:is|are)|no (?:evidence|significant)|multilevel|mild|moderate|severe|diffuse|normal|the (?:lumbar|vertebral|conus|spinal|disc|canal)|vertebral|alignment|disc)\b)/i;

/** Where an ignored part ends when no "Findings:" follows: with its line, or where levels begin. */
function endOfIgnored(text: string, start: number, limit: number): number {
  const content = /\S/.exec(text.slice(start, limit));
  const from = start + (content?.index ?? 0);
  const line = text.indexOf('\n', from);
  const level =
    /[.;]\s*(?=l\s?\d\s?[-/]\s?[ls]?\d\s*[:-]|at (?:the )?l\s?\d\s?[-/]\s?[ls]?\d\b)/i.exec(
      text.slice(from, limit)
    ) ?? (line < 0 || line >= limit ? STARTS_FINDINGS.exec(text.slice(from, limit)) : null);
  const ends = [line < 0 ? limit : line, level ? from + level.index + 1 : limit, limit];
  return Math.min(...ends);
}

/** Splits a report into its parts. Text before any heading counts as findings. */
export function sectionsOf(text: string): Section[] {
  const headings = headingsOf(text);
  const foreign = foreignParts(text);
  const sections: Section[] = [];
  const add = (kind: SectionKind, from: number, end: number): void => {
    const part = foreign.find(({ start, end: last }) => start < end && last > from);
    if (part && from < part.start) {
      add(kind, from, part.start);
    }
    if (part) {
      add(kind, part.end, Math.max(end, part.end));
    } else if (kind !== 'ignored' && from < end && text.slice(from, end).trim() !== '') {
      sections.push({ kind, start: from, end });
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
