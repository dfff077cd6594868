import type { Disagreement } from '../reporting/check';
import type { Translate } from './useTexts';

/** How a report and a finding disagree, in words. */
export function disagreementWords(
  { kind, finding, report, reportLevel }: Disagreement,
  t: Translate
): string {
  return t(`check-${kind}`, {
    finding: t(`grade-${finding}`),
    report: report ? t(`grade-${report}`) : '',
    level: reportLevel ?? '',
  });
}
