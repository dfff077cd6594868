import {
  GRADING_DEFINITIONS,
  type Grading,
  type GradingGrade,
  type GradingKey,
  type UsedModel,
} from '../../findings';
import {
  type Code,
  CONCEPT,
  DISC_CODE,
  GRADING_CODE,
  GRADING_GRADE_CODE,
  OWN,
  VALUE,
} from '../codes';
import type { AnalysisRecord, ReportSource } from '../record';
import { frameOfReferenceOf } from '../source';
import { gradingWords } from '../words';
import { code, container, type ContentItem, patientCoordinates, text, uidRef } from './content';
import { algorithmIdentification, evidenceFor, personObserver } from './observers';
import { findingSite } from './sites';
import { probabilityItem, reasonItem, type Scale, statusItem } from './statedItems';
import { gradingTracking } from './tracking';

/** The grade's own concept, or presence. */
export const gradingConcept = (key: GradingKey): Code =>
  key === 'pfirrmann' ? OWN.pfirrmannGrade : CONCEPT.presence;

export const gradingScale = (key: GradingKey): Scale<GradingGrade> => ({
  concept: gradingConcept(key),
  grades: GRADING_DEFINITIONS[key].grades,
  codeOf: grade => GRADING_GRADE_CODE[grade],
});

/** The grade, and the algorithm's with its probabilities: beside its own, or inside it where a person changed it. */
function gradeItems({ grading, grade, modelGrade, source }: Grading): (ContentItem | null)[] {
  const concept = gradingConcept(grading);
  const value = grade === 'not-graded' ? OWN.notGraded : GRADING_GRADE_CODE[grade];
  const stated = code('CONTAINS', concept, value);
  if (!modelGrade) {
    return [stated];
  }
  const said = (relation: 'CONTAINS' | 'HAS PROPERTIES') =>
    probabilityItem(
      relation,
      gradingScale(grading),
      modelGrade.grade,
      modelGrade.probabilities,
      null
    );
  return source.kind === 'model' && modelGrade.grade === grade
    ? [stated, said('CONTAINS')]
    : [
        stated,
        code('CONTAINS', OWN.modelGrade, GRADING_GRADE_CODE[modelGrade.grade], [
          said('HAS PROPERTIES'),
        ]),
      ];
}

function gradingRecord(
  grading: Grading,
  from: ReportSource,
  models: readonly UsedModel[]
): ContentItem {
  const { level, grading: key, source, modelGrade, remark } = grading;
  const model = modelGrade?.model ?? (source.kind === 'model' ? source.model : null);
  const point = patientCoordinates(
    'INFERRED FROM',
    CONCEPT.representativePoint,
    'POINT',
    [grading.point],
    frameOfReferenceOf(from.sagittal)
  );
  return container('CONTAINS', OWN.gradingRecord, [
    text('HAS OBS CONTEXT', CONCEPT.trackingIdentifier, gradingTracking(level, key)),
    uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, grading.uid),
    ...(source.kind === 'person' ? personObserver(source.name) : []),
    ...(model ? algorithmIdentification(model, evidenceFor(models, model, key)) : []),
    code('CONTAINS', CONCEPT.finding, GRADING_CODE[key]),
    findingSite(DISC_CODE[level], [point]),
    ...gradeItems(grading),
    reasonItem(grading.notGradedReason),
    statusItem(grading.status, grading.reviewer),
    grading.unsure ? code('CONTAINS', OWN.certainty, VALUE.equivocal) : null,
    text('CONTAINS', CONCEPT.comment, gradingWords(grading)),
    remark ? text('CONTAINS', OWN.remark, remark) : null,
  ]);
}

/**
 * The degeneration gradings of every level, apart from the findings and outside the Imaging Measurements: they are
 * statements about a whole disc, and viewers would draw six more points on each. Null where a record has none.
 */
export function gradingsContainer(
  { levels, models }: AnalysisRecord,
  source: ReportSource
): ContentItem | null {
  const all = levels.flatMap(({ gradings = [] }) => gradings);
  return all.length
    ? container(
        'CONTAINS',
        OWN.gradings,
        all.map(grading => gradingRecord(grading, source, models))
      )
    : null;
}
