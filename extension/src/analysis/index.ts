export * from './types';
export { analyze } from './analyze';
export { extractDiscs, type ExtractedDisc, type Extraction } from './extractDiscs';
export { modelFor, parseManifest } from './manifest';
export { checkStudy, type CheckedStudy } from './checkStudy';
export { DEFAULT_INPUTS, type AxialOrigin, type DiscVolume, type VolumeKind } from './discVolumes';
export {
  MEASUREMENT_NAMES,
  type MeasurementName,
  type MeasurementValues,
} from './measurementValues';
export { gradedConditions } from './grade';
export { softmax, zscoreOf } from './normalize';
