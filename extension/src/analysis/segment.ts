import { DeepSpineError } from '../findings';
import { quantile } from '../imaging/quantile';
import { SliceResampler, type GridSlice } from '../imaging/resampleSlice';
import { columnsOf, sagittalGrid, type SagittalGrid } from '../imaging/sagittalGrid';
import type { Stack } from '../imaging/types';
import { Ahead } from './ahead';
import { zscoreOf } from './normalize';
import type { Segmentation } from './segmentation';
import { networkOf, type SliceNetwork } from './sliceNetwork';
import { spineWindow, type ColumnWindow } from './spineWindow';
import type { Model, Tensor } from './types';

export interface SegmentOptions {
  readonly signal?: AbortSignal;
  /** Called with the share of the slices that is done, 0..1, after every run of the network. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Called when a plane's probabilities are written, with all that is there so far; planes may come in any
   * order.
   */
  readonly onPlane?: (plane: number, soFar: Segmentation) => void;
}

/** What was segmented stays at hand, resampled, for later looks at the pixels. */
export interface SegmentedStack extends Segmentation {
  /** [planes, height, width] */
  readonly images: Float32Array;
  /** Intensity of air: the darkest of the whole slices. */
  readonly air: number;
}

/** Stops with DeepSpineError 'cancelled' once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DeepSpineError(
      'cancelled',
      'The analysis was cancelled; start it again when needed.'
    );
  }
}

/** Planes that may show where the spine lies: the middle one, and one halfway to either end. */
function scoutsOf(planes: number): number[] {
  const at = (share: number) => Math.round(share * (planes - 1));
  return [...new Set([at(0.5), at(0.25), at(0.75)])];
}

/** The other planes, from the middle outwards. */
function othersThan(done: readonly number[], planes: number): number[] {
  const aside = (plane: number) => Math.abs(plane - (planes - 1) / 2);
  return Array.from({ length: planes }, (_, plane) => plane)
    .filter(plane => !done.includes(plane))
    .sort((a, b) => aside(a) - aside(b));
}

/** A segmentation in which nothing is probable yet. */
function emptySegmentation(grid: SagittalGrid): Segmentation {
  const volume = () => new Float32Array(grid.planes * grid.height * grid.width);
  return { grid, vertebra: volume(), disc: volume(), canal: volume() };
}

/** Slices of a stack on its whole grid; each is resampled when first asked for and kept until it is forgotten. */
class Slices {
  private readonly kept = new Map<number, GridSlice>();
  private readonly ground: number[] = [];
  private readonly resampler: SliceResampler;

  constructor(
    readonly grid: SagittalGrid,
    private readonly stack: Stack
  ) {
    this.resampler = new SliceResampler(grid);
  }

  at(plane: number): GridSlice {
    let slice = this.kept.get(plane);
    if (!slice) {
      slice = this.resampler.resample(this.stack.slices[plane]!);
      this.kept.set(plane, slice);
      this.lookForAir(slice, plane);
    }
    return slice;
  }

  forget(plane: number): void {
    this.resampler.reuse(this.kept.get(plane)!.image);
    this.kept.delete(plane);
  }

  /** Intensity of air: the 1st percentile of a hundredth of the samples of all slices so far. */
  air(): number {
    return quantile(this.ground, 0.01);
  }

  private lookForAir({ image, inside }: GridSlice, plane: number): void {
    const step = 97;
    for (let i = plane % step; i < image.length; i += step) {
      if (inside[i]) {
        this.ground.push(image[i]!);
      }
    }
  }
}

/** Some columns of a slice as the network wants them: z-scored over the whole slice, 0 where there is no image. */
function writeInput(
  { image, inside, everywhere }: GridSlice,
  { width, height }: SagittalGrid,
  { first, count }: ColumnWindow,
  target: Float32Array,
  stride: number
): void {
  const { mean, factor } = zscoreOf(image, everywhere ? undefined : inside);
  for (let row = 0; row < height; row++) {
    const from = row * width + first;
    const to = row * stride;
    for (let column = 0; column < count; column++) {
      target[to + column] = (image[from + column]! - mean) * factor;
    }
    for (let column = 0; !everywhere && column < count; column++) {
      if (!inside[from + column]) {
        target[to + column] = 0;
      }
    }
  }
}

