import {
  CONDITION_DEFINITIONS,
  conditionLabel,
  GRADING_DEFINITIONS,
  uidFrom,
  type Finding,
  type FindingStatus,
  type Grading,
  type Level,
  type ModelIdentity,
} from '../../findings';
import {
  CONCEPT,
  CONDITION_CODE,
  DISC_CODE,
  GRADE_CODE,
  GRADING_CODE,
  GRADING_GRADE_CODE,
  NOT_GRADED_CODE,
  OWN,
  PRIVATE_SCHEME,
  SIDE_CODE,
  VALUE,
  type Code,
} from '../codes';
import { deviceUID, personNameString } from '../header';
import { PRODUCT, RESEARCH_USE } from '../product';
import type { AnalysisRecord, NaturalizedDataset } from '../record';
import { gradeConcept } from '../sr/findingItems';
import { LENGTH_KINDS } from '../sr/lengthItems';
import { findingWords, gradingWords, lengthWords } from '../words';

/** A FHIR R4 element as it stands in JSON. */
export type FhirElement = Readonly<Record<string, unknown>>;
export interface FhirResource extends FhirElement {
  readonly resourceType: string;
}
export interface FhirBundle extends FhirResource {
  readonly resourceType: 'Bundle';
  readonly entry: readonly { readonly fullUrl: string; readonly resource: FhirResource }[];
}

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

/** Names of code systems in FHIR, as HL7's guide of DICOM SR in FHIR has them; ours is an OID of its own. */
const SYSTEM: Readonly<Record<string, string>> = {
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  SCT: 'http://snomed.info/sct',
  RADLEX: 'http://radlex.org',
  UCUM: 'http://unitsofmeasure.org',
  NCIt: 'https://ncit.nci.nih.gov',
  [PRIVATE_SCHEME]: `urn:oid:${uidFrom('coding scheme', PRIVATE_SCHEME)}`,
};
const DICOM_UID = 'urn:dicom:uid';
const STUDY_INSTANCE_UID: Code = {
  scheme: 'DCM',
  value: '110180',
  meaning: 'Study Instance UID',
};

const concept = ({ scheme, value, meaning }: Code, text?: string): FhirElement => ({
  coding: [{ system: SYSTEM[scheme], code: value, display: meaning }],
  ...(text ? { text } : {}),
});

const dicomIdentifier = (uid: string): FhirElement => ({
  system: DICOM_UID,
  value: `urn:oid:${uid}`,
});

/** The UUID of a resource; the same for the same thing, so that sending it again makes no second one. */
function urnOf(...parts: readonly string[]): string {
  const number = BigInt(uidFrom('fhir', ...parts).replace('2.25.', ''));
  const hex = number.toString(16).padStart(32, '0');
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

const text = (header: NaturalizedDataset, keyword: string): string => {
  const value = header[keyword];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? plain(String(first)).trim() : '';
};

/** 'Jane Doe' of a DICOM name's first group that says anything. */
function nameOf(header: NaturalizedDataset): string {
  const group = personNameString(header.PatientName)
    .split('=')
    .find(one => one.replace(/[\s^]/g, '') !== '');
  const [family = '', given = '', middle = ''] = (group ?? '').split('^');
  return [given, middle, family].filter(Boolean).join(' ');
}

/** 'YYYY-MM-DD' of a DA; null for what is none. FHIR wants a time zone with a time, and DICOM's may be missing. */
function dateOf(date: string): string | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  return year ? `${year}-${month}-${day}` : null;
}

function patient(header: NaturalizedDataset): FhirElement {
  const id = text(header, 'PatientID');
  const issuer = text(header, 'IssuerOfPatientID');
  const name = nameOf(header);
  return {
    type: 'Patient',
    ...(id
      ? { identifier: { value: id, ...(issuer ? { assigner: { display: issuer } } : {}) } }
      : {}),
    display: name || id || 'unknown',
  };
}

const imagingStudy = (study: string): FhirElement => ({
  type: 'ImagingStudy',
  identifier: { type: concept(STUDY_INSTANCE_UID), ...dicomIdentifier(study) },
});

const STATUS_CODE: Readonly<Record<FindingStatus, Code>> = {
  suggested: OWN.suggested,
  accepted: OWN.accepted,
  changed: OWN.changed,
  rejected: OWN.rejected,
};

