export { DEFAULT_TEMPLATE, draftReport } from './draft';
export type { Draft, DraftLevel, DraftOptions, PriorFindings } from './draft';
export { DRAFT_LANGUAGES, draftPhrases, ENGLISH } from './phrases';
export type { DraftPhraseKey, DraftPhrases } from './phrases';
