import { DeepSpineError } from '../../findings';
import type { SeriesContent } from '../../imaging/seriesParts';
import type { ImageSeries, LeftOutReason, Slice } from '../../imaging/types';

const WANT = 'open a study with a sagittal T2 series of the lumbar spine';

/** What images are that no grade can be read from, for a person. */
const KINDS: Partial<Readonly<Record<LeftOutReason, string>>> = {
  capture: 'screen captures',
  color: 'color images',
  projection: 'projections',
  diffusion: 'diffusion images',
  'echo-planar': 'echo-planar images',
  mosaic: 'mosaics',
  map: 'parameter maps',
  phase: 'phase images',
  fat: 'fat images',
  'opposed-phase': 'opposed-phase images',
};

/** Why a study without any sagittal picture cannot be analyzed, saying what it holds instead. */
export function refusal(contents: readonly SeriesContent<ImageSeries, Slice>[]): DeepSpineError {
  const parts = contents.flatMap(content => content.parts);
  const reasons = contents.flatMap(({ leftOut }) => leftOut.map(({ reason }) => reason));
  if (parts.length > 0) {
    const planes = [...new Set(parts.map(({ orientation }) => orientation))].join(' and ');
    return new DeepSpineError('not-sagittal', `The study holds only ${planes} images; ${WANT}.`);
  }
  if (reasons.length === 0) {
    return new DeepSpineError('no-series', `The study holds no images; ${WANT}.`);
  }
  const mr = reasons.filter(reason => reason !== 'not-mr');
  if (mr.length === 0) {
    const modalities = [...new Set(contents.map(({ series }) => series.modality || 'unknown'))];
    return new DeepSpineError(
      'not-mr',
      `The study holds ${modalities.join(', ')} images, but only MR can be graded; ${WANT}.`
    );
  }
  if (mr.includes('no-geometry')) {
    return new DeepSpineError(
      'bad-geometry',
      'An image of this series says nothing about its position, orientation or pixel spacing, ' +
        'so no disc can be placed; choose a series with complete image geometry.'
    );
  }
  if (mr.includes('localizer')) {
    return new DeepSpineError('localiser', `The study holds only a localiser; ${WANT}.`);
  }
  const kinds = [...new Set(mr.map(reason => KINDS[reason] ?? 'other images'))].join(', ');
  return new DeepSpineError(
    'no-series',
    `The study holds nothing to grade, only ${kinds}; ${WANT}.`
  );
}

/** The same where other series of the study may be in the archive, and are just not loaded. */
export const notLoaded = (contents: readonly SeriesContent<ImageSeries, Slice>[]): DeepSpineError =>
  new DeepSpineError(
    refusal(contents).code,
    'Of this study only the series that the link names are loaded, none of which can be graded; open the whole ' +
      'study, or name its sagittal T2 series in the link.'
  );

/** Whether an analysis found out that its sagittal images show no lumbar spine, as those of another station may. */
export const showsNoSpine = (error: unknown): boolean =>
  error instanceof DeepSpineError && (error.code === 'no-discs' || error.code === 'not-lumbar');
