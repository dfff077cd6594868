import { DeepSpineError } from '../../findings';
import { answerWords } from '../host/answerWords';
import type { DataSource } from '../host/ohif';

/** An archive that has not answered after this long will not. */
const STORE_TIMEOUT_MS = 60_000;

/**
 * Stores one DICOM Part 10 file in the archive over STOW-RS (DICOM PS3.18, 10.5). Resolves when the
 * archive has taken it; throws DeepSpineError 'archive-refused' or 'archive-unreachable' otherwise.
 */
export async function storeInArchive(
  dataSource: DataSource,
  part10: ArrayBuffer,
  timeoutMs: number = STORE_TIMEOUT_MS
): Promise<void> {
  if (!dataSource.store?.dicom) {
    throw new DeepSpineError(
      'archive-refused',
      'This archive cannot store objects from the viewer; download the report and import it by hand.'
    );
  }
  // Our own request: the data source then cannot hide the status and the answer, and it can be ended.
  const request = new XMLHttpRequest();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    request.abort();
  }, timeoutMs);
  try {
    await dataSource.store.dicom(part10, request);
  } catch (cause) {
    if (!isStoredAlready(textOf(request))) {
      throw storeError(request.status, timedOut, textOf(request), cause);
    }
  } finally {
    clearTimeout(timer);
  }
  if (listsFailure(textOf(request)) && !isStoredAlready(textOf(request))) {
    throw storeError(request.status || 409, false, textOf(request), undefined);
  }
}

function textOf(request: XMLHttpRequest): string {
  try {
    return request.responseType === '' || request.responseType === 'text'
      ? request.responseText
      : '';
  } catch {
    return '';
  }
}

/**
 * Whether the archive refuses an object because it has it: our UIDs are random, so it then took this very
 * object before, and its answer got lost. Failure reason Duplicate SOP Instance (DICOM PS3.7, annex C).
 */
export const isStoredAlready = (response: string): boolean => failureReason(response) === 0x0111;

/** Whether a store response names instances that were not taken (Failed SOP Sequence, 0008,1198). */
export function listsFailure(response: string): boolean {
  try {
    const answer: unknown = JSON.parse(response);
    const datasets = (Array.isArray(answer) ? answer : [answer]) as Record<
      string,
      { readonly Value?: readonly unknown[] } | undefined
    >[];
    return datasets.some(dataset => (dataset?.['00081198']?.Value?.length ?? 0) > 0);
  } catch {
    return /FailedSOPSequence|00081198/.test(response);
  }
}

/** The one sentence for a store that did not succeed; status 0: no answer at all. */
export function storeError(
  status: number,
  timedOut: boolean,
  response: string,
  cause: unknown
): DeepSpineError {
  if (status === 0) {
    const what = timedOut
      ? `did not answer within ${STORE_TIMEOUT_MS / 1000} seconds`
      : 'could not be reached';
    return new DeepSpineError(
      'archive-unreachable',
      `The archive ${what}; the findings are kept here: save again, or download the report.`,
      { cause }
    );
  }
  const reason = reasonOf(status, response);
  return new DeepSpineError(
    'archive-refused',
    `The archive refused the report (${reason}); the findings are kept here: save again, ` +
      'or download the report.',
    { cause }
  );
}

const STORING: Readonly<Record<number, string>> = {
  403: 'you may not store there',
  404: 'it offers no place to store to',
  409: 'it does not take this object',
  413: 'the object is too large for it',
  507: 'it is full',
};

function reasonOf(status: number, response: string): string {
  const failure = failureReason(response);
  const code = failure === null ? '' : `, failure reason ${failure.toString(16).toUpperCase()}H`;
  return `${answerWords(status, STORING)}${code}`;
}

/** Failure Reason (0008,1197) of a store response; null where it names none. */
function failureReason(response: string): number | null {
  const digits = /"00081197"[^}]*?\[\s*(\d+)/.exec(response)?.[1];
  return digits === undefined ? null : Number(digits);
}
