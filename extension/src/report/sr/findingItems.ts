import {
  type Condition,
  CONDITION_DEFINITIONS,
  type Finding,
  type Grade,
  type GradeOrNotGraded,
  type Level,
} from '../../findings';
import {
  type Code,
  CONCEPT,
  CONDITION_CODE,
  DISC_CODE,
  GRADE_CODE,
  OWN,
  SIDE_CODE,
  UNIT,
  VALUE,
} from '../codes';
import type { SourceSeries } from '../record';
import { frameOfReferenceOf, pointOnSeries } from '../source';
import { findingWords } from '../words';
import {
  code,
  container,
  type ContentItem,
  imageCoordinates,
  number,
  patientCoordinates,
  text,
  uidRef,
} from './content';
import { algorithmIdentification, personObserver } from './observers';

/** OHIF makes a Probe of a point group whose tracking identifier starts with this. */
export const PROBE_TRACKING = 'Cornerstone3DTools@^0.1.0:Probe:DeepSPINE';

const STATUS_CODE: Readonly<Record<Finding['status'], Code>> = {
  suggested: OWN.suggested,
  accepted: OWN.accepted,
  changed: OWN.changed,
  rejected: OWN.rejected,
};

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
function findingSites(finding: Finding, frameOfReferenceUID: string): ContentItem[] {
  const { side } = CONDITION_DEFINITIONS[finding.condition];
  const { structure } = CONDITION_CODE[finding.condition];
  const laterality = side ? code('HAS CONCEPT MOD', CONCEPT.laterality, SIDE_CODE[side]) : null;
  const point = patientCoordinates(
    'INFERRED FROM',
    CONCEPT.representativePoint,
    'POINT',
    [finding.point],
    frameOfReferenceUID
  );
  const level = code('HAS CONCEPT MOD', CONCEPT.findingSite, DISC_CODE[finding.level], [
    laterality,
    point,
  ]);
  return structure
    ? [level, code('HAS CONCEPT MOD', CONCEPT.findingSite, structure, [laterality])]
    : [level];
}

/** One probability per grade of the model's scale, the stated grade first; the first nests the region. */
function probabilities(finding: Finding, region: ContentItem | null): ContentItem[] {
  const { condition, modelGrade } = finding;
  if (!modelGrade) {
    return [];
  }
  const concept = gradeConcept(condition);
  const scale = CONDITION_DEFINITIONS[condition].grades;
  const order: Grade[] = [modelGrade.grade, ...scale.filter(g => g !== modelGrade.grade)];
  const items: ContentItem[] = [];
  for (const grade of order) {
    const probability = modelGrade.probabilities[grade];
    if (probability !== undefined) {
      items.push(
        number('CONTAINS', CONCEPT.probability, probability, UNIT.none, [
          code('HAS CONCEPT MOD', concept, GRADE_CODE[grade]),
          items.length === 0 ? region : null,
        ])
      );
    }
  }
  return items;
}

function modelOf(finding: Finding) {
  return (
    finding.modelGrade?.model ?? (finding.source.kind === 'model' ? finding.source.model : null)
  );
}

/** Everything that is known of a finding; the same items in each of the three places. */
function findingItems(
  finding: Finding,
  frameOfReferenceUID: string,
  region: ContentItem | null
): (ContentItem | null)[] {
  const { condition, grade, level, modelGrade, source } = finding;
  const model = modelOf(finding);
  const numbers = probabilities(
    finding,
    region && { ...region, RelationshipType: 'INFERRED FROM' }
  );
  const modelDiffers =
    modelGrade && (modelGrade.grade !== grade || source.kind === 'person' || !numbers.length);
  return [
    text('HAS OBS CONTEXT', CONCEPT.trackingIdentifier, trackingIdentifier(level, condition)),
    uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, finding.uid),
    ...(source.kind === 'person' ? personObserver(source.name) : []),
    ...(model ? algorithmIdentification(model) : []),
    code('CONTAINS', CONCEPT.finding, CONDITION_CODE[condition].finding),
    ...findingSites(finding, frameOfReferenceUID),
    code('CONTAINS', gradeConcept(condition), gradeCode(grade)),
    modelDiffers ? code('CONTAINS', OWN.modelGrade, GRADE_CODE[modelGrade.grade]) : null,
    code('CONTAINS', OWN.status, STATUS_CODE[finding.status]),
    finding.unsure ? code('CONTAINS', OWN.certainty, VALUE.equivocal) : null,
    region,
    ...numbers,
    text('CONTAINS', CONCEPT.comment, findingWords(finding)),
  ];
}

export function trackingIdentifier(level: Level, condition: Condition): string {
  return `${PROBE_TRACKING}:${level}:${condition}`;
}

/** A graded finding as a measurement group with its point on the sagittal image (TID 1410). */
export function findingGroup(finding: Finding, series: SourceSeries): ContentItem {
  const { instance, xy } = pointOnSeries(series, finding.point);
  const region = imageCoordinates('CONTAINS', CONCEPT.imageRegion, 'POINT', [xy], instance);
  return container(
    'CONTAINS',
    CONCEPT.measurementGroup,
    findingItems(finding, frameOfReferenceOf(series), region),
    '1410'
  );
}

/**
 * A finding that must not be taken for a measurement (not graded, or rejected): the same content outside
 * the Imaging Measurements, without the region from which viewers would draw it.
 */
export function findingRecord(finding: Finding, series: SourceSeries): ContentItem {
  return container(
    'CONTAINS',
    OWN.findingRecord,
    findingItems(finding, frameOfReferenceOf(series), null)
  );
}
