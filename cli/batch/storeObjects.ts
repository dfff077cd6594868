import { deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { DeepSpineError } from '../../extension/src/findings';
import type { NaturalizedDataset } from '../../extension/src/record';
import { deflatedPart10 } from '../../extension/src/record/part10/deflated';
import { encodePart10 } from '../dicom/naturalized';
import { ObjectRefused } from '../dicomweb/answers';
import type { DicomWebArchive } from '../dicomweb/archive';
import type { FurtherObject } from '../../extension/src/record/furtherObjects';

/** What is to be in an archive of one study. */
export interface StudyObjects {
  /** null: the study's is there already. */
  readonly segmentation: NaturalizedDataset | null;
  /** For systems that know no SR. */
  readonly further: ReadonlyMap<FurtherObject, NaturalizedDataset>;
  readonly report: NaturalizedDataset;
}

export interface ObjectsStored {
  /** Instances that the archive did not have. */
  readonly stored: number;
  /** What it does not take at all. */
  readonly refused: readonly FurtherObject[];
}

/**
 * Stores what an archive does not have, one object a request and the report last: whoever finds it finds all. An archive
 * that knows no summaries keeps nobody's findings from being stored.
 *
 * @throws DeepSpineError as DicomWebArchive.store does; what was stored until then stays, and is not sent again
 */
export async function storeObjects(
  archive: DicomWebArchive,
  study: string,
  { segmentation, further, report }: StudyObjects,
  compress: boolean
): Promise<ObjectsStored> {
  const lacks = async (object: NaturalizedDataset): Promise<boolean> =>
    !(await archive.has(study, String(object.SeriesInstanceUID), String(object.SOPInstanceUID)));
  const store = (object: NaturalizedDataset) => archive.store([encodePart10(object)], study);
  let stored = 0;
  const refused: FurtherObject[] = [];
  if (segmentation && (await lacks(segmentation))) {
    if (!compress || !(await storedDeflated(archive, segmentation, study))) {
      await store(segmentation);
    }
    stored++;
  }
  for (const [name, object] of further) {
    if (await lacks(object)) {
      try {
        await store(object);
        stored++;
      } catch (error) {
        if (!(error instanceof DeepSpineError) || error.code !== 'archive-refused') {
          throw error;
        }
        refused.push(name);
      }
    }
  }
  if (await lacks(report)) {
    await store(report);
    stored++;
  }
  return { stored, refused };
}

const deflate = promisify(deflateRaw);

/** Offers a segmentation in a hundredth of its size. False where the archive does not take that. */
async function storedDeflated(
  archive: DicomWebArchive,
  segmentation: NaturalizedDataset,
  study: string
): Promise<boolean> {
  const { buffer } = encodePart10(segmentation);
  const file = await deflatedPart10(buffer as ArrayBuffer, bytes => deflate(bytes));
  try {
    await archive.store([new Uint8Array(file)], study);
    return true;
  } catch (error) {
    // Whatever the reason: some say of a transfer syntax that they do not know that processing has failed (0110H).
    if (error instanceof ObjectRefused) {
      return false;
    }
    throw error;
  }
}
