import { CONCEPT, sameCode } from '../codes';
import type { NaturalizedDataset } from '../record';
import { codeOf, items } from './tree';

/**
 * Whether a naturalized SR dataset may be a report of ours of which an archive's metadata has left something out: no
 * content at all, or content that stands behind Bulk Data URIs (DICOM JSON allows that for any attribute, PS3.18 F.2.2).
 * The instance itself then says what it is.
 */
export function lacksContent(dataset: NaturalizedDataset): boolean {
  const concept = codeOf(dataset.ConceptNameCodeSequence);
  if (concept && !sameCode(concept, CONCEPT.imagingMeasurementReport)) {
    return false;
  }
  const { ContentSequence: content } = dataset;
  return (
    hasBulkData(dataset.ConceptNameCodeSequence) ||
    hasBulkData(content) ||
    items(content).length === 0
  );
}

function hasBulkData(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(hasBulkData);
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return false;
  }
  return Object.entries(value).some(
    ([keyword, inner]) =>
      (keyword === 'BulkDataURI' && typeof inner === 'string') || hasBulkData(inner)
  );
}
