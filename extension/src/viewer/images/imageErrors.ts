import { DeepSpineError } from '../../findings';
import { answerWords } from '../host/answerWords';

/**
 * The one sentence for an image that did not come. Cornerstone rejects with the request itself where the
 * archive did not answer well, and with an error where the answer cannot be read or decoded.
 *
 * @param index 0-based, in the series
 * @param seriesName 'the series “Sag T2”'
 */
export function imageError(cause: unknown, index: number, seriesName: string): DeepSpineError {
  const status = statusOf(cause);
  if (status === 0) {
    return new DeepSpineError(
      'archive-unreachable',
      `The archive could not be reached for image ${index + 1} of ${seriesName}, or the connection ` +
        'broke off; check the network connection and run the analysis again.',
      { cause }
    );
  }
  if (status !== null && (status < 200 || status > 299)) {
    return new DeepSpineError(
      'archive-refused',
      `The archive did not give image ${index + 1} of ${seriesName} ` +
        `(${answerWords(status, READING)}); run the analysis again when that is settled.`,
      { cause }
    );
  }
  return new DeepSpineError(
    'corrupt-file',
    `Image ${index + 1} of ${seriesName} could not be loaded or decoded; ` +
      'reload the page, and if it fails again, re-send the series to the archive.',
    { cause }
  );
}

/** The sentence for a series of which nothing arrives any more. */
export const imagesOverdue = (seriesName: string, afterMs: number): DeepSpineError =>
  new DeepSpineError(
    'archive-unreachable',
    `The archive sent nothing more of ${seriesName} for ${Math.round(afterMs / 1000)} seconds; ` +
      'run the analysis again, and if it fails again, reload the page.'
  );

const READING: Readonly<Record<number, string>> = {
  403: 'you may not read there',
  404: 'it does not have it',
};

/**
 * HTTP status of a request that failed, 0 where no answer came or it broke off; null for errors of another
 * kind. Images that a viewport streams fail with an error that holds the status in its words only.
 */
function statusOf(cause: unknown): number | null {
  if (cause instanceof Error) {
    const status = /got status (\d{3})/.exec(cause.message)?.[1];
    return status ? Number(status) : isNetworkError(cause) ? 0 : null;
  }
  const request = cause as { readonly status?: unknown; readonly readyState?: unknown } | null;
  return typeof request?.status === 'number' && typeof request.readyState === 'number'
    ? request.status
    : null;
}

/** What fetch and its body reject with: Chromium's words, Firefox', Safari's. */
const isNetworkError = (error: Error): boolean =>
  error instanceof TypeError &&
  /failed to fetch|network ?error|error in (body|input) stream|load failed|connection was lost/i.test(
    error.message
  );
