import type { DeepSpineError } from '../../findings';
import { type Message } from '../../findings';
import { refused } from '../../messages';
import { readStoreAnswer, reasonCode } from '../../record/dicomweb/storeAnswer';
import { answerWords, type Answers } from '../host/answerWords';
import type { DataSource } from '../host/ohif';

const cannotStore = () => refused('archive-refused', { context: 'no-store' });

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
    throw cannotStore();
  }
  // Our own request: the data source then cannot hide the status and the answer, and it can be ended.
  const request = new XMLHttpRequest();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    request.abort();
  }, timeoutMs);
  let failure: { readonly cause: unknown } | null = null;
  try {
    await dataSource.store.dicom(part10, request);
  } catch (cause) {
    failure = { cause };
  } finally {
    clearTimeout(timer);
  }
  const { status } = request;
  const sent = request.readyState !== XMLHttpRequest.UNSENT || timedOut;
  const problem = storeProblem({ status, sent, timedOut, text: textOf(request), failure });
  if (problem) {
    throw problem;
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

/** How a store request ended. */
export interface StoreEnd {
  /** HTTP; 0: no answer at all. */
  readonly status: number;
  /** False where the data source asked no archive, as that of local files. */
  readonly sent: boolean;
  readonly timedOut: boolean;
  /** The answer's body. */
  readonly text: string;
  /** What the data source makes of it; null: a success. */
  readonly failure: { readonly cause: unknown } | null;
}

/**
 * Why the object is not in the archive; null where it is. The answer's list goes before its status: what an archive
 * had before comes with a failure, what it cannot take may come with a success.
 */
export function storeProblem({
  status,
  sent,
  timedOut,
  text,
  failure,
}: StoreEnd): DeepSpineError | null {
  if (failure && !sent) {
    return cannotStore();
  }
  const { refused, has } = readStoreAnswer(text);
  const succeeded = failure === null || has || (status >= 200 && status < 300);
  return refused.length === 0 && succeeded
    ? null
    : storeError(status || (failure ? 0 : 409), timedOut, text, failure?.cause);
}

/** The one sentence for a store that did not succeed. */
function storeError(
  status: number,
  timedOut: boolean,
  response: string,
  cause: unknown
): DeepSpineError {
  if (status === 0) {
    return timedOut
      ? refused(
          'archive-unreachable',
          { context: 'store-late', seconds: STORE_TIMEOUT_MS / 1000 },
          cause
        )
      : refused('archive-unreachable', { context: 'store' }, cause);
  }
  const reason = reasonOf(status, response);
  return refused('archive-refused', { context: 'store', reason }, cause);
}

const STORING: Answers = {
  403: 'no-storing',
  404: 'no-stow',
  409: 'rejected',
  413: 'too-large',
  507: 'full',
};

function reasonOf(status: number, response: string): Message {
  const reason = readStoreAnswer(response).refused[0]?.reason ?? null;
  return answerWords(status, STORING, reason === null ? undefined : reasonCode(reason));
}
