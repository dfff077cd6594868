import { DE } from './de';
import { EN } from './en';
import type { Texts } from './keys';

export { EN };
export type { TextKey, Texts } from './keys';

/** Complete languages by i18n code; a site may add others to the namespace DeepSPINE. */
export const LANGUAGES: Readonly<Record<string, Texts>> = { en: EN, 'en-US': EN, de: DE };
