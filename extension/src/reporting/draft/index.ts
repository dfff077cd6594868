export { DRAFT_STYLES, draftReport } from './draft';
export type { Draft, DraftLevel, DraftOptions, DraftStyle, PriorFindings } from './draft';
export { DRAFT_LANGUAGES, draftPhrases, ENGLISH } from './phrases';
export type { DraftPhraseKey, DraftPhrases } from './phrases';
