import i18n from '@ohif/i18n';
import { useSyncExternalStore } from 'react';
import { EN, type TextKey } from './texts';

const NAMESPACE = 'DeepSPINE';
let registered = false;

/** Done at the first use, since the viewer starts i18next after it has loaded the extensions. */
function register(): void {
  if (!registered) {
    registered = true;
    for (const language of ['en', 'en-US']) {
      // A site's own texts, loaded earlier, stay.
      i18n.addResourceBundle(language, NAMESPACE, EN, true, false);
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

/** The panel's texts in the viewer's language; English where a language lacks one. */
export function useTexts(): Translate {
  register();
  useSyncExternalStore(subscribe, () => i18n.language);
  return (key, values) =>
    i18n.t(`${NAMESPACE}:${key}`, {
      defaultValue: EN[key],
      interpolation: { escapeValue: false },
      ...values,
    });
}
