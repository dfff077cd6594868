import type { Stack } from '../../imaging/types';
import { structureMap, type StructureMap } from '../segmentation/structureMap';
import type { Models } from '../model';
import type { AnalyzeOptions } from '../request';
import { previewSlice } from './preview';
import { segmentStack, type SegmentedStack } from './segment';

export interface SegmentedStudy {
  readonly segmentation: SegmentedStack;
  /** What the pixels of each slice show, in the order of the stack. */
  readonly maps: readonly StructureMap[];
}

/**
 * Segments the sagittal stack and shows each slice as soon as it is done. Throws what segmentStack throws.
 *
 * @param onProgress share of the slices that are done, 0..1
 */
export async function segmentStudy(
  sagittal: Stack,
  models: Models,
  { signal, onPreview }: Pick<AnalyzeOptions, 'signal' | 'onPreview'>,
  onProgress: (fraction: number) => void
): Promise<SegmentedStudy> {
  const maps: StructureMap[] = [];
  const segmentation = await segmentStack(sagittal, models, {
    signal,
    onProgress,
    onPlane: (plane, soFar) => {
      const slice = sagittal.slices[plane]!;
      const map = structureMap(slice, soFar, plane);
      maps[plane] = map;
      onPreview?.(previewSlice(slice, map));
    },
  });
  return { segmentation, maps };
}
