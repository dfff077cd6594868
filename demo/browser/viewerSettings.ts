/** What a viewer with DeepSPINE sets beside its path, its archives and its plugins, here and at sites. */
export const VIEWER_SETTINGS = {
  showStudyList: true,
  maxNumberOfWebWorkers: 3,
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: true,
  showLoadingIndicator: true,
  strictZSpacingForVolumeViewport: true,
  groupEnabledModesFirst: true,
  investigationalUseDialog: { option: 'never' },
} as const;

/** How it asks an archive. */
export const ARCHIVE_SETTINGS = {
  qidoSupportsIncludeField: true,
  supportsReject: false,
  imageRendering: 'wadors',
  thumbnailRendering: 'wadors',
  enableStudyLazyLoad: true,
  supportsFuzzyMatching: false,
  supportsWildcard: true,
  dicomUploadEnabled: true,
  omitQuotationForMultipartRequest: true,
  bulkDataURI: { enabled: true, relativeResolution: 'studies' },
} as const;
