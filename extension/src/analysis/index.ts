export type * from './calibration';
export type * from './segmentationResult';
export type * from './levelResult';
export type * from './model';
export type * from './modelSpec';
export type * from './request';
export type * from './result';
export type { NamingCode, Warning, WarningCode } from './warning';
export { analyze } from './analyze';
export { extractDiscs, type ExtractedDisc, type Extraction } from './extractDiscs';
export { modelFor, parseManifest } from './models/manifest';
export { checkBeside, checkStudy, type CheckedStudy } from './input/checkStudy';
export {
  DEFAULT_INPUTS,
  type AxialOrigin,
  type DiscVolume,
  type VolumeKind,
} from './grade/discVolumes';
export {
  MEASUREMENT_NAMES,
  type MeasurementName,
  type MeasurementValues,
} from './measure/measurementValues';
export { gradedConditions } from './grade/grade';
export { softmax, zscoreOf } from './models/normalize';
