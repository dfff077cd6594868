import {
  newestReport,
  readStructuredReport,
  type NaturalizedDataset,
  type StoredReport,
} from '../../extension/src/record';
import { fromPart10 } from '../../extension/src/record/part10/part10';
import type { DicomWebArchive } from '../dicomweb/archive';

/** A report of an archive, read and as it stands there. */
export interface FoundReport extends StoredReport {
  readonly dataset: NaturalizedDataset;
}

/**
 * The newest DeepSPINE report of a study in an archive; null where there is none. Reports are fetched whole:
 * the metadata of many archives leave the content out. A series of which the archive does not say what it holds may
 * hold one.
 *
 * @throws DeepSpineError 'bad-report' when it is damaged, or a newer DeepSPINE wrote it
 */
export async function storedReport(
  archive: DicomWebArchive,
  study: string
): Promise<FoundReport | null> {
  const reports: NaturalizedDataset[] = [];
  for (const { uid, modality, count } of await archive.series(study)) {
    if (modality === 'SR' || modality === '') {
      for await (const file of archive.instances(study, uid, count)) {
        const dataset = fromPart10(new Uint8Array(file).buffer);
        if (dataset.Modality === 'SR') {
          reports.push(dataset);
        }
      }
    }
  }
  const newest = newestReport(reports);
  const read = newest && readStructuredReport(newest);
  return newest && read && { ...read, dataset: newest };
}

/** Whether a person has decided, written or renumbered anything in a report. */
export function isReviewed({ record }: StoredReport): boolean {
  return (
    record.warnings.some(({ code }) => code === 'levels-renumbered') ||
    record.levels.some(({ findings }) =>
      findings.some(({ status, remark }) => status !== 'suggested' || remark !== undefined)
    )
  );
}
