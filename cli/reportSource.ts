import type { AnalysisResult, StudyInput } from '../extension/src/analysis/types';
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
  const sagittal = sourceOf(study, sagittalSeriesUID, result)!;
  return {
    header: await readNaturalizedHeader(imageFiles.get(sagittal.slices[0]!.sopInstanceUID)!),
    sagittal,
    axial: axialSeriesUID === null ? null : (sourceOf(study, axialSeriesUID, result) ?? null),
  };
}

/** A series by the images of it that were analyzed: others may be of another class and show another place. */
function sourceOf(
  { series }: StudyInput,
  uid: string,
  { series: uses }: Analyzed
): SourceSeries | undefined {
  const whole = series.find(s => s.seriesInstanceUID === uid);
  const use = uses?.find(({ seriesInstanceUID }) => seriesInstanceUID === uid);
  const key = (image: { readonly sopInstanceUID: string; readonly frameNumber?: number }) =>
    `${image.sopInstanceUID}/${image.frameNumber ?? ''}`;
  const leftOut = new Set(use?.leftOut.map(key));
  const slices = whole?.slices.filter(slice => !leftOut.has(key(slice)));
  return whole && slices && { ...whole, ...slices[0]?.header, slices };
}
