export * from './types';
export { analyze } from './analyze';
export { extractDiscs, type ExtractedDisc, type Extraction } from './extractDiscs';
export { modelFor, parseManifest } from './manifest';
export { checkStudy, type CheckedStudy } from './checkStudy';
export { DEFAULT_INPUTS, type DiscVolume, type VolumeKind } from './discVolumes';
export { gradedConditions } from './grade';
export { softmax, zscore } from './normalize';
