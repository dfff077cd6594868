import type { Warning, WarningCode } from '../../analysis/warning';
import type { MessageValues, NotAssessed } from '../../findings';
import { english } from '../../messages';
import { CONCEPT, keyOfCode, NOT_ASSESSED_CODE, OWN, sameCode, VALUE } from '../codes';
import type { AnalysisRecord, NaturalizedDataset, ReportDocument, StoredReport } from '../record';
import { SCHEMA_VERSION } from './build';
import { isLaterFinding, keptContent } from './kept';
import { levelSite, readFinding, readUsedModel } from './readFinding';
import { readGradings } from './readGrading';
import { readLevel } from './readLevel';
import { readSegmentation, seriesUID } from './readReferences';
import { badReport, child, children, codeOf, items, need, textOf, textValue } from './tree';

/** The schema version of a report of ours; null for every other dataset. */
function schemaOf(dataset: NaturalizedDataset): number | null {
  if (!sameCode(codeOf(dataset.ConceptNameCodeSequence), CONCEPT.imagingMeasurementReport)) {
    return null;
  }
  const version = textValue(dataset, OWN.schema);
  return version === null ? null : Number(version);
}

/** The values of a warning; none where its sentence is another than this version would write. */
function readValues(item: NaturalizedDataset): Pick<Warning, 'values'> {
  const code = textValue(item, OWN.warningCode) ?? '';
  try {
    const values = JSON.parse(textValue(item, OWN.warningValues) ?? '{}') as MessageValues;
    return english({ code, values }) === textOf(item) ? { values } : {};
  } catch {
    // Neither JSON nor values: the sentence is there all the same.
    return {};
  }
}

function readWarnings(dataset: NaturalizedDataset): Warning[] {
  const list = child(dataset, OWN.warnings);
  return list
    ? children(list, OWN.warning).map(item => {
        const level = levelSite(item)?.level;
        return {
          code: (textValue(item, OWN.warningCode) ?? '') as WarningCode,
          ...readValues(item),
          text: textOf(item),
          ...(level ? { level } : {}),
        };
      })
    : [];
}

/** What a report says that nobody assessed. */
function readNotAssessed(dataset: NaturalizedDataset): NotAssessed[] {
  const list = child(dataset, OWN.notAssessed);
  return list
    ? children(list, CONCEPT.finding).flatMap(
        item => keyOfCode(NOT_ASSESSED_CODE, codeOf(item.ConceptCodeSequence)) ?? []
      )
    : [];
}

function documentOf(dataset: NaturalizedDataset): ReportDocument {
  const uid = (keyword: string) => {
    const value = dataset[keyword];
    if (typeof value !== 'string' || !value) {
      throw badReport({ context: 'attribute', attribute: keyword });
    }
    return value;
  };
  return {
    studyInstanceUID: uid('StudyInstanceUID'),
    seriesInstanceUID: uid('SeriesInstanceUID'),
    sopInstanceUID: uid('SOPInstanceUID'),
    sopClassUID: uid('SOPClassUID'),
    seriesNumber: Number(dataset.SeriesNumber ?? 0),
    instanceNumber: Number(dataset.InstanceNumber ?? 0),
  };
}

function readRecord(dataset: NaturalizedDataset, document: ReportDocument): AnalysisRecord {
  const groups = children(need(dataset, CONCEPT.imagingMeasurements), CONCEPT.measurementGroup);
  const elsewhere = [OWN.notGradedFindings, OWN.rejectedFindings].flatMap(name => {
    const list = child(dataset, name);
    return list ? children(list, OWN.findingRecord) : [];
  });
  const findingGroups = groups.filter(group => child(group, CONCEPT.finding));
  const findings = [...findingGroups, ...elsewhere]
    .filter(group => !isLaterFinding(group))
    .map(readFinding);
  const gradings = readGradings(dataset);
  const notAssessed = readNotAssessed(dataset);
  const sagittalSeriesUID = seriesUID(dataset, VALUE.sagittal);
  if (!sagittalSeriesUID) {
    throw badReport({ context: 'series' });
  }
  return {
    studyInstanceUID: document.studyInstanceUID,
    sagittalSeriesUID,
    axialSeriesUID: seriesUID(dataset, VALUE.axial),
    models: children(need(dataset, OWN.algorithms), OWN.algorithm).flatMap(
      item => readUsedModel(item) ?? []
    ),
    ...(notAssessed.length ? { notAssessed } : {}),
    levels: children(need(dataset, OWN.levels), OWN.level).map(level =>
      readLevel(level, groups, findings, gradings)
    ),
    warnings: readWarnings(dataset),
  };
}

/**
 * Restores an analysis from a stored SR.
 *
 * @param dataset naturalized, bulk data resolved
 * @returns null for everything that is not a DeepSPINE report: other software's objects are left alone
 * @throws DeepSpineError ('bad-report') for a report of ours that is damaged, or newer than this reader
 */
export function readStructuredReport(dataset: NaturalizedDataset): StoredReport | null {
  const schema = schemaOf(dataset);
  if (schema === null) {
    return null;
  }
  if (!Number.isInteger(schema) || schema < 1) {
    throw badReport({ context: 'version' });
  }
  if (schema > SCHEMA_VERSION) {
    throw badReport({ context: 'newer' });
  }
  const identity = documentOf(dataset);
  const record = readRecord(dataset, identity);
  const kept = keptContent(dataset);
  const document = kept ? { ...identity, kept } : identity;
  const segmentation = readSegmentation(dataset);
  return { record, document, schema, ...(segmentation ? { segmentation } : {}) };
}

/** SOP instance UIDs of the reports that a dataset replaces. */
function replaced(dataset: NaturalizedDataset): string[] {
  return items(dataset.PredecessorDocumentsSequence)
    .flatMap(study => items(study.ReferencedSeriesSequence))
    .flatMap(series => items(series.ReferencedSOPSequence))
    .map(reference => String(reference.ReferencedSOPInstanceUID));
}

/**
 * Our newest report among a study's SR datasets: one that no other replaces, the latest by content date,
 * time and instance number. Null when none is ours.
 */
export function newestReport<T extends NaturalizedDataset>(datasets: readonly T[]): T | null {
  const ours = datasets.filter(dataset => schemaOf(dataset) !== null);
  const old = new Set(ours.flatMap(replaced));
  const age = (dataset: T) =>
    `${String(dataset.ContentDate ?? '')}${String(dataset.ContentTime ?? '')
      .slice(0, 6)
      .padEnd(6, '0')}` + String(dataset.InstanceNumber ?? 0).padStart(8, '0');
  const current = ours.filter(dataset => !old.has(String(dataset.SOPInstanceUID)));
  return current.sort((a, b) => (age(a) < age(b) ? 1 : -1))[0] ?? null;
}
