import { refused } from '../../messages';
import { prefetchDepth } from '../run/prefetcher';
import {
  OPTIONAL_STRUCTURES,
  STRUCTURES,
  type Segmentation,
  type Structure,
} from '../segmentation/segmentation';
import type { Model, Tensor } from '../model';
import type { ModelSpec } from '../modelSpec';

/** The segmentation model as the pipeline uses it: slices in, probabilities out. */
export interface SliceNetwork {
  /** Distance of the grid's pixels that it works at, mm. */
  readonly spacing: number;
  /** Rows and columns are padded to a multiple of this. */
  readonly multiple: number;
  /** Slices that it takes at once. */
  readonly batch: number;
  /** Runs that it is asked for beside the current one. */
  readonly depth: number;
  /** What it labels. */
  readonly structures: readonly Structure[];
  /** A number of rows or columns as it takes them. */
  padded(size: number): number;
  /**
   * @param input [slices, 1, rows, columns], z-scored and padded
   * @returns [slices, classes, rows, columns] of whatever the model's output holds; see `write`
   */
  run(input: Tensor): Promise<Tensor>;
  /**
   * Writes one slice's output [classes, rows, columns] as probabilities into a plane of a segmentation. The
   * output begins in row 0 and `first` columns before the plane. Where the slice holds no image all
   * probabilities are 0.
   *
   * @param inside 1 where the slice holds image, [height, width] of the plane; null: everywhere
   */
  write(
    target: Segmentation,
    plane: number,
    inside: Uint8Array | null,
    output: Float32Array,
    first: number
  ): void;
}

function spacingOf(spec: ModelSpec): number {
  const spacing = spec.inputs[0]?.spacingMm;
  if (!spacing || spacing.length !== 2 || Math.abs(spacing[0]! - spacing[1]!) > 1e-6) {
    throw refused('bad-manifest', { context: 'spacing', model: spec.name });
  }
  return spacing[0]!;
}

/** Where the output holds each structure that the model labels. */
function classIndices(spec: ModelSpec): ReadonlyMap<Structure, number> {
  const classes = spec.outputs[0]?.classes ?? [];
  const missing = STRUCTURES.find(name => !classes.includes(name));
  if (missing) {
    throw refused('bad-manifest', { context: 'class', model: spec.name, name: missing });
  }
  const labeled = [...STRUCTURES, ...OPTIONAL_STRUCTURES].filter(name => classes.includes(name));
  return new Map(labeled.map(name => [name, classes.indexOf(name)]));
}

/** Turns logits [classes, pixels] into probabilities, in place. */
function softmaxOverClasses(logits: Float32Array, classes: number): void {
  const area = logits.length / classes;
  const powers = new Float64Array(classes);
  for (let i = 0; i < area; i++) {
    let top = -Infinity;
    for (let k = 0; k < classes; k++) {
      const logit = logits[k * area + i]!;
      top = logit > top ? logit : top;
    }
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const logit = logits[k * area + i]!;
      // exp(0) is exactly 1, and one logit of every pixel is the largest.
      const power = logit === top ? 1 : Math.exp(logit - top);
      powers[k] = power;
      total += power;
    }
    for (let k = 0; k < classes; k++) {
      logits[k * area + i] = powers[k]! / total;
    }
  }
}

/**
 * Wraps a segmentation model.
 * @throws DeepSpineError 'bad-manifest' when the model's manifest entry is not that of a segmentation of slices;
 *   `run` throws 'model-run' when the output's size is not what the manifest states.
 */
export function networkOf(model: Model): SliceNetwork {
  const { spec } = model;
  const spacing = spacingOf(spec);
  const indices = classIndices(spec);
  const [input, output] = [spec.inputs[0]!, spec.outputs[0]!];
  const classes = output.classes.length;
  const multiple = input.multipleOf ?? 1;
  const padded = (size: number) => Math.ceil(size / multiple) * multiple;
  return {
    spacing,
    multiple,
    depth: prefetchDepth(model),
    structures: [...indices.keys()],
    batch: typeof input.shape[0] === 'string' ? (model.batch ?? 1) : 1,
    padded,
    run: async tensor => {
      const outputs = await model.run({ [input.name]: tensor });
      const found = outputs[output.name];
      if (!found || found.data.length !== classes * tensor.data.length) {
        throw refused('model-run', { context: 'size', model: spec.name });
      }
      if (output.values !== 'probabilities') {
        const size = found.data.length / tensor.dims[0]!;
        for (let at = 0; at < found.data.length; at += size) {
          softmaxOverClasses(found.data.subarray(at, at + size), classes);
        }
      }
      return found;
    },
    write: (target, plane, inside, data, first) => {
      const { height, width } = target.grid;
      const area = data.length / classes;
      const stride = area / padded(height);
      for (const [structure, index] of indices) {
        const volume = target[structure]!;
        const from = index * area + first;
        const to = plane * height * width;
        if (stride === width) {
          // Nothing lies beside the plane.
          volume.set(data.subarray(from, from + height * width), to);
        } else {
          for (let row = 0; row < height; row++) {
            const start = from + row * stride;
            volume.set(data.subarray(start, start + width), to + row * width);
          }
        }
        if (inside) {
          for (let i = 0; i < inside.length; i++) {
            volume[to + i]! *= inside[i]!;
          }
        }
      }
    },
  };
}
