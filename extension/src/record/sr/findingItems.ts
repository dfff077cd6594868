import {
  type Condition,
  CONDITION_DEFINITIONS,
  type Finding,
  type Grade,
  type GradeOrNotGraded,
  type UsedModel,
} from '../../findings';
import {
  type Code,
  CONCEPT,
  CONDITION_CODE,
  DISC_CODE,
  GRADE_CODE,
  OWN,
  SIDE_CODE,
  VALUE,
} from '../codes';
import type { ReportSource } from '../record';
import { frameOfReferenceOf, pointOnSeries } from '../source';
import { findingWords } from '../words';
import {
  code,
  container,
  type ContentItem,
  imageCoordinates,
  patientCoordinates,
  text,
  uidRef,
} from './content';
import { algorithmIdentification, evidenceFor, personObserver } from './observers';
import { findingSite } from './sites';
import { probabilityItem, reasonItem, type Scale, statusItem } from './statedItems';
import { findingTracking } from './tracking';

/** Severity for the graded conditions, presence for the others. */
export function gradeConcept(condition: Condition): Code {
  return CONDITION_DEFINITIONS[condition].grades.includes('none')
    ? CONCEPT.severity
    : CONCEPT.presence;
}

const gradeCode = (grade: GradeOrNotGraded): Code =>
  grade === 'not-graded' ? OWN.notGraded : GRADE_CODE[grade];

/**
 * Finding Site: the disc level first (plain OHIF shows the first site), then the structure in it, each
 * with the patient's side. The level's site holds the finding's point in patient space.
 */
function findingSites(finding: Finding, source: ReportSource): ContentItem[] {
  const { side } = CONDITION_DEFINITIONS[finding.condition];
  const { structure } = CONDITION_CODE[finding.condition];
  const laterality = side ? code('HAS CONCEPT MOD', CONCEPT.laterality, SIDE_CODE[side]) : null;
  const point = patientCoordinates(
    'INFERRED FROM',
    CONCEPT.representativePoint,
    'POINT',
    [finding.point],
    frameOfReferenceOf(source.sagittal)
  );
  const level = findingSite(DISC_CODE[finding.level], [laterality, point]);
  return structure ? [level, findingSite(structure, [laterality])] : [level];
}

export const scaleOf = (condition: Condition): Scale<Grade> => ({
  concept: gradeConcept(condition),
  grades: CONDITION_DEFINITIONS[condition].grades,
  codeOf: grade => GRADE_CODE[grade],
});

/**
 * The grade, and what the algorithm said: its probability beside its own grade, or the algorithm's grade
 * with its probability beside the reader's.
 */
function gradeItems(finding: Finding, region: ContentItem | null): (ContentItem | null)[] {
  const { condition, grade, modelGrade, source } = finding;
  const stated = code('CONTAINS', gradeConcept(condition), gradeCode(grade));
  if (!modelGrade) {
    return [stated];
  }
  const own = source.kind === 'model' && modelGrade.grade === grade;
  const said = (relation: 'CONTAINS' | 'HAS PROPERTIES', at: ContentItem | null) =>
    probabilityItem(relation, scaleOf(condition), modelGrade.grade, modelGrade.probabilities, at);
  const probability = own ? said('CONTAINS', region) : null;
  return probability
    ? [stated, probability]
    : [
        stated,
        code('CONTAINS', OWN.modelGrade, GRADE_CODE[modelGrade.grade], [
          said('HAS PROPERTIES', null),
        ]),
      ];
}

function modelOf(finding: Finding) {
  return (
    finding.modelGrade?.model ?? (finding.source.kind === 'model' ? finding.source.model : null)
  );
}

/** Everything that is known of a finding; the same items in each of the three places. */
function findingItems(
  finding: Finding,
  from: ReportSource,
  models: readonly UsedModel[],
  region: ContentItem | null
): (ContentItem | null)[] {
  const { condition, level, source, remark } = finding;
  const model = modelOf(finding);
  return [
    text('HAS OBS CONTEXT', CONCEPT.trackingIdentifier, findingTracking(level, condition)),
    uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, finding.uid),
    ...(source.kind === 'person' ? personObserver(source.name) : []),
    ...(model ? algorithmIdentification(model, evidenceFor(models, model, condition)) : []),
    code('CONTAINS', CONCEPT.finding, CONDITION_CODE[condition].finding),
    ...findingSites(finding, from),
    ...gradeItems(finding, region),
    reasonItem(finding.notGradedReason),
    statusItem(finding.status, finding.reviewer),
    finding.unsure ? code('CONTAINS', OWN.certainty, VALUE.equivocal) : null,
    region,
    text('CONTAINS', CONCEPT.comment, findingWords(finding)),
    remark ? text('CONTAINS', OWN.remark, remark) : null,
  ];
}

/** A graded finding as a measurement group with its point on the sagittal image (TID 1410). */
export function findingGroup(
  finding: Finding,
  source: ReportSource,
  models: readonly UsedModel[]
): ContentItem {
  const { instance, xy } = pointOnSeries(source.sagittal, finding.point);
  const region = imageCoordinates('CONTAINS', CONCEPT.imageRegion, 'POINT', [xy], instance);
  return container(
    'CONTAINS',
    CONCEPT.measurementGroup,
    findingItems(finding, source, models, region),
    '1410'
  );
}

/**
 * A finding that must not be taken for a measurement (not graded, or rejected): the same content outside
 * the Imaging Measurements, without the region from which viewers would draw it.
 */
export function findingRecord(
  finding: Finding,
  source: ReportSource,
  models: readonly UsedModel[]
): ContentItem {
  return container('CONTAINS', OWN.findingRecord, findingItems(finding, source, models, null));
}
