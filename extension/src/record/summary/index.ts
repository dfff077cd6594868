/** Apart from the rest of the record: its parts are large, and are loaded where a summary is wanted. */
export { buildSummary, ENCAPSULATED_PDF, SECONDARY_CAPTURE } from './summaryObjects';
export type { SummaryForms, SummaryInput, SummaryObjects } from './summaryObjects';
export { grayPicture } from './picture';
export { middleSlice } from './middleSlice';
