import { type Code, CONCEPT, sameCode } from '../codes';
import type { ReportSource, SegmentationReference } from '../record';
import { code, type ContentItem, image } from './content';

/**
 * The segment that shows a structure, as evidence of where it is; null where none is stored. It stands
 * inside the site and not beside it: a group of TID 1410 has one region only, ours is the finding's point.
 */
function segmentItem(
  structure: Code,
  segmentation: SegmentationReference | null | undefined
): ContentItem | null {
  const segment = segmentation?.segments.find(candidate => sameCode(candidate.code, structure));
  if (!segmentation || !segment) {
    return null;
  }
  const { sopClassUID, sopInstanceUID } = segmentation;
  return image('INFERRED FROM', CONCEPT.referencedSegment, {
    sopClassUID,
    sopInstanceUID,
    segmentNumber: segment.number,
  });
}

/** A Finding Site with the segment that shows it. */
export function findingSite(
  structure: Code,
  { segmentation }: ReportSource,
  children: readonly (ContentItem | null)[] = []
): ContentItem {
  return code('HAS CONCEPT MOD', CONCEPT.findingSite, structure, [
    ...children,
    segmentItem(structure, segmentation),
  ]);
}
