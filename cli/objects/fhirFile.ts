import path from 'node:path';
import type { AnalysisResult } from '../../extension/src/analysis/types';
import { omit } from '../../extension/src/imaging/omit';
import { fhirBundle, type NaturalizedDataset } from '../../extension/src/record';
import { checkedUid } from '../dicomweb/uid';
import { writeWhole } from '../output';
import { jsonText } from '../plainText';

/** Writes what was found in a study as `<folder>/<Study Instance UID>.fhir.json`. */
export async function writeFhirFile(
  folder: string,
  result: AnalysisResult,
  header: NaturalizedDataset,
  /** SOP Instance UID of the stored report; missing where none is stored. */
  report?: string
): Promise<void> {
  const record = omit(result, 'segmentation');
  const study = checkedUid(record.studyInstanceUID, 'Study Instance UID');
  const bundle = fhirBundle({ record, header, draft: '', now: new Date(), report });
  await writeWhole(path.join(folder, `${study}.fhir.json`), `${jsonText(bundle, 2)}\n`);
}
