import { throwIfCancelled } from '../../messages';
import { columnsOf, type SagittalGrid } from '../../imaging/sagittalGrid';
import { Prefetcher } from '../run/prefetcher';
import type { GridSlices } from './gridSlices';
import {
  OPTIONAL_STRUCTURES,
  type OptionalStructure,
  type Segmentation,
} from '../segmentation/segmentation';
import type { SliceNetwork } from './sliceNetwork';
import type { ColumnWindow } from './spineWindow';
import type { Tensor } from '../model';

/** What a network says of a plane. */
export interface PlaneOutput {
  readonly plane: number;
  /** [classes, rows, columns] of the padded window. */
  readonly output: Float32Array;
}

/**
 * Runs a network on some columns of planes, several at once where the model takes them so. It begins at once, and gets the
 * next ones before what the former have become is taken; whoever stops early leaves those to themselves.
 *
 * The outputs, in the order of the planes; throws DeepSpineError 'cancelled', 'model-run'.
 */
export function planeOutputs(
  network: SliceNetwork,
  slices: GridSlices,
  planes: readonly number[],
  window: ColumnWindow,
  signal: AbortSignal | undefined
): AsyncGenerator<PlaneOutput, void, void> {
  const { batch, depth } = network;
  const [rows, columns] = [network.padded(slices.grid.height), network.padded(window.count)];
  const area = rows * columns;
  const groups = Array.from({ length: Math.ceil(planes.length / batch) }, (_, i) =>
    planes.slice(i * batch, (i + 1) * batch)
  );
  // Some groups are being computed while the next one is written.
  const atOnce = Math.min(depth + 1, groups.length);
  const inputs = Array.from({ length: atOnce }, () => new Float32Array(batch * area));
  let turn = 0;
  const outputs = new Prefetcher(groups, depth, (group): Promise<Tensor> => {
    throwIfCancelled(signal);
    const data = inputs[turn++ % atOnce]!.subarray(0, group.length * area);
    group.forEach((plane, i) => {
      slices.writeInput(plane, window, data.subarray(i * area, (i + 1) * area), columns);
    });
    return network.run({ dims: [group.length, 1, rows, columns], data });
  });
  return (async function* () {
    for (const group of groups) {
      const { data } = await outputs.next();
      throwIfCancelled(signal);
      const size = data.length / group.length;
      for (const [i, plane] of group.entries()) {
        yield { plane, output: data.subarray(i * size, (i + 1) * size) };
      }
    }
  })();
}

/** A segmentation by a network in which nothing is probable yet. */
export function emptySegmentation(
  grid: SagittalGrid,
  { structures }: Pick<SliceNetwork, 'structures'>
): Segmentation {
  const volume = () => new Float32Array(grid.planes * grid.height * grid.width);
  const optional: Partial<Record<OptionalStructure, Float32Array>> = {};
  for (const structure of OPTIONAL_STRUCTURES) {
    if (structures.includes(structure)) {
      optional[structure] = volume();
    }
  }
  return { grid, vertebra: volume(), disc: volume(), canal: volume(), ...optional };
}

/** One plane in the columns that were looked at. */
export function planeSegmentation(
  network: SliceNetwork,
  slices: GridSlices,
  window: ColumnWindow,
  { plane, output }: PlaneOutput
): Segmentation {
  const grid = { ...columnsOf(slices.grid, window.first, window.count), planes: 1 };
  const segmentation = emptySegmentation(grid, network);
  network.write(segmentation, 0, slices.insideOf(plane, window), output, 0);
  return segmentation;
}
