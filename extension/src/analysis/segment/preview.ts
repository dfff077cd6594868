import type { Slice } from '../../imaging/types';
import {
  CANAL,
  DISC,
  labelsOf,
  SACRUM,
  VERTEBRA,
  type StructureMap,
} from '../segmentation/structureMap';
import type { Segment, SliceLabels } from '../segmentationResult';

/** Structures of a preview: nothing is located yet, so that nothing has a name of its own. */
export const PREVIEW_SEGMENTS: readonly Segment[] = [
  { label: VERTEBRA, name: 'vertebrae', kind: 'vertebra' },
  { label: DISC, name: 'discs', kind: 'disc' },
  { label: CANAL, name: 'canal', kind: 'canal' },
  { label: SACRUM, name: 'sacrum', kind: 'sacrum' },
];

/**
 * What one slice shows, while others are still being segmented: the final labels but for their names.
 *
 * Takes what structureMap gives for the slice; its pixels are copied.
 */
export function previewSlice(slice: Slice, { pixels }: StructureMap): SliceLabels {
  return labelsOf(slice, pixels.slice());
}
