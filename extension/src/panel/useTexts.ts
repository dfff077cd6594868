import i18n from '@ohif/i18n';
import { useSyncExternalStore } from 'react';
import { EN, LANGUAGES, type TextKey } from './texts';
import { fill } from './texts/fill';

const NAMESPACE = 'DeepSPINE';
let registered = false;

/** Done at the first use, since the viewer starts i18next after it has loaded the extensions. */
function register(): void {
  if (!registered) {
    registered = true;
    for (const [language, texts] of Object.entries(LANGUAGES)) {
      // A site's own texts, loaded earlier, stay.
      i18n.addResourceBundle(language, NAMESPACE, texts, true, false);
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
    fill(i18n.t(`${NAMESPACE}:${key}`, { defaultValue: EN[key], skipInterpolation: true }), values);
}
