import { notAssessedSentence, type Finding } from '../../findings';
import { codeItem, CONCEPT, DISC_CODE, NOT_ASSESSED_CODE, OWN, VALUE } from '../codes';
import { dicomDate, dicomTime } from '../format';
import { codingSchemes, contributingEquipment, equipment, patientAndStudy } from '../header';
import { REPORT_SERIES, RESEARCH_USE } from '../product';
import type { AnalysisRecord, NaturalizedDataset, ReportOptions, ReportSource } from '../record';
import { referencedRequests } from '../requests';
import { code, container, type ContentItem, text } from './content';
import { findingGroup, findingRecord } from './findingItems';
import { gradingsContainer } from './gradingItems';
import { withKept } from './kept';
import { lengthGroups } from './lengthItems';
import { levelContainer } from './levelItems';
import { algorithmIdentification, deviceObserver, personObserver } from './observers';
import { evidence, imageLibrary, predecessors } from './references';
import { structuresContainer } from './structureItems';

export const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

/** The version of our content items; a reader of version n reads every version up to n. */
export const SCHEMA_VERSION = 4;

const allFindings = (record: AnalysisRecord): Finding[] =>
  record.levels.flatMap(level => level.findings);

/** Who looked at the findings: the viewer's user, else the first reader that a finding names. */
function reviewer(findings: readonly Finding[], person: string | undefined): string | undefined {
  const names = findings.map(f => f.reviewer ?? (f.source.kind === 'person' ? f.source.name : ''));
  return person ?? names.find(name => !!name);
}

function checkTrackingUIDs(findings: readonly Finding[]): void {
  const seen = new Set<string>();
  for (const { uid, level, condition } of findings) {
    if (seen.has(uid)) {
      throw new Error(`Two findings have the UID ${uid}; the second is ${condition} at ${level}.`);
    }
    seen.add(uid);
  }
}

function warningItems(record: AnalysisRecord): ContentItem | null {
  return record.warnings.length
    ? container(
        'CONTAINS',
        OWN.warnings,
        record.warnings.map(warning =>
          text('CONTAINS', OWN.warning, warning.text, [
            warning.level
              ? code('HAS CONCEPT MOD', CONCEPT.findingSite, DISC_CODE[warning.level])
              : null,
            text('HAS PROPERTIES', OWN.warningCode, warning.code),
            // Beside the sentence, so that whoever opens the report may read it in another language.
            warning.values && Object.keys(warning.values).length > 0
              ? text('HAS PROPERTIES', OWN.warningValues, JSON.stringify(warning.values))
              : null,
          ])
        )
      )
    : null;
}

/** What a reader expects and does not get, in one line, each with its code. */
function notAssessedItem({ notAssessed = [] }: AnalysisRecord): ContentItem | null {
  return notAssessed.length
    ? text(
        'CONTAINS',
        OWN.notAssessed,
        notAssessedSentence(notAssessed),
        notAssessed.map(key => code('HAS PROPERTIES', CONCEPT.finding, NOT_ASSESSED_CODE[key]))
      )
    : null;
}

function algorithmItems(record: AnalysisRecord): ContentItem {
  return container(
    'CONTAINS',
    OWN.algorithms,
    record.models.map(model =>
      container('CONTAINS', OWN.algorithm, algorithmIdentification(model, model.evidence))
    )
  );
}

