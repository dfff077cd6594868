import type { Message, MessageValue } from '../../findings';
import { part } from '../../messages';

type Answer =
  | 'sign-in'
  | 'fault'
  | 'busy'
  | 'no-reading'
  | 'not-there'
  | 'no-storing'
  | 'no-stow'
  | 'rejected'
  | 'too-large'
  | 'full';

/** What HTTP statuses mean. */
export type Answers = Readonly<Record<number, Answer>>;

/**
 * What an HTTP status means, in words and as a number; `special` words go before the common ones.
 * @param reason DICOM's failure reason, where the answer has one
 */
export function answerWords(status: number, special: Answers = {}, reason?: MessageValue): Message {
  const answer = part('http-answer', { context: special[status] ?? COMMON[status] ?? 'none' });
  return reason === undefined
    ? part('http', { answer, status })
    : part('http-reason', { answer, status, reason });
}

const COMMON: Answers = { 401: 'sign-in', 500: 'fault', 503: 'busy' };
