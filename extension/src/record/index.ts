export * from './record';
export { sourceHeader } from './header';
export { PRODUCT, RESEARCH_USE } from './product';
export { findingWords, lengthWords } from './words';
export { buildStructuredReport } from './sr/build';
export { readStructuredReport, newestReport } from './sr/read';
export { buildSegmentation } from './seg/segmentation';
export { segmentationReference } from './seg/reference';
export { recordObjects, type RecordJob, type RecordObjects } from './objects';
