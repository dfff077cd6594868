import type { FindingStatus } from '../../findings';
import { CONCEPT, DISC_CODE, NOT_GRADED_CODE, OWN, VALUE, type Code } from '../codes';
import type { AnalysisRecord } from '../record';
import { LENGTH_KINDS } from '../sr/lengthItems';
import { lengthWords } from '../words';
import { coded, component, concept, dicomIdentifier, probability, SYSTEM } from './coding';
import { deviceUrn } from './device';
import type { FhirElement, FhirResource } from './resource';
import { labelOf, type Stated } from './stated';

const STATUS_CODE: Readonly<Record<FindingStatus, Code>> = {
  suggested: OWN.suggested,
  accepted: OWN.accepted,
  changed: OWN.changed,
  rejected: OWN.rejected,
};

/** What every resource says of whom and what it is about. */
export interface Context {
  readonly subject: FhirElement;
  readonly study: FhirElement;
  readonly effective: FhirElement;
  readonly issued: string;
}

const about = ({ subject, study, effective, issued }: Context): FhirElement => ({
  subject,
  partOf: [study],
  ...effective,
  issued,
});

/** A finding or a grading. */
export function observation(stated: Stated, context: Context): FhirResource {
  const { uid, level, code, site, words, grade, modelGrade, of, more } = stated;
  const { status, source, reviewer, notGradedReason, unsure } = of;
  const model = of.modelGrade?.model ?? (source.kind === 'model' ? source.model : null);
  const own = source.kind === 'model';
  const person = reviewer ?? (source.kind === 'person' ? source.name : undefined);
  const reason = notGradedReason ? concept(NOT_GRADED_CODE[notGradedReason]) : null;
  return {
    resourceType: 'Observation',
    identifier: [dicomIdentifier(uid)],
    // Nothing here is verified by anybody; what a reader rejected is withdrawn.
    status: status === 'rejected' ? 'cancelled' : 'preliminary',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'imaging',
            display: 'Imaging',
          },
        ],
      },
    ],
    code: concept(code, labelOf(of)),
    ...about(context),
    ...(person ? { performer: [{ type: 'Practitioner', display: person }] } : {}),
    ...(grade
      ? { valueCodeableConcept: concept(grade) }
      : {
          dataAbsentReason: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
                code: 'not-performed',
                display: 'Not Performed',
              },
            ],
            text: 'not graded',
          },
        }),
    note: [{ text: words }],
    bodySite: concept(DISC_CODE[level], site),
    ...(model ? { device: { reference: deviceUrn(model), type: 'Device' } } : {}),
    component: [
      ...more,
      coded(OWN.status, STATUS_CODE[status]),
      ...(reason ? [component(OWN.notGradedReason, { valueCodeableConcept: reason })] : []),
      ...(unsure ? [coded(OWN.certainty, VALUE.equivocal)] : []),
      ...(modelGrade && !own ? [coded(OWN.modelGrade, modelGrade.code)] : []),
      ...probability(modelGrade?.probability),
    ],
  };
}

/** The lengths that the report states, each with its key in the study. */
export function lengths({ levels }: AnalysisRecord, context: Context): [string, FhirResource][] {
  return levels.flatMap(({ level, measurements }) =>
    LENGTH_KINDS.flatMap((kind): [string, FhirResource][] => {
      const length = kind.of(measurements);
      return length
        ? [
            [
              `${level} ${kind.key}`,
              {
                resourceType: 'Observation',
                status: 'preliminary',
                code: concept(kind.concept, kind.words),
                ...about(context),
                valueQuantity: {
                  value: Number(length.mm.toFixed(2)),
                  unit: 'mm',
                  system: SYSTEM.UCUM,
                  code: 'mm',
                },
                note: [{ text: lengthWords(level, kind.words, length.mm) }],
                bodySite: concept(DISC_CODE[level], level),
                component: [coded(CONCEPT.topographicalModifier, kind.modifier)],
              },
            ],
          ]
        : [];
    })
  );
}
