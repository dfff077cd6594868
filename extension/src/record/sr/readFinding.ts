import {
  type Condition,
  CONDITION_DEFINITIONS,
  CONDITIONS,
  type Finding,
  type FindingSource,
  type FindingStatus,
  type Grade,
  type GradeOrNotGraded,
  type Level,
  type ModelGrade,
  type ModelIdentity,
  type UsedModel,
  type Vec3,
} from '../../findings';
import {
  type Code,
  CONCEPT,
  CONDITION_CODE,
  DISC_CODE,
  GRADE_CODE,
  keyOfCode,
  NOT_GRADED_CODE,
  OWN,
  sameCode,
  SIDE_CODE,
  VALUE,
} from '../codes';
import type { NaturalizedDataset } from '../record';
import { gradeConcept } from './findingItems';
import { HASH_PREFIX, UNNAMED_READER } from './observers';
import { readEvidence } from './readEvidence';
import { STATUS_CODE } from './statedItems';
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
  textOf,
  textValue,
  uidValue,
} from './tree';

/** The disc level in an item's finding sites, and that site's item. */
export function levelSite(
  node: NaturalizedDataset
): { readonly level: Level; readonly site: NaturalizedDataset } | null {
  for (const site of children(node, CONCEPT.findingSite)) {
    const level = keyOfCode(DISC_CODE, codeOf(site.ConceptCodeSequence));
    if (level) {
      return { level, site };
    }
  }
  return null;
}

/** TID 4019 items of a node; null when it names no algorithm. */
export function readAlgorithm(node: NaturalizedDataset): ModelIdentity | null {
  const name = textValue(node, CONCEPT.algorithmName);
  if (name === null) {
    return null;
  }
  const parameters = children(node, CONCEPT.algorithmParameters).map(textOf);
  const hash = parameters.find(text => text.startsWith(HASH_PREFIX));
  return {
    name,
    version: textValue(node, CONCEPT.algorithmVersion) ?? '',
    sha256: hash?.slice(HASH_PREFIX.length) ?? '',
  };
}

/** The algorithm of a node with what is known of its heads; null when it names none. */
export function readUsedModel(node: NaturalizedDataset): UsedModel | null {
  const model = readAlgorithm(node);
  const evidence = readEvidence(node);
  return model && { ...model, ...(evidence ? { evidence } : {}) };
}

function readCondition(group: NaturalizedDataset, site: NaturalizedDataset): Condition {
  const finding = codeValue(group, CONCEPT.finding);
  const side = keyOfCode(SIDE_CODE, codeValue(site, CONCEPT.laterality)) ?? undefined;
  const condition = CONDITIONS.find(
    key =>
      sameCode(CONDITION_CODE[key].finding, finding) && CONDITION_DEFINITIONS[key].side === side
  );
  if (!condition) {
    throw badReport({ context: 'finding-unknown', finding: finding?.meaning ?? '' });
  }
  return condition;
}

function readGradeCode(condition: Condition, code: Code | null): Grade {
  const grade = keyOfCode(GRADE_CODE, code);
  if (!grade || !CONDITION_DEFINITIONS[condition].grades.includes(grade)) {
    throw badReport({ context: 'grade', grade: code?.meaning ?? '', name: condition });
  }
  return grade;
}

function readGrade(group: NaturalizedDataset, condition: Condition): GradeOrNotGraded {
  const code = codeValue(group, gradeConcept(condition));
  return sameCode(code, OWN.notGraded) ? 'not-graded' : readGradeCode(condition, code);
}

/** The probabilities in a node: one of the stated grade, those of the other grades inside it. */
function readProbabilities(
  node: NaturalizedDataset,
  condition: Condition
): Partial<Record<Grade, number>> {
  const [stated] = children(node, CONCEPT.probability);
  const all = stated ? [stated, ...children(stated, CONCEPT.probability)] : [];
  return Object.fromEntries(
    all.map(item => [
      readGradeCode(condition, codeValue(item, gradeConcept(condition))),
      numberOf(item),
    ])
  );
}

/** What the algorithm said: beside the reader's grade, or the stated grade itself with a probability. */
function readModelGrade(
  group: NaturalizedDataset,
  condition: Condition,
  grade: GradeOrNotGraded,
  model: ModelIdentity | null
): ModelGrade | undefined {
  const beside = child(group, OWN.modelGrade);
  const probabilities = readProbabilities(beside ?? group, condition);
  if (!model || (!beside && Object.keys(probabilities).length === 0)) {
    return undefined;
  }
  const stated = beside ? readGradeCode(condition, codeOf(beside.ConceptCodeSequence)) : grade;
  return stated === 'not-graded' ? undefined : { grade: stated, probabilities, model };
}

/** A PN value as a string, however the reader of the dataset represented it. */
function personName(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'object' && first !== null && 'Alphabetic' in first) {
    return String(first.Alphabetic);
  }
  return String(first ?? '');
}

/** The person observer among a node's children; undefined where the name was not known. */
function observerName(node: NaturalizedDataset): string | undefined {
  const name = personName(child(node, CONCEPT.personObserverName)?.PersonName);
  return name && name !== UNNAMED_READER ? name : undefined;
}

export function readSource(group: NaturalizedDataset, model: ModelIdentity | null): FindingSource {
  if (sameCode(codeValue(group, CONCEPT.observerType), VALUE.person)) {
    const name = observerName(group);
    return name ? { kind: 'person', name } : { kind: 'person' };
  }
  if (!model) {
    throw badReport({ context: 'no-author' });
  }
  return { kind: 'model', model };
}

/** Where something stands with people, from its status item. */
export function readReview(item: NaturalizedDataset): {
  readonly status: FindingStatus;
  readonly reviewer: string | undefined;
} {
  const status = keyOfCode(STATUS_CODE, codeOf(item.ConceptCodeSequence));
  if (!status) {
    throw badReport({ context: 'status' });
  }
  return { status, reviewer: observerName(item) };
}

/** Why something was not graded; null where the report does not say. */
export const readReason = (node: NaturalizedDataset) =>
  keyOfCode(NOT_GRADED_CODE, codeValue(node, OWN.notGradedReason));

/** A finding from its measurement group or record (the inverse of findingItems). */
export function readFinding(group: NaturalizedDataset): Finding {
  const at = levelSite(group);
  const uid = uidValue(group, CONCEPT.trackingUID);
  if (!at || !uid) {
    throw badReport({ context: 'finding-incomplete' });
  }
  const condition = readCondition(group, at.site);
  // The place is written twice, in codes and in the identifier: a damaged one must not move a finding.
  if (!tracks(textValue(group, CONCEPT.trackingIdentifier), at.level, condition)) {
    throw badReport({ context: 'finding-contradicts' });
  }
  const grade = readGrade(group, condition);
  const model = readAlgorithm(group);
  const modelGrade = readModelGrade(group, condition, grade, model);
  const review = need(group, OWN.status);
  const { status, reviewer } = readReview(review);
  const reason = readReason(group);
  const remark = textValue(group, OWN.remark);
  const point: Vec3 = points(need(at.site, CONCEPT.representativePoint), 1)[0]!;
  return {
    uid,
    level: at.level,
    condition,
    grade,
    ...(reason ? { notGradedReason: reason } : {}),
    ...(modelGrade ? { modelGrade } : {}),
    source: readSource(group, model),
    status,
    point,
    ...(reviewer ? { reviewer } : {}),
    ...(remark ? { remark } : {}),
    ...(child(group, OWN.certainty) ? { unsure: true } : {}),
  };
}
