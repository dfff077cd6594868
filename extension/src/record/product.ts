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

/** Series Description of every report: lists of studies tell by it that there are findings. */
export const REPORT_SERIES = 'DeepSPINE findings (research use only)';