const component = (code: Code, value: FhirElement): FhirElement => ({
  code: concept(code),
  ...value,
});
const coded = (code: Code, value: Code): FhirElement =>
  component(code, { valueCodeableConcept: concept(value) });

const probability = (value: number | undefined): FhirElement[] =>
  value === undefined
    ? []
    : [
        component(CONCEPT.probability, {
          valueQuantity: { value: Number(value.toFixed(4)), system: SYSTEM.UCUM, code: '1' },
        }),
      ];

/** What findings and gradings have in common. */
interface Stated {
  readonly uid: string;
  readonly level: Level;
  readonly code: Code;
  readonly site: string;
  readonly words: string;
  /** null: not graded. */
  readonly grade: Code | null;
  readonly modelGrade: { readonly code: Code; readonly probability?: number } | null;
  readonly of: Finding | Grading;
  readonly more: readonly FhirElement[];
}

/** Grades by their codes; `grade` is what stands, `modelGrade` what the model said. */
function gradesIn<G extends string>(
  codes: Readonly<Record<G, Code>>,
  {
    grade,
    modelGrade,
  }: {
    readonly grade: G | 'not-graded';
    readonly modelGrade?:
      | { readonly grade: G; readonly probabilities: Readonly<Partial<Record<G, number>>> }
      | undefined;
  }
): Pick<Stated, 'grade' | 'modelGrade'> {
  const probability = modelGrade?.probabilities[modelGrade.grade];
  return {
    grade: grade === 'not-graded' ? null : codes[grade],
    modelGrade: modelGrade
      ? { code: codes[modelGrade.grade], ...(probability === undefined ? {} : { probability }) }
      : null,
  };
}

function statedFinding(finding: Finding): Stated {
  const { condition, grade, level, uid } = finding;
  const { side } = CONDITION_DEFINITIONS[condition];
  return {
    ...{ uid, level, of: finding },
    code: CONDITION_CODE[condition].finding,
    site: side ? `${level}, ${side}` : level,
    words: findingWords(finding),
    ...gradesIn(GRADE_CODE, finding),
    more: [
      ...(side ? [coded(CONCEPT.laterality, SIDE_CODE[side])] : []),
      ...(grade === 'not-graded' ? [] : [coded(gradeConcept(condition), GRADE_CODE[grade])]),
    ],
  };
}

function statedGrading(grading: Grading): Stated {
  const { level, uid } = grading;
  return {
    ...{ uid, level, of: grading },
    code: GRADING_CODE[grading.grading],
    site: level,
    words: gradingWords(grading),
    ...gradesIn(GRADING_GRADE_CODE, grading),
    more: [],
  };
}

const labelOf = (of: Finding | Grading): string =>
  'condition' in of ? conditionLabel(of.condition) : GRADING_DEFINITIONS[of.grading].name;

/** What every resource says of whom and what it is about. */
interface Context {
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

const deviceUrn = (model: ModelIdentity): string => urnOf('device', deviceUID([model]));

function observation(stated: Stated, context: Context): FhirResource {
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

/** The lengths that the report states. */
function lengths({ levels }: AnalysisRecord, context: Context): [string, FhirResource][] {
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

const device = (model: ModelIdentity): FhirResource => ({
  resourceType: 'Device',
  identifier: [dicomIdentifier(deviceUID([model]))],
  manufacturer: PRODUCT.manufacturer,
  deviceName: [{ name: model.name, type: 'model-name' }],
  version: [{ value: model.version }],
  note: [{ text: `${PRODUCT.model} ${PRODUCT.version}; SHA-256 ${model.sha256}. ${RESEARCH_USE}` }],
});

/** Without the characters that neither FHIR's strings (R4, 2.24.0.1) nor XML 1.0 (2.2) have a place for. */
const plain = (words: string): string =>
  [...words]
    .filter(character => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(character) || character === '\n')
    .join('');

/** A value with all of its texts plain. */
function withPlainTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    return plain(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(withPlainTexts)
    : Object.fromEntries(Object.entries(value).map(([key, of]) => [key, withPlainTexts(of)]));
}

const xml = (words: string): string =>
  plain(words).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function narrative(lines: readonly string[]): FhirElement {
  const body = lines.map(line => `<p>${xml(line).replaceAll('\n', '<br/>')}</p>`).join('');
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>`,
  };
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
