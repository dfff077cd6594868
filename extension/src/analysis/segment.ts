import { DeepSpineError } from '../findings';
import { resampleSlice, sagittalGrid } from '../imaging/sagittalGrid';
import type { Stack } from '../imaging/types';
import { zscore } from './normalize';
import type { Segmentation, Structure } from './segmentation';
import type { Model, ModelSpec } from './types';

export interface SegmentOptions {
  readonly signal?: AbortSignal;
  /** Called after every slice with the share that is done, 0..1. */
  readonly onProgress?: (fraction: number) => void;
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
 * Segments a sagittal stack slice by slice. Each slice is resampled on the grid, z-scored over the pixels
 * that hold image, and padded with 0 at the bottom and right to the model's multiple; the logits
 * [1, classes, height, width] become probabilities by softmax.
 */
export async function segmentStack(
  stack: Stack,
  model: Model,
  { signal, onProgress }: SegmentOptions = {}
): Promise<Segmentation> {
  const { spec } = model;
  const grid = sagittalGrid(stack, segmentationSpacing(spec));
  const { height, width, planes } = grid;
  const multiple = spec.inputs[0]!.multipleOf ?? 1;
  const paddedHeight = Math.ceil(height / multiple) * multiple;
  const paddedWidth = Math.ceil(width / multiple) * multiple;
  const indices = classIndices(spec);
  const classCount = spec.outputs[0]!.classes.length;
  const size = planes * height * width;
  const result = {
    grid,
    vertebra: new Float32Array(size),
    disc: new Float32Array(size),
    canal: new Float32Array(size),
  };

  for (let plane = 0; plane < planes; plane++) {
    throwIfCancelled(signal);
    const { image, inside } = resampleSlice(grid, stack.slices[plane]!);
    zscore(image, inside);
    const input = new Float32Array(paddedHeight * paddedWidth);
    for (let row = 0; row < height; row++) {
      input.set(image.subarray(row * width, (row + 1) * width), row * paddedWidth);
    }
    const outputs = await model.run({
      [spec.inputs[0]!.name]: { dims: [1, 1, paddedHeight, paddedWidth], data: input },
    });
    const logits = outputs[spec.outputs[0]!.name];
    const area = paddedHeight * paddedWidth;
    if (!logits || logits.data.length !== classCount * area) {
      throw new DeepSpineError(
        'model-run',
        `The model ${spec.name} gave an output of another size than its manifest states; install ` +
          'model and manifest of one release.'
      );
    }
    const { data } = logits;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const target = (plane * height + row) * width + column;
        if (!inside[row * width + column]) {
          continue;
        }
        const source = row * paddedWidth + column;
        let top = -Infinity;
        for (let k = 0; k < classCount; k++) {
          top = Math.max(top, data[k * area + source]!);
        }
        let total = 0;
        for (let k = 0; k < classCount; k++) {
          total += Math.exp(data[k * area + source]! - top);
        }
        result.vertebra[target] = Math.exp(data[indices.vertebra * area + source]! - top) / total;
        result.disc[target] = Math.exp(data[indices.disc * area + source]! - top) / total;
        result.canal[target] = Math.exp(data[indices.canal * area + source]! - top) / total;
      }
    }
    onProgress?.((plane + 1) / planes);
  }
  return result;
}
