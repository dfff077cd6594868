import {
  conditionLabel,
  GRADING_DEFINITIONS,
  type Finding,
  type Grade,
  type Grading,
  type Level,
} from '../findings';

const percent = (probability: number) => probability.toFixed(2);

function modelWords({ modelGrade }: Finding): string {
  if (!modelGrade) {
    return '';
  }
  const probability = modelGrade.probabilities[modelGrade.grade];
  return probability === undefined
    ? modelGrade.grade
    : `${modelGrade.grade} ${percent(probability)}`;
}

/**
 * One finding in words, as it stands on the image and in the report: 'L4-L5 disc bulge: present (0.87)',
 * 'L4-L5 disc bulge: absent (changed by the reader; algorithm: present 0.87)'; what a person remarked
 * follows after a dash.
 */
export function findingWords(finding: Finding): string {
  const { remark } = finding;
  return remark ? `${statement(finding)} – ${remark}` : statement(finding);
}

function statement(finding: Finding): string {
  const { level, condition, grade, status } = finding;
  const stated = `${level} ${conditionLabel(condition)}: ${grade === 'not-graded' ? 'not graded' : grade}`;
  const model = modelWords(finding);
  const notes: string[] = [];
  if (status === 'changed' || finding.source.kind === 'person') {
    notes.push(status === 'rejected' ? 'graded by the reader' : 'changed by the reader');
    if (model) {
      notes.push(`algorithm: ${model}`);
    }
  } else if (grade !== 'not-graded') {
    const probability = finding.modelGrade?.probabilities[grade as Grade];
    if (probability !== undefined) {
      notes.push(percent(probability));
    }
  }
  if (status === 'accepted' || status === 'rejected') {
    notes.push(`${status} by the reader`);
  }
  if (finding.unsure) {
    notes.push('doubtful');
  }
  return notes.length ? `${stated} (${notes.join('; ')})` : stated;
}

/** One degeneration grading in words: 'L4-L5 disc degeneration (Pfirrmann): 4 (0.62)'. */
export function gradingWords(grading: Grading): string {
  const { level, grade, modelGrade, source, status, unsure, remark } = grading;
  const { name } = GRADING_DEFINITIONS[grading.grading];
  const stated = `${level} ${name}: ${grade === 'not-graded' ? 'not graded' : grade}`;
  const probability = modelGrade?.probabilities[modelGrade.grade];
  const said = modelGrade && [modelGrade.grade, probability?.toFixed(2)].filter(Boolean).join(' ');
  const notes =
    source.kind === 'person' || status === 'changed'
      ? ['changed by the reader', ...(said ? [`algorithm: ${said}`] : [])]
      : grade !== 'not-graded' && probability !== undefined
        ? [percent(probability)]
        : [];
  const decided = status === 'accepted' || status === 'rejected' ? [`${status} by the reader`] : [];
  const all = [...notes, ...decided, ...(unsure ? ['doubtful'] : [])];
  const whole = all.length ? `${stated} (${all.join('; ')})` : stated;
  return remark ? `${whole} – ${remark}` : whole;
}

/** 'L4-L5 disc height, posterior: 6.3 mm' */
export function lengthWords(level: Level, name: string, mm: number): string {
  return `${level} ${name}: ${mm.toFixed(1)} mm`;
}
