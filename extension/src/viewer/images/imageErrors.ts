import type { DeepSpineError } from '../../findings';
import { type MessageValue } from '../../findings';
import { refused } from '../../messages';
import { answerWords, type Answers } from '../host/answerWords';

/**
 * The one sentence for an image that did not come. Cornerstone rejects with the request itself where the
 * archive did not answer well, and with an error where the answer cannot be read or decoded.
 *
 * @param index 0-based, in the series
 * @param seriesName the part 'the series “Sag T2”'
 */
export function imageError(
  cause: unknown,
  index: number,
  seriesName: MessageValue
): DeepSpineError {
  const status = statusOf(cause);
  if (status === 0) {
    return refused(
      'archive-unreachable',
      { context: 'image', number: index + 1, series: seriesName },
      cause
    );
  }
  if (status !== null && (status < 200 || status > 299)) {
    return refused(
      'archive-refused',
      {
        context: 'image',
        number: index + 1,
        series: seriesName,
        reason: answerWords(status, READING),
      },
      cause
    );
  }
  return refused(
    'corrupt-file',
    { context: 'image', number: index + 1, series: seriesName },
    cause
  );
}

/** The sentence for a series of which nothing arrives any more. */
export const imagesOverdue = (seriesName: MessageValue, afterMs: number): DeepSpineError =>
  refused('archive-unreachable', {
    context: 'images-overdue',
    series: seriesName,
    seconds: Math.round(afterMs / 1000),
  });

const READING: Answers = { 403: 'no-reading', 404: 'not-there' };

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
