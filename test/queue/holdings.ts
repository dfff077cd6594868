import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { textValue } from '../../extension/src/record/dicomweb/json';

/** SOP Instance UIDs of a study's reports and segmentations in an archive, in the order of their UIDs. */
export interface Holdings {
  readonly SR: readonly string[];
  readonly SEG: readonly string[];
}

export async function holdings(root: string, study: string): Promise<Holdings> {
  const archive = new DicomWebArchive(root);
  const found: Record<keyof Holdings, string[]> = { SR: [], SEG: [] };
  for (const { uid, modality } of await archive.series(study)) {
    if (modality === 'SR' || modality === 'SEG') {
      const instances = await archive.metadata(study, uid);
      found[modality].push(...instances.map(one => textValue(one, '00080018') ?? ''));
    }
  }
  return { SR: found.SR.sort(), SEG: found.SEG.sort() };
}
