import { DeepSpineError } from '../findings';
import { resampleStack, sagittalGrid, type GridImages } from '../imaging/sagittalGrid';
import type { Stack } from '../imaging/types';
import { zscore } from './normalize';
import type { Segmentation, Structure } from './segmentation';
import type { Model, ModelSpec } from './types';

export interface SegmentOptions {
  readonly signal?: AbortSignal;
  /** Called after every slice with the share that is done, 0..1. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * Called when a plane's probabilities are written, with all that is there so far; planes may come in any
   * order.
   */
  readonly onPlane?: (plane: number, soFar: Segmentation) => void;
}

/** What was segmented stays at hand, resampled, for later looks at the pixels. */
export interface SegmentedStack extends Segmentation {
  readonly resampled: GridImages;
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

/** Grid spacing (mm) that a segmentation model works at. */
export function segmentationSpacing(spec: ModelSpec): number {
  const spacing = spec.inputs[0]?.spacingMm;
  if (!spacing || spacing.length !== 2 || Math.abs(spacing[0]! - spacing[1]!) > 1e-6) {
    throw new DeepSpineError(
      'bad-manifest',
      `The model ${spec.name} does not state one in-plane spacing; install a matching manifest.json.`
    );
  }
  return spacing[0]!;
}

function classIndices(spec: ModelSpec): Record<Structure, number> {
  const classes = spec.outputs[0]?.classes ?? [];
  const indexOf = (name: Structure) => {
    const index = classes.indexOf(name);
    if (index < 0) {
      throw new DeepSpineError(
        'bad-manifest',
        `The model ${spec.name} has no class “${name}”; install a matching manifest.json.`
      );
    }
    return index;
  };
  return { vertebra: indexOf('vertebra'), disc: indexOf('disc'), canal: indexOf('canal') };
}

/**
 * The softmax of padded logits [classes, paddedHeight, paddedWidth], written into one plane of the
 * segmentation wherever the slice holds image; elsewhere the probabilities stay 0.
 */
function writeProbabilities(
  target: Segmentation,
  plane: number,
  inside: Uint8Array,
  logits: Float32Array,
  { classCount, paddedHeight, paddedWidth, indices }: Layout
): void {
  const { height, width } = target.grid;
  const { vertebra, disc, canal } = target;
  const area = paddedHeight * paddedWidth;
  const powers = new Float64Array(classCount);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (!inside[row * width + column]) {
        continue;
      }
      const source = row * paddedWidth + column;
      let top = -Infinity;
      for (let k = 0; k < classCount; k++) {
        const logit = logits[k * area + source]!;
        top = logit > top ? logit : top;
      }
      let total = 0;
      for (let k = 0; k < classCount; k++) {
        const logit = logits[k * area + source]!;
        // exp(0) is exactly 1, and one logit of every pixel is the largest.
        const power = logit === top ? 1 : Math.exp(logit - top);
        powers[k] = power;
        total += power;
      }
      const index = (plane * height + row) * width + column;
      vertebra[index] = powers[indices.vertebra]! / total;
      disc[index] = powers[indices.disc]! / total;
      canal[index] = powers[indices.canal]! / total;
    }
  }
}

/** How a model's input and output lie over a grid. */
interface Layout {
  readonly classCount: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly indices: Readonly<Record<Structure, number>>;
}

/**
 * Segments a sagittal stack slice by slice. Each slice is resampled on the grid, z-scored over the pixels
 * that hold image, and padded with 0 at the bottom and right to the model's multiple; the logits
 * [1, classes, height, width] become probabilities by softmax.
 */
export async function segmentStack(
  stack: Stack,
  model: Model,
  { signal, onProgress, onPlane }: SegmentOptions = {}
): Promise<SegmentedStack> {
  const { spec } = model;
  const grid = sagittalGrid(stack, segmentationSpacing(spec));
  const { height, width, planes } = grid;
  const multiple = spec.inputs[0]!.multipleOf ?? 1;
  const layout: Layout = {
    classCount: spec.outputs[0]!.classes.length,
    paddedHeight: Math.ceil(height / multiple) * multiple,
    paddedWidth: Math.ceil(width / multiple) * multiple,
    indices: classIndices(spec),
  };
  const { classCount, paddedHeight, paddedWidth } = layout;
  const size = height * width;
  const resampled = resampleStack(grid, stack);
  const result = {
    grid,
    vertebra: new Float32Array(planes * size),
    disc: new Float32Array(planes * size),
    canal: new Float32Array(planes * size),
    resampled,
  };

  for (let plane = 0; plane < planes; plane++) {
    throwIfCancelled(signal);
    const inside = resampled.inside.subarray(plane * size, (plane + 1) * size);
    const image = zscore(resampled.images.slice(plane * size, (plane + 1) * size), inside);
    const input = new Float32Array(paddedHeight * paddedWidth);
    for (let row = 0; row < height; row++) {
      input.set(image.subarray(row * width, (row + 1) * width), row * paddedWidth);
    }
    const outputs = await model.run({
      [spec.inputs[0]!.name]: { dims: [1, 1, paddedHeight, paddedWidth], data: input },
    });
    const logits = outputs[spec.outputs[0]!.name];
    if (!logits || logits.data.length !== classCount * paddedHeight * paddedWidth) {
      throw new DeepSpineError(
        'model-run',
        `The model ${spec.name} gave an output of another size than its manifest states; install ` +
          'model and manifest of one release.'
      );
    }
    writeProbabilities(result, plane, inside, logits.data, layout);
    onPlane?.(plane, result);
    onProgress?.((plane + 1) / planes);
  }
  return result;
}
