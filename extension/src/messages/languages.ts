import type { MessageTexts, Texts } from './catalogue';
import { DE_MESSAGES, DE_TEXTS } from './de';
import { EN_MESSAGES, EN_TEXTS } from './en';

interface Language {
  readonly texts: Texts;
  readonly messages: MessageTexts;
}

const ENGLISH: Language = { texts: EN_TEXTS, messages: EN_MESSAGES };

/** Complete languages by i18n code, each a file; a site may add others to the namespaces. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: ENGLISH,
  'en-US': ENGLISH,
  de: { texts: DE_TEXTS, messages: DE_MESSAGES },
};
