import { part } from '../../messages';
import { conditionLabel, type Finding, type MessageValue } from '../../findings';

/** Probability of the grade a finding states; undefined where no model gave it. */
export function gradeProbability(finding: Finding): number | undefined {
  const { grade, modelGrade } = finding;
  return grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade];
}

/**
 * How a finding is written in the measurement panel: 'L4-L5 disc bulge: present (0.87)', and after a dash
 * what a person remarked on it.
 */
export function measurementLabel(finding: Finding): string {
  const { remark } = finding;
  return remark ? `${ownLabel(finding)} – ${remark}` : ownLabel(finding);
}

/**
 * The remark in a label that a person typed over ours: what follows our own words, else all of it, since
 * a grade is not changed by writing. Empty for none.
 */
export function remarkIn(label: string, finding: Finding): string {
  const typed = label.replace(/\s+/g, ' ').trim();
  const own = ownLabel(finding);
  const rest = typed.startsWith(own) ? typed.slice(own.length) : typed;
  return rest.replace(/^[\s–—:;,.-]+/, '').trim();
}

function ownLabel(finding: Finding): string {
  const what = `${finding.level} ${conditionLabel(finding.condition)}: ${finding.grade}`;
  if (finding.source.kind === 'person') {
    return `${what} (reader)`;
  }
  const probability = gradeProbability(finding);
  return probability === undefined ? what : `${what} (${probability.toFixed(2)})`;
}

/** A series as the panel names it: 'SAG T2 FS (series 4)'. */
export function seriesLabel(series: {
  readonly description?: string;
  readonly seriesNumber?: number;
}): MessageValue {
  const number = series.seriesNumber;
  const description = series.description?.trim();
  if (number === undefined) {
    return description || part('series-label', { context: 'none' });
  }
  return description
    ? part('series-label', { context: 'both', series: description, number })
    : part('series-label', { context: 'number', number });
}