interface Task {
  readonly planes: readonly number[];
  readonly window: ColumnWindow;
  readonly signal?: AbortSignal;
  /** Takes one plane's output, [classes, rows, columns] of the padded window. */
  readonly take: (plane: number, output: Float32Array) => void;
}

/**
 * Runs the network on some columns of planes, several at once where the model takes them so. It gets the next ones
 * before what the former have become is taken.
 */
async function runOn(
  network: SliceNetwork,
  slices: Slices,
  { planes, window, signal, take }: Task
): Promise<void> {
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
  const outputs = new Ahead(groups, depth, (group): Promise<Tensor> => {
    throwIfCancelled(signal);
    const data = inputs[turn++ % atOnce]!.subarray(0, group.length * area);
    group.forEach((plane, i) => {
      const target = data.subarray(i * area, (i + 1) * area);
      writeInput(slices.at(plane), slices.grid, window, target, columns);
    });
    return network.run({ dims: [group.length, 1, rows, columns], data });
  });
  for (const group of groups) {
    const { data } = await outputs.next();
    throwIfCancelled(signal);
    const size = data.length / group.length;
    group.forEach((plane, i) => take(plane, data.subarray(i * size, (i + 1) * size)));
  }
}

/**
 * Segments a sagittal stack slice by slice. Each slice is resampled on a grid, z-scored over the pixels that hold
 * image, and padded with 0 at the bottom and right to the model's multiple; the model's output becomes
 * probabilities. One slice in the middle is segmented whole; the others, and what is returned, only in the columns
 * where it shows the spine (spineWindow): half of a usual slice is abdomen and air.
 */
export async function segmentStack(
  stack: Stack,
  model: Model,
  { signal, onProgress, onPlane }: SegmentOptions = {}
): Promise<SegmentedStack> {
  const network = networkOf(model);
  const whole = sagittalGrid(stack, network.spacing);
  const { planes, height, width } = whole;
  const slices = new Slices(whole, stack);
  let done = 0;

  const everything: ColumnWindow = { first: 0, count: width };
  const outputs = new Map<number, Float32Array>();
  let seen: ColumnWindow | null = null;
  for (const scout of scoutsOf(planes)) {
    const slice = emptySegmentation({ ...whole, planes: 1 });
    await runOn(network, slices, {
      planes: [scout],
      window: everything,
      signal,
      take: (plane, output) => {
        outputs.set(plane, output);
        const { inside, everywhere } = slices.at(plane);
        network.write(slice, 0, everywhere ? null : inside, output, 0);
      },
    });
    seen = spineWindow(slice, network.multiple);
    if (seen) {
      break;
    }
    onProgress?.(0);
  }
  const window = seen ?? everything;

  const grid = columnsOf(whole, window.first, window.count);
  const result = emptySegmentation(grid);
  const size = height * grid.width;
  const images = new Float32Array(planes * size);
  const inside = new Uint8Array(size);
  /** @param first column of the output in which the window begins */
  const keep = (plane: number, output: Float32Array, first: number) => {
    const { image, inside: shown, everywhere } = slices.at(plane);
    for (let row = 0; row < height; row++) {
      const from = row * width + window.first;
      const to = row * grid.width;
      images.set(image.subarray(from, from + grid.width), plane * size + to);
      if (!everywhere) {
        inside.set(shown.subarray(from, from + grid.width), to);
      }
    }
    slices.forget(plane);
    network.write(result, plane, everywhere ? null : inside, output, first);
    onPlane?.(plane, result);
    onProgress?.(++done / planes);
  };
  outputs.forEach((output, plane) => keep(plane, output, window.first));
  await runOn(network, slices, {
    planes: othersThan([...outputs.keys()], planes),
    window,
    signal,
    take: (plane, output) => keep(plane, output, 0),
  });
  return { ...result, images, air: slices.air() };
}
