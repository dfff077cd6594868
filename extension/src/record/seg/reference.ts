import type { NaturalizedDataset, SegmentationReference } from '../record';
import { codeOf, items } from '../sr/tree';

/** How a report refers to a segmentation object: its identity, and its segments by their structure. */
export function segmentationReference(dataset: NaturalizedDataset): SegmentationReference {
  return {
    sopClassUID: String(dataset.SOPClassUID),
    seriesInstanceUID: String(dataset.SeriesInstanceUID),
    sopInstanceUID: String(dataset.SOPInstanceUID),
    segments: items(dataset.SegmentSequence).flatMap(segment => {
      const code = codeOf(segment.SegmentedPropertyTypeCodeSequence);
      const trackingUID = segment.TrackingUID;
      return code
        ? [
            {
              number: Number(segment.SegmentNumber),
              code,
              ...(typeof trackingUID === 'string' ? { trackingUID } : {}),
            },
          ]
        : [];
    }),
  };
}
