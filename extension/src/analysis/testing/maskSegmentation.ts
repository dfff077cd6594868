import { resampleSlice, sagittalGrid } from '../../imaging/sagittalGrid';
import type { Stack } from '../../imaging/types';
import type { Segmentation, Structure } from '../segmentation';

/** SPIDER's numbers (van der Graaf et al., Scientific Data 2024) by structure. */
const IS: Readonly<Record<Structure, (label: number) => boolean>> = {
  vertebra: label => label >= 1 && label < 200 && label !== 100,
  disc: label => label >= 201,
  canal: label => label === 100,
};

/**
 * For tests of geometry: a segmentation that is right by construction, an expert's mask (a stack whose
 * samples are SPIDER labels) brought to the grid as area shares.
 */
export function maskSegmentation(stack: Stack, spacing = 0.9375): Segmentation {
  const grid = sagittalGrid(stack, spacing);
  const share = (structure: Structure) => {
    const volume = new Float32Array(grid.planes * grid.height * grid.width);
    stack.slices.forEach((slice, plane) => {
      const pixels = Uint8Array.from(slice.pixels, label => (IS[structure](label) ? 1 : 0));
      volume.set(resampleSlice(grid, { ...slice, pixels }).image, plane * grid.height * grid.width);
    });
    return volume;
  };
  return { grid, vertebra: share('vertebra'), disc: share('disc'), canal: share('canal') };
}
