import type { EN } from './en';

export type TextKey = keyof typeof EN;
export type Texts = Readonly<Record<TextKey, string>>;
