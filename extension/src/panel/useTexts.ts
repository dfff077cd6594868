import i18n from '@ohif/i18n';
import { useSyncExternalStore } from 'react';
import type { Message, MessageValue, Said } from '../findings';
import { isMessage, keysOf, render, template } from '../messages';
import type { TextKey } from '../messages/catalogue';
import { EN_TEXTS } from '../messages/en';
import { fill } from '../messages/fill';
import { LANGUAGES } from '../messages/languages';

const TEXTS = 'DeepSPINE';
const MESSAGES = 'DeepSPINEMessages';
let registered = false;

/** Done at the first use, since the viewer starts i18next after it has loaded the extensions. */
function register(): void {
  if (!registered) {
    registered = true;
    for (const [language, { texts, messages }] of Object.entries(LANGUAGES)) {
      // A site's own texts, loaded earlier, stay.
      i18n.addResourceBundle(language, TEXTS, texts, true, false);
      i18n.addResourceBundle(language, MESSAGES, messages, true, false);
    }
  }
}

function subscribe(listener: () => void): () => void {
  i18n.on('languageChanged', listener);
  return () => i18n.off('languageChanged', listener);
}

export type Translate = (
  key: TextKey,
  values?: Readonly<Record<string, string | number>>
) => string;

/** The viewer's language as a BCP 47 tag ('en-US', 'de'). */
export const useLanguage = (): string => useSyncExternalStore(subscribe, () => i18n.language);

/** The panel's texts in the viewer's language; English where a language lacks one. */
export function useTexts(): Translate {
  register();
  useLanguage();
  return (key, values = {}) =>
    fill(
      i18n.t(`${TEXTS}:${key}`, { defaultValue: EN_TEXTS[key], skipInterpolation: true }),
      values
    );
}

/** What is said, in the viewer's language: words of others as they are. */
export type Say = (said: Said | MessageValue) => string;

/** Says errors, warnings and the like in the viewer's language; English where a language lacks one. */
export function useSay(): Say {
  register();
  const language = useLanguage();
  const lookup = (message: Message): string =>
    i18n.t(
      keysOf(message, language).map(key => `${MESSAGES}:${key}`),
      { defaultValue: template(message), skipInterpolation: true }
    );
  const say: Say = said => {
    if (typeof said === 'string' || typeof said === 'number') {
      return String(said);
    }
    if ('text' in said) {
      const { code, values, text } = said;
      return code !== undefined && values ? say({ code, values }) : text;
    }
    return isMessage(said) ? render(said, lookup, language) : said.map(say).join(', ');
  };
  return say;
}
