/** A sentence of the report with what its line says about it; offsets into the report's text. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** First of its line. */
  readonly opensLine: boolean;
  /** First of a numbered or bulleted entry. */
  readonly opensEntry: boolean;
  /** First after an empty line. */
  readonly opensParagraph: boolean;
}

/** A line as written (wrapped lines joined). */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly afterBlank: boolean;
}

const ABBREVIATION = /(?:\b(?:dr|mr|mrs|ms|vs|approx|lig|e\.g|i\.e|cf|fig|st)|\b[a-kmo-z])$/i;
/** "moderate Lt. & mild Rt. narrowing": these end a sentence only before a capital. */
const SIDE_ABBREVIATION = /\b(?:lt|rt|bilat|mod|sev)$/i;
const LONGEST_SENTENCE = 1500;
const ENTRY = /^[ \t]*(?:[-*•‣·]+[ \t]+|\(?\d{1,2}[.)][ \t]*(?=[^\d\s])|\*+(?=\S))/;

/** A capital letter at the start of a line that still goes on with the line before. */
const GOES_ON =
  /^\s*(?:Compressing|Causing|Producing|Resulting|Leading|Encroaching|Abutting|Indenting|Extending|Narrowing|Effacing|Contacting|With|Without|Associated|Combined|And|Or|Which)\b/;
/** A line in lower case that is a statement of its own: "mild disc bulge at L1-L2". */
const OWN_STATEMENT =
  /^\s*(?:(?:mild|moderate|severe|small|large|diffuse|broad|focal|multilevel|minimal|disc|wide)\b[^\n]*\b[lL]\s?[1-5]\s?[-/_ ]\s?(?:[lLsS]?\s?[1-5]|S)\b|(?:no|there|adequate|features?)\s|the\s+(?:spinal|canal|foramina|central|thecal)\b)/i;
/** The line before ends in the middle of a phrase. */
const UNFINISHED =
  /(?:,|\b(?:and|or|with|without|of|the|a|an|to|at|in|on|by|from|causing|compressing|is|are|mild|moderate|severe|left|right|no|bilateral|but|encroaching|upon))\s*$/i;

/** Whether a line carries on the sentence of the line before. */
function goesOn(last: string, content: string): boolean {
  if (/[.:;|]\s*$/.test(last)) {
    return false;
  }
  if (GOES_ON.test(content)) {
    return true;
  }
  return /^\s{0,2}[a-z(]/.test(content) && (!OWN_STATEMENT.test(content) || UNFINISHED.test(last));
}

/** Splits a part of the report into lines; a line that begins in lower case goes on with the last. */
export function linesOf(text: string, from: number, to: number): Line[] {
  const lines: { start: number; end: number; afterBlank: boolean }[] = [];
  let blank = false;
  let start = from;
  while (start < to) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline > to ? to : newline;
    const content = text.slice(start, end);
    const last = lines.at(-1);
    if (content.trim() === '') {
      blank = true;
    } else if (
      last &&
      !blank &&
      goesOn(text.slice(Math.max(last.start, last.end - 40), last.end), content)
    ) {
      last.end = end;
    } else {
      lines.push({ start, end, afterBlank: blank });
      blank = false;
    }
    start = end + 1;
  }
  return lines;
}

function isAbbreviated(before: string, after: string): boolean {
  // "L>R." ends a sentence.
  if (/[>/]\s?[lr]$/i.test(before) && /^\s+[A-Z]/.test(after)) {
    return false;
  }
  return ABBREVIATION.test(before) || (SIDE_ABBREVIATION.test(before) && !/^\s+[A-Z]/.test(after));
}

/** Splits a line into sentences at full stops, leaving decimals, abbreviations and numbering whole. */
export function sentencesOf(text: string, line: Line): Sentence[] {
  const sentences: Sentence[] = [];
  let start = line.start;
  let opensEntry = false;
  const skipMarker = (): void => {
    const marker = ENTRY.exec(text.slice(start, line.end));
    if (marker) {
      opensEntry = true;
      start += marker[0].length;
    }
  };
  const push = (end: number): void => {
    if (/[a-z0-9]/i.test(text.slice(start, end))) {
      const first = sentences.length === 0;
      sentences.push({
        start,
        end,
        opensLine: first,
        opensEntry,
        opensParagraph: first && line.afterBlank,
      });
      opensEntry = false;
    }
    start = end;
  };
  skipMarker();
  for (let i = start; i < line.end; i += 1) {
    const mark = text[i]!;
    // Text without full stops is cut at a space: the grammar's work grows faster than its length.
    if (
      i - start > LONGEST_SENTENCE &&
      (/\s/.test(mark) ||
        (i - start > 2 * LONGEST_SENTENCE && !/[a-z\d]/i.test(mark)) ||
        i - start > 4 * LONGEST_SENTENCE)
    ) {
      push(i);
      continue;
    }
    if (mark === '|') {
      push(i);
      start = i + 1;
      continue;
    }
    if (mark !== '.' && mark !== '!' && mark !== '?') {
      continue;
    }
    const after = text[i + 1];
    const ends =
      after === undefined ||
      /\s/.test(after) ||
      (/[A-Z]/.test(after) && /[a-z)]/.test(text[i - 1] ?? ''));
    if (
      !ends ||
      (mark === '.' &&
        isAbbreviated(text.slice(Math.max(start, i - 7), i), text.slice(i + 1, i + 4)))
    ) {
      continue;
    }
    if (mark === '?' && /^\s*\S*$/.test(text.slice(start, i))) {
      continue;
    }
    push(i + 1);
    const gap = /^\s*/.exec(text.slice(start, line.end))![0].length;
    start += gap;
    skipMarker();
    i = start - 1;
  }
  push(line.end);
  return sentences;
}
