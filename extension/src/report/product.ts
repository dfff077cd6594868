/** The device that writes our DICOM objects. The version is the extension's (package.json). */
export const PRODUCT = {
  manufacturer: 'DeepSPINE',
  model: 'DeepSPINE for OHIF',
  version: '0.1.0',
} as const;

/** Said in every object that we store. */
export const RESEARCH_USE =
  'Research use only. Not for diagnosis, treatment or any clinical decision.';
