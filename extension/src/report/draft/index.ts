export { DEFAULT_TEMPLATE, draftReport } from './draft';
export type { Draft, DraftOptions, PriorFindings } from './draft';
export { DRAFT_LANGUAGES, ENGLISH } from './phrases';
export type { DraftPhraseKey, DraftPhrases } from './phrases';
