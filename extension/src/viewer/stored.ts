import { DicomMetadataStore } from '@ohif/core';
import { DeepSpineError } from '../findings';
import {
  buildSegmentation,
  buildStructuredReport,
  newestReport,
  readStructuredReport,
  type NaturalizedDataset,
  type ReportDocument,
  type ReportSource,
  type StoredReport,
} from '../report';
import { storeInArchive } from './archive';
import type { Configuration } from './configuration';
import { firstInstance } from './displaySets';
import type { Runtime } from './ohif';
import { asRead, toPart10 } from './part10';
import type { StudySeries } from './seriesChoice';
import type { GradedStudy } from './state';

/** A new UID from a random UUID (DICOM PS3.5, B.2); getRandomValues also works without HTTPS. */
export function randomUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)}`;
}

/** The DICOM objects that hold what the panel shows. */
export interface StoredObjects {
  readonly report: NaturalizedDataset;
  readonly document: ReportDocument;
  /** Absent when there is none (restored findings) or the site does not want it. */
  readonly segmentation?: NaturalizedDataset;
}

const sourceOf = (series: StudySeries) => ({
  seriesInstanceUID: series.seriesInstanceUID,
  studyInstanceUID: series.studyInstanceUID,
  sopClassUID: series.sopClassUID,
  frameOfReferenceUID: series.frameOfReferenceUID,
  slices: series.images.map(({ slice }) => slice),
});

/** The signed-in person as a DICOM person name (PS3.5, 6.2.1), where the viewer knows one. */
export function personName({ services }: Pick<Runtime, 'services'>): string | undefined {
  const profile = services.userAuthenticationService.getUser?.()?.profile ?? {};
  const claim = (name: string) => {
    const value = profile[name];
    return typeof value === 'string' ? value.replace(/[\\^=]/g, ' ').trim() : '';
  };
  const [family, given] = [claim('family_name'), claim('given_name')];
  return (family ? `${family}^${given}`.replace(/\^$/, '') : claim('name')) || undefined;
}

/** Builds the SR and the SEG of a graded study; the images' headers come from the viewer. */
export function buildObjects(
  study: GradedStudy,
  series: readonly StudySeries[],
  configuration: Configuration,
  person?: string
): StoredObjects {
  const find = (uid: string | null) => series.find(s => s.seriesInstanceUID === uid);
  const sagittal = find(study.sagittalSeriesUID);
  const header = sagittal && firstInstance(sagittal.displaySet);
  if (!sagittal || !header) {
    throw new DeepSpineError(
      'no-series',
      'The series that these findings belong to is not open any more; reload the study and save again.'
    );
  }
  const axial = find(study.axialSeriesUID);
  const source: ReportSource = {
    header,
    sagittal: sourceOf(sagittal),
    ...(axial ? { axial: sourceOf(axial) } : {}),
  };
  const context = { now: new Date(), uid: randomUid };
  const predecessor = study.report ?? undefined;
  const report = buildStructuredReport(study, source, { ...context, predecessor, person });
  const document = readStructuredReport(report)?.document;
  if (!document) {
    throw new Error('The report that was just built cannot be read.');
  }
  const { segmentation: labels } = study;
  const segmentation =
    labels && configuration.storeSegmentation
      ? buildSegmentation({ ...study, segmentation: labels }, source, {
          ...context,
          encoding: configuration.segmentationEncoding,
        })
      : undefined;
  return { report, document, segmentation };
}

/**
 * Stores the objects, the report last: whoever finds the report finds everything. What is stored
 * then shows in the viewer's own list of series.
 */
export async function storeObjects(
  runtime: Runtime,
  { report, segmentation }: StoredObjects
): Promise<void> {
  const dataSource = runtime.dataSource();
  for (const dataset of [segmentation, report]) {
    if (dataset) {
      await storeInArchive(dataSource, toPart10(dataset));
    }
  }
  dataSource.deleteStudyMetadataPromise?.(String(report.StudyInstanceUID));
  DicomMetadataStore.addInstances([asRead(report)], true);
}

/**
 * The newest DeepSPINE report of a study that the viewer has metadata of; null where there is none.
 * Throws DeepSpineError 'bad-report' when that report is damaged.
 */
export function findStoredReport(studyInstanceUID: string): StoredReport | null {
  const series = DicomMetadataStore.getStudy(studyInstanceUID)?.series ?? [];
  const reports = series
    .flatMap(({ instances }) => instances)
    .filter(({ Modality }) => Modality === 'SR');
  const newest = newestReport(reports);
  return newest && readStructuredReport(newest);
}
