import { DeepSpineError } from '../../findings';
import { refused, part } from '../../messages';
import type { NaturalizedDataset } from '../../record';
import { fromPart10 } from '../../record/part10/part10';
import type { DicomWebClient, Runtime } from '../host/ohif';

/** An archive that has not sent a report after this long will not, ms. */
const PATIENCE_MS = 30_000;

/** The viewer's client of the archive, signed in as it is now; undefined for sources that are no archive. */
export function archiveClient(runtime: Runtime): DicomWebClient | undefined {
  const client = runtime.dataSource().retrieve?.getWadoDicomWebClient?.();
  if (client) {
    const authorization = runtime.services.userAuthenticationService.getAuthorizationHeader();
    client.headers = { ...client.headers, ...(authorization as object | undefined) };
  }
  return client;
}

/**
 * The instance itself of an SR of which the archive's metadata has left something out.
 * @throws DeepSpineError 'archive-unreachable' or 'archive-refused' where it cannot be had
 */
export async function wholeReport(
  client: DicomWebClient | undefined,
  dataset: NaturalizedDataset
): Promise<NaturalizedDataset> {
  if (!client?.retrieveInstance) {
    throw refused('archive-refused', { context: 'no-single' });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          refused('archive-unreachable', {
            context: 'no-answer',
            seconds: PATIENCE_MS / 1000,
          })
        ),
      PATIENCE_MS
    );
  });
  try {
    const asked = client.retrieveInstance({
      studyInstanceUID: String(dataset.StudyInstanceUID),
      seriesInstanceUID: String(dataset.SeriesInstanceUID),
      sopInstanceUID: String(dataset.SOPInstanceUID),
    });
    return fromPart10(await Promise.race([asked, late]));
  } catch (cause) {
    if (cause instanceof DeepSpineError) {
      throw cause;
    }
    const status = (cause as { readonly request?: { readonly status?: unknown } } | null)?.request
      ?.status;
    const why = typeof status === 'number' && status > 0 ? `HTTP ${status}` : part('no-dicom');
    throw refused('archive-refused', { context: 'not-given', reason: why }, cause);
  } finally {
    clearTimeout(timer);
  }
}
