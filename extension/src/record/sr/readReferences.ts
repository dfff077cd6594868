import { type Code, CONCEPT, OWN, sameCode, VALUE } from '../codes';
import type { NaturalizedDataset, ReferencedSegment, SegmentationReference } from '../record';
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

/** The series that an instance belongs to, from the report's evidence. */
function evidenceSeries(dataset: NaturalizedDataset, sopInstanceUID: string): string | null {
  const series = items(dataset.CurrentRequestedProcedureEvidenceSequence)
    .flatMap(study => items(study.ReferencedSeriesSequence))
    .find(entry =>
      items(entry.ReferencedSOPSequence).some(
        sop => String(sop.ReferencedSOPInstanceUID) === sopInstanceUID
      )
    );
  return series ? String(series.SeriesInstanceUID) : null;
}

/** The segment that a structure's group refers to, and in which object; null where it refers to none. */
function readStructure(
  group: NaturalizedDataset
): { readonly object: NaturalizedDataset; readonly segment: ReferencedSegment } | null {
  const [object] = items(child(group, CONCEPT.referencedSegment)?.ReferencedSOPSequence);
  const code = codeValue(group, CONCEPT.findingSite);
  const trackingUID = uidValue(group, CONCEPT.trackingUID);
  const number = Number(object?.ReferencedSegmentNumber);
  return object && code && Number.isInteger(number)
    ? { object, segment: { number, code, ...(trackingUID ? { trackingUID } : {}) } }
    : null;
}

/** The segmentation that a report refers to; null where it refers to none. */
export function readSegmentation(dataset: NaturalizedDataset): SegmentationReference | null {
  const list = child(dataset, OWN.structures);
  if (!list) {
    return formerSegmentation(dataset);
  }
  const structures = children(list, CONCEPT.measurementGroup).flatMap(
    group => readStructure(group) ?? []
  );
  const object = structures[0]?.object;
  const sopInstanceUID = String(object?.ReferencedSOPInstanceUID);
  const seriesInstanceUID = evidenceSeries(dataset, sopInstanceUID);
  return object && seriesInstanceUID
    ? {
        sopClassUID: String(object.ReferencedSOPClassUID),
        seriesInstanceUID,
        sopInstanceUID,
        segments: structures.map(({ segment }) => segment).sort((a, b) => a.number - b.number),
      }
    : null;
}

/** Schema versions 2 and 3 listed the segmentation in the image library, and its segments below the sites. */
function formerSegmentation(dataset: NaturalizedDataset): SegmentationReference | null {
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
