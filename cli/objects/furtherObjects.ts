import type { AnalysisResult } from '../../extension/src/analysis/result';
import { uidFrom } from '../../extension/src/findings';
import { omit } from '../../extension/src/imaging/omit';
import {
  buildKeyObjects,
  type NaturalizedDataset,
  type ReportSource,
} from '../../extension/src/record';
import type { Input } from '../input';
import type { FurtherObject } from '../../extension/src/record/furtherObjects';

export interface FurtherOptions {
  readonly wanted: readonly FurtherObject[];
  readonly now: Date;
  /** The UIDs of the objects follow from it. */
  readonly uidSeed: string;
}

/** The objects of a study that are wanted, each once, in the order of FURTHER_OBJECTS. */
export async function furtherObjects(
  result: AnalysisResult,
  input: Input,
  source: ReportSource,
  { wanted, now, uidSeed }: FurtherOptions
): Promise<ReadonlyMap<FurtherObject, NaturalizedDataset>> {
  const record = omit(result, 'segmentation');
  const context = (of: string) => {
    let made = 0;
    return { now, uid: () => uidFrom(uidSeed, of, String(made++)) };
  };
  const made = new Map<FurtherObject, NaturalizedDataset>();
  if (wanted.includes('key-images')) {
    made.set('key-images', buildKeyObjects(record, source, context('key images')));
  }
  const forms = { image: wanted.includes('summary-image'), pdf: wanted.includes('summary-pdf') };
  if (forms.image || forms.pdf) {
    // Large, and mostly not wanted.
    const { buildSummary, grayPicture, middleSlice } =
      await import('../../extension/src/record/summary');
    const slices = input.study.series.flatMap(series => series.slices);
    const shown = new Set(source.sagittal.slices.map(({ sopInstanceUID }) => sopInstanceUID));
    const slice = middleSlice(
      record,
      slices.filter(({ sopInstanceUID }) => shown.has(sopInstanceUID))
    );
    const { image, pdf } = await buildSummary(
      record,
      source,
      // Nobody has decided on anything that was just analyzed.
      { draft: '', slice: slice && { plane: slice, picture: grayPicture(slice) } },
      forms,
      context('summary')
    );
    if (image) {
      made.set('summary-image', image);
    }
    if (pdf) {
      made.set('summary-pdf', pdf);
    }
  }
  return made;
}
