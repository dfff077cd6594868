import type { ImageHeader } from './types';

/**
 * Texts as words in lower case, with one space before, between and behind them: whatever is no letter, digit or
 * asterisk is the border of a word, so that "t2_tse_sag_LWS" has the words that "T2 TSE Sag LWS" has.
 */
export function wordsOf(...texts: readonly (string | undefined)[]): string {
  const words = texts
    .map(text => text ?? '')
    .join(' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}*]+/gu, ' ')
    .trim();
  return ` ${words} `;
}

/** The words that people and protocols gave a series. */
export const seriesWords = ({
  description,
  protocolName,
}: Pick<ImageHeader, 'description' | 'protocolName'>): string => wordsOf(description, protocolName);

/** Other regions, in English, German, French, Spanish and Italian; checked word by word. */
const ELSEWHERE = new RegExp(
  ' (' +
    [
      'c ?spine|cspine|hws|cervical\\w*|neck|hals|halswirbel\\w*',
      't ?spine|tspine|bws|thora\\w*|dors\\w*|brustwirbel\\w*',
      'brain|head|skull|kopf|schaedel|schädel|hirn|cerebr\\w*|tete|tête|cabeza|craneo',
      'knee|knie|genou|rodilla|ginocchio',
      'hips?|hüfte|huefte|hanche|cadera',
      'shoulder|schulter|epaule|épaule|hombro|breast|mamma|liver|leber|prostat\\w*|heart|herz|cardiac',
      'ankle|foot|fuss|wrist|hand|elbow|ellenbogen',
    ].join('|') +
    ') '
);
const LUMBAR = / (\w*lumb\w*|\w*lomb\w*|l ?spine|lspine|lws|lss|ls|l s|ls ?spine|lendenwirbel\w*) /;

const isLumbar = (words: string): boolean => LUMBAR.test(words);

/**
 * Whether a series is of another region than the lumbar spine. Its own names come first. Body Part Examined is often
 * that of the examination before, so that it counts only where neither series nor study speak of a lumbar spine.
 */
export function isElsewhere(
  header: Pick<
    ImageHeader,
    'description' | 'protocolName' | 'bodyPartExamined' | 'studyDescription'
  >
): boolean {
  const words = seriesWords(header);
  const part = wordsOf(header.bodyPartExamined);
  if (isLumbar(words)) {
    return false;
  }
  if (ELSEWHERE.test(words)) {
    return true;
  }
  return !isLumbar(part) && !isLumbar(wordsOf(header.studyDescription)) && ELSEWHERE.test(part);
}
