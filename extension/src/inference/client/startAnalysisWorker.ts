import { Connection, type Loss } from '../../browser/rpc/connection';
import { BackendError } from '../../browser/rpc/errors';
import { startWorker } from '../../browser/startWorker';
import type { DeepSpineError } from '../../findings';
import { part, refused } from '../../messages';
import type { AnalysisApi } from '../protocol/analysisApi';
import { ANALYSIS_WORKER, WORKER_SCRIPT } from '../protocol/workerNames';

export interface AnalysisWorkerOptions {
  /** Absolute URL with a closing slash; the worker's script stands there. */
  readonly baseUrl: string;
  /** ms without a sign of life after which the worker counts as hung. */
  readonly stallMs: number;
  /** ms that a cancelled request may take to end before the worker is terminated. */
  readonly cancelGraceMs: number;
}

/** What the worker may be waiting for, as far as the page knows. */
export interface WorkerWaits {
  /** Whether it waits for the network. */
  readonly isDownloading: () => boolean;
  /** Whether it waits for the page itself, and has nothing to say until then. */
  readonly mayBeSilent: () => boolean;
}

/**
 * Starts the worker in which analyses run. Where it is lost, or its backend gives up, what was asked ends with a
 * BackendError: another worker may do better. Where its files cannot be had, with a DeepSpineError.
 *
 * @throws DeepSpineError 'model-download' when the browser refuses to start the script
 */
export function startAnalysisWorker(
  { baseUrl, stallMs, cancelGraceMs }: AnalysisWorkerOptions,
  { isDownloading, mayBeSilent }: WorkerWaits
): Connection<AnalysisApi> {
  const notLoadable = (cause: unknown): DeepSpineError => {
    const path = new URL(WORKER_SCRIPT, baseUrl).pathname;
    return refused('model-download', { context: 'worker', path }, cause);
  };
  const lost = ({ how, wasReady, reason, cause }: Loss): Error => {
    const seconds = Math.round(stallMs / 1000);
    switch (how) {
      case 'not-started':
        return notLoadable(cause);
      case 'crashed':
        return new BackendError(part('worker-crashed', { reason }));
      case 'unreadable':
        return new BackendError(part('worker-unreadable'));
      case 'silent': {
        const path = new URL(baseUrl).pathname;
        return wasReady && !isDownloading()
          ? new BackendError(part('worker-silent', { seconds }))
          : refused('model-download', { context: 'silent', path, seconds });
      }
    }
  };
  try {
    const worker = startWorker(baseUrl + WORKER_SCRIPT, ANALYSIS_WORKER);
    const abortGraceMs = cancelGraceMs;
    return new Connection(worker, { lost, stallMs, mayBeSilent, abortGraceMs, isFatal });
  } catch (error) {
    throw notLoadable(error);
  }
}

/** What the worker has loaded, or could not, is of no use any more. */
const isFatal = (error: DeepSpineError | BackendError): boolean =>
  error instanceof BackendError || error.code.startsWith('model-') || error.code === 'bad-manifest';
