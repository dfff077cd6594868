import { CONCEPT, OWN } from '../codes';
import type { ReferencedSegment, ReportSource, SegmentationReference } from '../record';
import { container, type ContentItem, image, text, uidRef } from './content';
import { findingSite } from './sites';

/** One segmented structure, as TID 1411 describes a volume: what it is, its segment, and the series it was found in. */
function structureGroup(
  { number, code, trackingUID }: ReferencedSegment,
  { sopClassUID, sopInstanceUID }: SegmentationReference,
  seriesInstanceUID: string
): ContentItem {
  return container(
    'CONTAINS',
    CONCEPT.measurementGroup,
    [
      text('HAS OBS CONTEXT', CONCEPT.trackingIdentifier, code.meaning),
      trackingUID ? uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, trackingUID) : null,
      findingSite(code),
      image('CONTAINS', CONCEPT.referencedSegment, {
        sopClassUID,
        sopInstanceUID,
        segmentNumber: number,
      }),
      uidRef('CONTAINS', CONCEPT.segmentationSourceSeries, seriesInstanceUID),
    ],
    '1411'
  );
}

/**
 * The structures of the segmentation stored with the report, one group each; null where none is stored. They stand
 * beside the Imaging Measurements and not in them: plain OHIF 3.12 to 3.14 fails on a group there that has no
 * coordinates, and TID 1411 allows coordinates or a segment, not both.
 */
export function structuresContainer({ sagittal, segmentation }: ReportSource): ContentItem | null {
  return segmentation?.segments.length
    ? container(
        'CONTAINS',
        OWN.structures,
        segmentation.segments.map(segment =>
          structureGroup(segment, segmentation, sagittal.seriesInstanceUID)
        )
      )
    : null;
}
