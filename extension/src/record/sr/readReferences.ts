import { type Code, CONCEPT, OWN, sameCode, VALUE } from '../codes';
import type { NaturalizedDataset, SegmentationReference } from '../record';
import { child, children, codeOf, codeValue, items, need, uidValue } from './tree';

function libraryGroup(
  dataset: NaturalizedDataset,
  name: Code,
  value: Code
): NaturalizedDataset | undefined {
  const library = need(dataset, CONCEPT.imageLibrary);
  return children(library, CONCEPT.imageLibraryGroup).find(group =>
    sameCode(codeValue(group, name), value)
  );
}

/** The series of a plane (sagittal, axial) in the image library. */
export function seriesUID(dataset: NaturalizedDataset, plane: Code): string | null {
  const group = libraryGroup(dataset, OWN.seriesRole, plane);
  return group ? uidValue(group, CONCEPT.seriesInstanceUID) : null;
}

/** The segments that the sites below a node name, by number. */
function segmentsBelow(node: NaturalizedDataset, found = new Map<number, Code>()) {
  for (const item of items(node.ContentSequence)) {
    const structure = codeOf(item.ConceptCodeSequence);
    const [reference] = items(child(item, CONCEPT.referencedSegment)?.ReferencedSOPSequence);
    if (structure && reference) {
      found.set(Number(reference.ReferencedSegmentNumber), structure);
    }
    segmentsBelow(item, found);
  }
  return found;
}

/** The segmentation in the image library; null where the report has none (all of schema 1). */
export function readSegmentation(dataset: NaturalizedDataset): SegmentationReference | null {
  const group = libraryGroup(dataset, CONCEPT.modality, VALUE.segmentation);
  const seriesInstanceUID = group && uidValue(group, CONCEPT.seriesInstanceUID);
  const [reference] = items(group?.ContentSequence).flatMap(item =>
    items(item.ReferencedSOPSequence)
  );
  if (!seriesInstanceUID || !reference) {
    return null;
  }
  return {
    sopClassUID: String(reference.ReferencedSOPClassUID),
    seriesInstanceUID,
    sopInstanceUID: String(reference.ReferencedSOPInstanceUID),
    segments: [...segmentsBelow(dataset)]
      .map(([number, code]) => ({ number, code }))
      .sort((a, b) => a.number - b.number),
  };
}
