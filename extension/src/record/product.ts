import pkg from '../../package.json';

/** The device that writes our DICOM objects. */
export const PRODUCT = {
  manufacturer: 'DeepSPINE',
  model: 'DeepSPINE for OHIF',
  version: pkg.version,
} as const;

/** Said in every object that we store. */
export const RESEARCH_USE =
  'Research use only. Not for diagnosis, treatment or any clinical decision.';
