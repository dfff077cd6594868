import type { StudyInput } from '../extension/src/analysis/request';
import type { AnalysisResult } from '../extension/src/analysis/result';
import type { SeriesUse } from '../extension/src/imaging/types';
import type { ReportSource, SourceSeries } from '../extension/src/record';
import { readNaturalizedHeader } from './dicom/naturalized';
import type { Input } from './input';

type Analyzed = Pick<AnalysisResult, 'sagittalSeriesUID' | 'axialSeriesUID' | 'series'>;

/** The images that an analysis of files was made from, as the report's writer wants them. */
export async function reportSource(
  result: Analyzed,
  { study, imageFiles }: Input
): Promise<ReportSource> {
  const { sagittalSeriesUID, axialSeriesUID } = result;
  const sagittal = sourceOf(study, sagittalSeriesUID, 'sagittal', result)!;
  return {
    header: await readNaturalizedHeader(imageFiles.get(sagittal.slices[0]!.sopInstanceUID)!),
    sagittal,
    axial:
      axialSeriesUID === null ? null : (sourceOf(study, axialSeriesUID, 'axial', result) ?? null),
  };
}

/**
 * A series by the images of it that were analyzed, and those of others that were used as it was: an archive may have
 * split a stack, and axial images may come as one series per disc. Other images may be of another class and show another
 * place.
 */
function sourceOf(
  { series }: StudyInput,
  uid: string,
  use: SeriesUse['use'],
  { series: uses = [] }: Analyzed
): SourceSeries | undefined {
  const key = (image: { readonly sopInstanceUID: string; readonly frameNumber?: number }) =>
    `${image.sopInstanceUID}/${image.frameNumber ?? ''}`;
  const analyzed = (one: StudyInput['series'][number]) => {
    const its = uses.find(({ seriesInstanceUID }) => seriesInstanceUID === one.seriesInstanceUID);
    const leftOut = new Set(its?.leftOut.map(key));
    return one.slices.filter(slice => !leftOut.has(key(slice)));
  };
  const main = series.find(({ seriesInstanceUID }) => seriesInstanceUID === uid);
  if (!main) {
    return undefined;
  }
  const others = series.filter(
    one =>
      one !== main &&
      uses.some(its => its.seriesInstanceUID === one.seriesInstanceUID && its.use === use)
  );
  const own = analyzed(main);
  const further = others.flatMap(one =>
    analyzed(one).map(slice => ({ ...slice, seriesInstanceUID: one.seriesInstanceUID }))
  );
  return { ...main, ...own[0]?.header, slices: [...own, ...further] };
}
