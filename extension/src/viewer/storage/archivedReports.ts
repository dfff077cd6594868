import { lacksContent, type NaturalizedDataset } from '../../record';
import { naturalized } from '../../record/part10/part10';
import type { DicomWebClient, Runtime } from '../host/ohif';
import { wholeReport } from './wholeReport';

/** The SR datasets of a study that the viewer has not loaded, their content whole where it may be ours. */
export async function archivedReports(
  runtime: Runtime,
  client: DicomWebClient,
  studyInstanceUID: string
): Promise<NaturalizedDataset[]> {
  const series = (await runtime.dataSource().query?.series.search(studyInstanceUID)) ?? [];
  const reports: NaturalizedDataset[] = [];
  for (const { modality, seriesInstanceUid } of series) {
    if (modality === 'SR') {
      const metadata = await client.retrieveSeriesMetadata({
        studyInstanceUID,
        seriesInstanceUID: seriesInstanceUid,
      });
      for (const dataset of metadata.map(naturalized)) {
        reports.push(lacksContent(dataset) ? await wholeReport(client, dataset) : dataset);
      }
    }
  }
  return reports;
}