/** The document's root content (TID 1500). */
function rootContent(
  record: AnalysisRecord,
  source: ReportSource,
  options: ReportOptions
): (ContentItem | null)[] {
  const findings = allFindings(record);
  const isRejected = ({ status }: Finding) => status === 'rejected';
  const rejected = findings.filter(isRejected);
  const notGraded = findings.filter(f => !isRejected(f) && f.grade === 'not-graded');
  const stated = findings.filter(f => !isRejected(f) && f.grade !== 'not-graded');
  const reviewed = findings.some(({ status, remark }) => status !== 'suggested' || remark);
  const records = (list: readonly Finding[]) =>
    list.map(f => findingRecord(f, source, record.models));
  return [
    code('HAS CONCEPT MOD', CONCEPT.language, VALUE.english),
    ...deviceObserver(record.models),
    ...(reviewed ? personObserver(reviewer(findings, options.person)) : []),
    code('HAS CONCEPT MOD', CONCEPT.procedureReported, VALUE.imagingProcedure),
    text('HAS CONCEPT MOD', OWN.schema, String(SCHEMA_VERSION)),
    imageLibrary(source),
    container('CONTAINS', CONCEPT.imagingMeasurements, [
      ...stated.map(finding => findingGroup(finding, source, record.models)),
      ...lengthGroups(record, source),
    ]),
    text('CONTAINS', CONCEPT.summary, RESEARCH_USE),
    notAssessedItem(record),
    warningItems(record),
    notGraded.length ? container('CONTAINS', OWN.notGradedFindings, records(notGraded)) : null,
    rejected.length ? container('CONTAINS', OWN.rejectedFindings, records(rejected)) : null,
    gradingsContainer(record, source),
    structuresContainer(source),
    container(
      'CONTAINS',
      OWN.levels,
      record.levels.map(level => levelContainer(level, source))
    ),
    algorithmItems(record),
  ];
}

/** COMPLETE only when every condition was graded at every level (PS3.3, C.17.2.4). */
function completion(findings: readonly Finding[]): NaturalizedDataset {
  const missing = findings.filter(({ grade }) => grade === 'not-graded').length;
  return missing === 0
    ? { CompletionFlag: 'COMPLETE' }
    : {
        CompletionFlag: 'PARTIAL',
        CompletionFlagDescription: `${missing} of ${findings.length} findings not graded`,
      };
}

/**
 * An analysis as a Comprehensive 3D SR (TID 1500), naturalized; the caller writes or stores it.
 *
 * Every graded finding is a measurement group that plain OHIF lists and draws; findings that nobody
 * graded or that the reader rejected stand outside the Imaging Measurements, so that no reader takes
 * them for statements. Tracking UIDs depend on the findings only; the instance UID is new each time.
 *
 * @param record what was found; a person's edits are in its findings
 * @param source the images, for references, coordinates and the patient's and study's attributes
 * @throws DeepSpineError when the source has no sagittal slices
 */
export function buildStructuredReport(
  record: AnalysisRecord,
  source: ReportSource,
  options: ReportOptions
): NaturalizedDataset {
  const findings = allFindings(record);
  checkTrackingUIDs(findings);
  const { now, uid, predecessor } = options;
  const date = dicomDate(now);
  const time = dicomTime(now);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: COMPREHENSIVE_3D_SR,
    SOPInstanceUID: uid(),
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    ...patientAndStudy(source.header),
    StudyInstanceUID: record.studyInstanceUID,
    Modality: 'SR',
    SeriesInstanceUID: predecessor?.seriesInstanceUID ?? uid(),
    SeriesNumber: predecessor?.seriesNumber ?? options.seriesNumber ?? 9901,
    SeriesDescription: REPORT_SERIES,
    ReferencedPerformedProcedureStepSequence: [],
    ...referencedRequests(source.header, record.studyInstanceUID),
    ...equipment(record.models),
    ContributingEquipmentSequence: contributingEquipment(record.models),
    CodingSchemeIdentificationSequence: codingSchemes(SCHEMA_VERSION),
    InstanceNumber: (predecessor?.instanceNumber ?? 0) + 1,
    ContentDate: date,
    ContentTime: time,
    ...completion(findings),
    VerificationFlag: 'UNVERIFIED',
    PerformedProcedureCodeSequence: [],
    ...(predecessor ? { PredecessorDocumentsSequence: predecessors(predecessor) } : {}),
    CurrentRequestedProcedureEvidenceSequence: evidence(source),
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: [codeItem(CONCEPT.imagingMeasurementReport)],
    ContinuityOfContent: 'SEPARATE',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ContentSequence: withKept(
      rootContent(record, source, options).filter(item => item !== null),
      predecessor?.kept
    ),
  };
}
