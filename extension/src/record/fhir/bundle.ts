import { uidFrom } from '../../findings';
import { CONCEPT } from '../codes';
import { RESEARCH_USE } from '../product';
import type { AnalysisRecord, NaturalizedDataset } from '../record';
import { concept, dicomIdentifier, urnOf } from './coding';
import { device, deviceUrn } from './device';
import { lengths, observation, type Context } from './observation';
import { narrative, withPlainTexts } from './plainTexts';
import type { FhirBundle, FhirResource } from './resource';
import { statedFinding, statedGrading } from './stated';
import { dateOf, imagingStudy, patient, text } from './subject';

export interface FhirInput {
  readonly record: AnalysisRecord;
  /** Header of an image of the study. */
  readonly header: NaturalizedDataset;
  /** What a person's decisions come to in words; '' where nobody decided. */
  readonly draft: string;
  readonly now: Date;
  /** SOP Instance UID of the structured report that says the same; missing where none is written. */
  readonly report?: string;
}

/**
 * The findings of a study as a FHIR R4 Bundle: a DiagnosticReport, an Observation per finding, grading and length, and
 * a Device per model. Patient and study are named by their identifiers, since whoever takes it has them already. Not
 * graded is an Observation without a value and with the reason; nothing is `final`, as nothing is verified.
 */
export function fhirBundle({ record, header, draft, now, report }: FhirInput): FhirBundle {
  const { studyInstanceUID: study, levels, models, warnings } = record;
  const date = dateOf(text(header, 'StudyDate'));
  const context: Context = {
    subject: patient(header),
    study: imagingStudy(study),
    effective: date ? { effectiveDateTime: date } : {},
    issued: now.toISOString(),
  };
  const stated = [
    ...levels.flatMap(({ findings }) => findings.map(statedFinding)),
    ...levels.flatMap(({ gradings = [] }) => gradings.map(statedGrading)),
  ];
  const observations: [string, FhirResource][] = [
    ...stated.map((one): [string, FhirResource] => [
      urnOf('observation', one.uid),
      observation(one, context),
    ]),
    ...lengths(record, context).map(([key, resource]): [string, FhirResource] => [
      urnOf('length', study, key),
      resource,
    ]),
  ];
  const accession = text(header, 'AccessionNumber');
  const words = [
    RESEARCH_USE,
    draft || 'Nobody has decided on a finding yet.',
    ...warnings.map(warning => warning.text),
  ];
  const diagnosticReport: FhirResource = {
    resourceType: 'DiagnosticReport',
    text: narrative([...words, ...stated.map(one => one.words)]),
    ...(report ? { identifier: [dicomIdentifier(report)] } : {}),
    ...(accession
      ? { basedOn: [{ type: 'ServiceRequest', identifier: { value: accession } }] }
      : {}),
    status: 'preliminary',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
            code: 'RAD',
            display: 'Radiology',
          },
        ],
      },
    ],
    code: concept(CONCEPT.imagingMeasurementReport),
    subject: context.subject,
    ...context.effective,
    issued: context.issued,
    result: observations.map(([reference]) => ({ reference, type: 'Observation' })),
    imagingStudy: [context.study],
    conclusion: words.join('\n'),
  };
  return withPlainTexts({
    resourceType: 'Bundle',
    type: 'collection',
    identifier: dicomIdentifier(uidFrom('fhir bundle', study, now.toISOString())),
    timestamp: context.issued,
    entry: [
      { fullUrl: urnOf('report', report ?? study), resource: diagnosticReport },
      ...models.map(model => ({ fullUrl: deviceUrn(model), resource: device(model) })),
      ...observations.map(([fullUrl, resource]) => ({ fullUrl, resource })),
    ],
  }) as FhirBundle;
}
