import { CONDITIONS, conditionLabel } from '../../findings';
import { DE } from './de';
import { PARTS_DE, SENTENCES_DE } from './sentences.de';

/** English sentence with {} for its parts → the same in another language with {1} {2} …. */
export type Catalogue = Readonly<Record<string, string>>;

/** Says an English sentence of the sources in a language; what the catalogue lacks stays English. */
export type Say = (english: string) => string;

/** Catalogues by i18n code; a site may add others to the namespace DeepSPINESentences. */
export const CATALOGUES: Readonly<Record<string, Catalogue>> = {
  de: {
    ...SENTENCES_DE,
    ...PARTS_DE,
    ...Object.fromEntries(CONDITIONS.map(c => [conditionLabel(c), DE[`condition-${c}`]])),
  },
};

interface Pattern {
  readonly matches: RegExp;
  readonly wanted: string;
}

/** Names of series stand in quotation marks and may hold anything else. */
const PART = '(“[^”]*”|.*?)';

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const literalLength = (key: string) => key.replaceAll('{}', '').length;

/** Where several sentences match, the one that says most by itself is meant. */
function patternsOf(catalogue: Catalogue): readonly Pattern[] {
  return Object.entries(catalogue)
    .filter(([key]) => key.includes('{}'))
    .sort(([a], [b]) => literalLength(b) - literalLength(a))
    .map(([key, wanted]) => ({
      matches: new RegExp(`^${key.split('{}').map(literal).join(PART)}$`, 's'),
      wanted,
    }));
}

/**
 * Sentences are written in English where they arise: in the worker, on the command line and in stored
 * reports, which are the same for every reader. They are put into the reader's language here, the parts
 * that they are completed with as well, and lists of such parts.
 */
export function sayIn(catalogue: Catalogue): Say {
  const patterns = patternsOf(catalogue);
  const list = (english: string, separator: string): string => {
    const items = english.split(separator);
    return items.length > 1 ? items.map(say).join(separator) : english;
  };
  const say: Say = english => {
    const whole = catalogue[english];
    if (whole !== undefined) {
      return whole;
    }
    if (english.includes(' + ')) {
      return list(english, ' + ');
    }
    for (const { matches, wanted } of patterns) {
      const parts = matches.exec(english);
      if (parts) {
        return wanted.replace(/\{(\d)\}/g, (_, index: string) => say(parts[Number(index)] ?? ''));
      }
    }
    return list(english, ', ');
  };
  return say;
}
