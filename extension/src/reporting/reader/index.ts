import { extendedFindings } from './extendedRows';
import { isLumbarMri } from './kind';
import { languageOf } from './language';
import { numberingOf, type Numbering } from './levels';
import { plainText } from './markup';
import { SectionReader, type SectionReading } from './reader';
import { rankOf, resolveLabels } from './resolve';
import { sectionsOf } from './sections';
import { lowerAscii } from './tokens';
import type { ExtendedFinding, ReportReading } from './types';

export { EXTENDED_FINDINGS } from './types';
export type {
  Evidence,
  ExtendedFinding,
  ExtendedKind,
  ReportLabel,
  ReportLevel,
  ReportReading,
  ReportStatus,
  UnreadClause,
} from './types';

/**
 * Reads the level-by-level labels out of the text of a lumbar MRI report. Conditions that the report
 * does not mention get no label; unmentioned is never "none".
 *
 * The steps, one module each: parts of the report (sections), lines and sentences (layout), tables
 * (tables), words and levels (tokens, levels, lexicon, items), clauses (chunks, heads, claims,
 * sentence), levels of each claim (place, reader), one label per level and condition (resolve).
 * The conventions are listed in docs/report-reader.md.
 *
 * @param text The whole report, any line ends. Text without a single statement gives no labels.
 */
export function readReport(text: string): ReportReading {
  const plain = plainText(text);
  const language = languageOf(plain);
  const nothing = { language, labels: [], extended: [], unread: [] };
  if (language !== null && language !== 'en') {
    return { status: 'other-language', ...nothing };
  }
  if (!isLumbarMri(plain)) {
    return { status: 'not-lumbar-mri', ...nothing };
  }
  const numbering = numberingOf(plain);
  const lowered = lowerAscii(plain);
  const readings = sectionsOf(plain).map(section =>
    new SectionReader(plain, lowered, section, numbering).read()
  );
  const labels = resolveLabels(text, readings, numbering);
  const extended = extendedOf(text, readings, numbering);
  const unread = readings
    .flatMap(reading => reading.unread)
    .map(clause => ({ ...clause, quote: text.slice(clause.start, clause.end) }));
  const found = labels.length > 0 || extended.length > 0;
  return { status: found ? 'labels' : 'nothing-found', language, labels, extended, unread };
}

function extendedOf(
  text: string,
  readings: readonly SectionReading[],
  numbering: Numbering
): ExtendedFinding[] {
  const mentions = readings.flatMap(({ extended, section }) =>
    extended.map(({ claim, place }) => ({ mention: claim, place, rank: rankOf(section) }))
  );
  const recesses = readings.flatMap(({ statements, section }) =>
    statements.flatMap(({ claim, place }) =>
      claim.target === 'recess' ? [{ claim, place, rank: rankOf(section) }] : []
    )
  );
  return mentions.length + recesses.length > 0
    ? extendedFindings(text, mentions, recesses, numbering)
    : [];
}
