import type { AnalysisResult, StudyInput } from '../extension/src/analysis/types';
import type { ReportSource } from '../extension/src/record';
import { readNaturalizedHeader } from './dicom/naturalized';
import type { Input } from './input';

/** The images that an analysis of files was made from, as the report's writer wants them. */
export async function reportSource(
  {
    sagittalSeriesUID,
    axialSeriesUID,
  }: Pick<AnalysisResult, 'sagittalSeriesUID' | 'axialSeriesUID'>,
  { study, exampleFiles }: Input
): Promise<ReportSource> {
  return {
    header: await readNaturalizedHeader(exampleFiles.get(sagittalSeriesUID)!),
    sagittal: seriesOf(study, sagittalSeriesUID)!,
    axial: axialSeriesUID === null ? null : seriesOf(study, axialSeriesUID),
  };
}

function seriesOf({ series }: StudyInput, uid: string): StudyInput['series'][number] | undefined {
  return series.find(s => s.seriesInstanceUID === uid);
}
