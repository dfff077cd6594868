import i18n from '@ohif/i18n';
import { CATALOGUES, sayIn, type Catalogue, type Say } from './texts/sentences';
import { useLanguage } from './useTexts';

const NAMESPACE = 'DeepSPINESentences';
const asItIs: Say = english => english;
const known = new Map<Catalogue, Say>();
let registered = false;

function register(): void {
  if (!registered) {
    registered = true;
    for (const [language, catalogue] of Object.entries(CATALOGUES)) {
      // A site's own sentences, loaded earlier, stay.
      i18n.addResourceBundle(language, NAMESPACE, catalogue, true, false);
    }
  }
}

/** Says errors, warnings and the like in the viewer's language; English where a language lacks one. */
export function useSentences(): Say {
  register();
  // 'de-AT' is German as well.
  const [language = 'en'] = useLanguage().split('-');
  const catalogue: Catalogue | undefined = i18n.getResourceBundle(language, NAMESPACE);
  if (!catalogue) {
    return asItIs;
  }
  const say = known.get(catalogue) ?? sayIn(catalogue);
  known.set(catalogue, say);
  return say;
}
