import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  fhirBundle,
  type AnalysisRecord,
  type NaturalizedDataset,
} from '../../extension/src/record';
import { checkedUid } from '../dicomweb/uid';
import { writeWhole } from '../output';
import { jsonText } from '../plainText';

const fileOf = (folder: string, study: string): string =>
  path.join(folder, `${checkedUid(study, 'Study Instance UID')}.fhir.json`);

/** Whether a folder has the findings of a study as FHIR. */
export const hasFhirFile = (folder: string, study: string): boolean =>
  existsSync(fileOf(folder, study));

/** Writes what was found in a study as `<folder>/<Study Instance UID>.fhir.json`. */
export async function writeFhirFile(
  folder: string,
  record: AnalysisRecord,
  /** Header of an image, or of an object made from images: the patient and the study. */
  header: NaturalizedDataset,
  /** SOP Instance UID of the stored report; missing where none is stored. */
  report?: string
): Promise<void> {
  const file = fileOf(folder, record.studyInstanceUID);
  const bundle = fhirBundle({ record, header, draft: '', now: new Date(), report });
  await writeWhole(file, `${jsonText(bundle, 2)}\n`);
}
