/** What can be written beside report and segmentation, for systems that know neither. */
export const FURTHER_OBJECTS = ['key-images', 'summary-image', 'summary-pdf'] as const;
export type FurtherObject = (typeof FURTHER_OBJECTS)[number];
