import type { Finding } from '../findings';
import type { Translate } from './useTexts';

/** Why a cell has no grade; never to be taken for a normal one. */
export const notGradedWords = ({ notGradedReason }: Finding, t: Translate): string =>
  notGradedReason
    ? `${t(`notGraded-${notGradedReason}`)}. ${t('notGradedMeans')}`
    : t('notGradedReason');
