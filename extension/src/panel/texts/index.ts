import { DE } from './de';
import { EN } from './en';

export { EN };
export type TextKey = keyof typeof EN;
export type Texts = Readonly<Record<TextKey, string>>;

/** Complete languages by i18n code; a site may add others to the namespace DeepSPINE. */
export const LANGUAGES: Readonly<Record<string, Texts>> = { en: EN, 'en-US': EN, de: DE };
