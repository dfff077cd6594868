import {
  GRADINGS,
  type Grading,
  type GradingGrade,
  type GradingKey,
  type GradingModelGrade,
  type ModelIdentity,
} from '../../findings';
import {
  type Code,
  CONCEPT,
  FORMER_GRADING_CODE,
  GRADING_CODE,
  keyOfCode,
  OWN,
  sameCode,
} from '../codes';
import type { NaturalizedDataset } from '../record';
import { gradingConcept, gradingScale } from './gradingItems';
import { isLaterGrading } from './kept';
import { levelSite, readAlgorithm, readReason, readReview, readSource } from './readFinding';
import { tracks } from './tracking';
import {
  badReport,
  child,
  children,
  codeOf,
  codeValue,
  need,
  numberOf,
  points,
  textValue,
  uidValue,
} from './tree';

function readGradeCode(key: GradingKey, code: Code | null): GradingGrade {
  const { grades, codeOf: codeFor } = gradingScale(key);
  const grade = grades.find(candidate => sameCode(codeFor(candidate), code));
  if (!grade) {
    throw badReport({ context: 'grade', grade: code?.meaning ?? '', name: key });
  }
  return grade;
}

function readModelGrade(
  node: NaturalizedDataset,
  key: GradingKey,
  stated: GradingGrade | 'not-graded',
  model: ModelIdentity | null
): GradingModelGrade | null {
  const beside = child(node, OWN.modelGrade);
  const [first] = children(beside ?? node, CONCEPT.probability);
  const all = first ? [first, ...children(first, CONCEPT.probability)] : [];
  if (!model || (!beside && all.length === 0)) {
    return null;
  }
  const grade = beside ? readGradeCode(key, codeOf(beside.ConceptCodeSequence)) : stated;
  const probabilities = Object.fromEntries(
    all.map(item => [readGradeCode(key, codeValue(item, gradingConcept(key))), numberOf(item)])
  );
  return grade === 'not-graded' ? null : { grade, probabilities, model };
}

/** The grading that a code names, today's or that of an earlier schema version. */
export const gradingOfCode = (code: Code | null): GradingKey | null =>
  keyOfCode(GRADING_CODE, code) ?? keyOfCode(FORMER_GRADING_CODE, code);

/** A degeneration grading from its record (the inverse of gradingRecord). */
function readGrading(node: NaturalizedDataset): Grading {
  const at = levelSite(node);
  const uid = uidValue(node, CONCEPT.trackingUID);
  const key = gradingOfCode(codeValue(node, CONCEPT.finding));
  if (!at || !uid || !key) {
    throw badReport({ context: 'grading-incomplete' });
  }
  if (!tracks(textValue(node, CONCEPT.trackingIdentifier), at.level, key)) {
    throw badReport({ context: 'grading-contradicts' });
  }
  const code = codeValue(node, gradingConcept(key));
  const grade = sameCode(code, OWN.notGraded) ? 'not-graded' : readGradeCode(key, code);
  const model = readAlgorithm(node);
  const modelGrade = readModelGrade(node, key, grade, model);
  const { status, reviewer } = readReview(need(node, OWN.status));
  const reason = readReason(node);
  const remark = textValue(node, OWN.remark);
  return {
    uid,
    level: at.level,
    grading: key,
    grade,
    ...(reason ? { notGradedReason: reason } : {}),
    ...(modelGrade ? { modelGrade } : {}),
    source: readSource(node, model),
    status,
    point: points(need(at.site, CONCEPT.representativePoint), 1)[0]!,
    ...(reviewer ? { reviewer } : {}),
    ...(remark ? { remark } : {}),
    ...(child(node, OWN.certainty) ? { unsure: true } : {}),
  };
}

/** The degeneration gradings of a report, in the order of the vocabulary; null where its version has none. */
export function readGradings(dataset: NaturalizedDataset): readonly Grading[] | null {
  const list = child(dataset, OWN.gradings);
  const order = ({ grading }: Grading) => GRADINGS.indexOf(grading);
  return (
    list &&
    children(list, OWN.gradingRecord)
      .filter(node => !isLaterGrading(node))
      .map(readGrading)
      .sort((a, b) => order(a) - order(b))
  );
}
