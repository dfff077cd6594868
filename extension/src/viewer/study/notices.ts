import { LEVELS, type MessageValue, type Said } from '../../findings';
import { saidOf } from '../../messages';
import { renumberedBy } from './renumber';

import type { GradedStudy } from './gradedStudy';

/** What the panel has to say beside the phase; its words are the panel's (`notice-<key>`). */
export interface Notice {
  readonly key: NoticeKey;
  readonly values?: Readonly<Record<string, MessageValue | Said>>;
}

export type NoticeKey =
  | 'archive'
  | 'archiveLater'
  | 'draft'
  | 'kept'
  | 'overlay'
  | 'substituted'
  | 'renumbered'
  | 'renumberedOutside'
  | 'numbersBack'
  | 'elsewhere'
  | 'noPrior'
  | 'reportUnread'
  | 'reportNotLoaded'
  | 'priorOtherPatientID'
  | 'priorOtherPatientName'
  | 'priorOtherPatientBirthDate'
  | 'priorOtherPatientSex'
  | 'problem';

/** What is said about findings that were not computed just now. */
export function restoredNotice(
  { origin, report }: Pick<GradedStudy, 'origin' | 'report'>,
  savedAt: number | null
): Notice | null {
  if (origin === 'analysis') {
    return null;
  }
  if (origin === 'archive' && report?.kept) {
    return { key: 'archiveLater' };
  }
  return origin === 'draft' && savedAt !== null
    ? { key: 'draft', values: { when: minute(savedAt) } }
    : { key: origin };
}

/** ms since 1970 as 'YYYY-MM-DD HH:MM' of this place. */
export function minute(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const overlayFailed = (error: unknown): Notice => ({
  key: 'overlay',
  values: { reason: saidOf(error) },
});

export const problem = (error: unknown): Notice => ({
  key: 'problem',
  values: { text: saidOf(error) },
});

/** Says which names the discs have now, and what is left without one. */
export function renumberedNotice(study: GradedStudy): Notice {
  const total = renumberedBy(study);
  if (total === 0) {
    return { key: 'numbersBack' };
  }
  const from = LEVELS[3];
  const to = LEVELS[3 + total]!;
  const outside = study.outside.map(({ name }) => name).join(', ');
  return outside
    ? { key: 'renumberedOutside', values: { from, to, outside } }
    : { key: 'renumbered', values: { from, to } };
}
