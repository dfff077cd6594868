import { isReal, type Evidence, type EvidenceMetric } from '../findings';
import type { Translate } from './useTexts';

/** Names of figures, the same in every language. */
const METRIC: Readonly<Record<EvidenceMetric, string>> = {
  auc: 'AUC',
  quadraticKappa: 'κ',
  dice: 'Dice',
};

/** 'AUC 0.81', for narrow places. */
export const evidenceFigure = (evidence: Evidence | null): string =>
  isReal(evidence) ? `${METRIC[evidence.metric]} ${evidence.value.toFixed(2)}` : '';

/** How good a grade's evidence is, in one sentence: figure, interval, n, data set and the trivial baseline. */
export function evidenceWords(evidence: Evidence | null, t: Translate): string {
  if (!isReal(evidence)) {
    return t(evidence ? 'evidenceSimulated' : 'evidenceUnknown');
  }
  const { dataSet, n, interval, baseline } = evidence;
  return t('evidenceReal', {
    figure: evidenceFigure(evidence),
    low: interval[0].toFixed(2),
    high: interval[1].toFixed(2),
    n,
    dataSet,
    baseline: `${baseline.name} ${baseline.value.toFixed(2)}`,
  });
}
