import { DeepSpineError } from '../../findings';
import { both, part, refused } from '../../messages';
import type { SeriesContent } from '../../imaging/seriesParts';
import { OTHER_KINDS, type ImageSeries, type Slice } from '../../imaging/types';

/** What images are that no grade can be read from; a study without MR, or of localizers, is refused as such. */
const KINDS = OTHER_KINDS.filter(kind => kind !== 'not-mr' && kind !== 'localizer');

/** Why a study without any sagittal picture cannot be analyzed, saying what it holds instead. */
export function refusal(contents: readonly SeriesContent<ImageSeries, Slice>[]): DeepSpineError {
  const parts = contents.flatMap(content => content.parts);
  const reasons = contents.flatMap(({ leftOut }) => leftOut.map(({ reason }) => reason));
  if (parts.length > 0) {
    const planes = [...new Set(parts.map(({ orientation }) => orientation))];
    const words = planes.map(context => part('plane', { context }));
    return refused('not-sagittal', { context: 'planes', planes: both(words) });
  }
  if (reasons.length === 0) {
    return refused('no-series', { context: 'empty' });
  }
  const mr = reasons.filter(reason => reason !== 'not-mr');
  if (mr.length === 0) {
    const modalities = [...new Set(contents.map(({ series }) => series.modality || 'unknown'))];
    return refused('not-mr', { modalities });
  }
  if (mr.includes('no-geometry')) {
    return refused('bad-geometry', { context: 'incomplete' });
  }
  if (mr.includes('localizer')) {
    return refused('localiser');
  }
  const contexts = mr.map(reason => KINDS.find(kind => kind === reason) ?? 'else');
  const kinds = [...new Set(contexts)].map(context => part('kinds', { context }));
  return refused('no-series', { context: 'nothing-to-grade', kinds });
}

/** The same where other series of the study may be in the archive, and are just not loaded. */
export const notLoaded = (): DeepSpineError => refused('no-series', { context: 'link' });

/** Whether an analysis found out that its sagittal images show no lumbar spine, as those of another station may. */
export const showsNoSpine = (error: unknown): boolean =>
  error instanceof DeepSpineError && (error.code === 'no-discs' || error.code === 'not-lumbar');
