import { numberingOf } from './levels';
import { SectionReader } from './reader';
import { resolveLabels } from './resolve';
import { sectionsOf } from './sections';
import { lowerAscii } from './tokens';
import type { ReportReading } from './types';

export type { Evidence, ReportLabel, ReportLevel, ReportReading } from './types';

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
  const numbering = numberingOf(text);
  const lowered = lowerAscii(text);
  const readings = sectionsOf(text).map(section =>
    new SectionReader(text, lowered, section, numbering).read()
  );
  return { labels: resolveLabels(text, readings, numbering) };
}
