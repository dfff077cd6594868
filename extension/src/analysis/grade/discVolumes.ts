import { type Vec3 } from '../../findings';
import { refused } from '../../messages';
import type { LineTarget } from '../../imaging/bilinear';
import { createStackSampler, type Sampler, type StackSampler } from '../../imaging/sampler';
import type { Stack } from '../../imaging/types';
import { add, along, dot, scale } from '../../imaging/vec3';
import { inFrame } from '../locate/discFrame';
import type { DiscFrame } from '../levelResult';
import type { ModelInput, ModelSpec } from '../modelSpec';
import { visibilityOf, type Visibility } from './visibility';

/** Which volume of a disc a grading model asks for, by the name of its input. */
export const VOLUME_KINDS = ['sagittal', 'axial', 'sagittalT1'] as const;
export type VolumeKind = (typeof VOLUME_KINDS)[number];

/**
 * The volumes that are cut when no grading model says otherwise: 56 × 56 mm in the sagittal plane over
 * 12 mm of width, and 84 × 84 mm in the disc's plane over 12 mm of height.
 */
export const DEFAULT_INPUTS: readonly ModelInput[] = [
  {
    name: 'sagittal',
    shape: [1, 5, 112, 112],
    spacingMm: [3, 0.5, 0.5],
    orientation:
      'disc frame: planes patient right→left, rows superior→inferior, columns anterior→posterior',
    normalization: { type: 'zscore', scope: 'volume' },
  },
  {
    name: 'axial',
    shape: [1, 5, 112, 112],
    spacingMm: [3, 0.75, 0.75],
    whenAbsent: 'zeros',
    orientation:
      'disc frame: planes superior→inferior, rows anterior→posterior, columns patient right→left',
    normalization: { type: 'zscore', scope: 'volume' },
  },
];

/** A volume around one disc's center, [planes, rows, columns], intensities as stored. */
export interface DiscVolume {
  readonly kind: VolumeKind;
  readonly shape: readonly [planes: number, rows: number, columns: number];
  /** mm between planes, rows and columns. */
  readonly spacing: readonly [number, number, number];
  /** Where the volume's center lies: mm to the right, front and head of the disc's center. */
  readonly centerMm: Vec3;
  readonly data: Float32Array;
  /** 1 where the images cover a sample; elsewhere 0, and `data` holds the mean of the covered ones. */
  readonly covered: Uint8Array;
  /** Share of the samples that the images cover. */
  readonly coverage: number;
  /** The series it was cut from; null for a volume of zeros that stands for a missing series. */
  readonly seriesInstanceUID: string | null;
}

const negated = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];

/** Directions in which plane, row and column index grow. */
function axesOf(kind: VolumeKind, frame: DiscFrame): readonly [Vec3, Vec3, Vec3] {
  const left = negated(frame.right);
  const inferior = negated(frame.normal);
  const posterior = negated(frame.anterior);
  return kind === 'axial' ? [inferior, posterior, left] : [left, inferior, posterior];
}

/** A plane of samples in patient space. */
export interface SampledPlane {
  /** The middle of the sample in row 0 and column 0, LPS mm. */
  readonly corner: Vec3;
  /** From one row to the next and from one column to the next, mm. */
  readonly down: Vec3;
  readonly across: Vec3;
}

/** Where the samples of a volume's middle plane lie. */
export function middlePlaneOf(
  { kind, shape, spacing, centerMm }: Pick<DiscVolume, 'kind' | 'shape' | 'spacing' | 'centerMm'>,
  frame: DiscFrame
): SampledPlane {
  const [, row, column] = axesOf(kind, frame);
  const [down, across] = [scale(row, spacing[1]), scale(column, spacing[2])];
  const center = centerOf(frame, centerMm);
  const above = along(center, down, -(shape[1] - 1) / 2);
  return { corner: along(above, across, -(shape[2] - 1) / 2), down, across };
}

/** The kind, shape and spacing of a model input. Throws DeepSpineError 'bad-manifest'. */
function layout(input: ModelInput): {
  readonly kind: VolumeKind;
  readonly shape: readonly [number, number, number];
  readonly spacing: readonly [number, number, number];
  readonly centerMm: Vec3;
} {
  const sizes = input.shape.slice(-3).map(Number);
  const kind = VOLUME_KINDS.find(known => known === input.name);
  if (!kind || sizes.length !== 3 || sizes.some(n => !(n > 0)) || input.spacingMm.length !== 3) {
    throw refused('bad-manifest', {
      context: 'volume',
      input: input.name,
      known: VOLUME_KINDS,
    });
  }
  return {
    kind,
    shape: [sizes[0]!, sizes[1]!, sizes[2]!],
    spacing: [input.spacingMm[0]!, input.spacingMm[1]!, input.spacingMm[2]!],
    centerMm: input.centerMm ?? [0, 0, 0],
  };
}

/** Where the center of an input's volume lies in patient space, LPS mm. */
const centerOf = (frame: DiscFrame, [right, anterior, normal]: Vec3): Vec3 =>
  inFrame(frame, right, anterior, normal);

/** A stack's distance of samples along a direction, mm: between slices across, between pixels within. */
function sourceSpacing(stack: Stack, direction: Vec3): number {
  const slice = stack.slices[0]!;
  const across = dot(direction, stack.normal) ** 2;
  const row = dot(direction, slice.rowDirection) ** 2;
  const column = dot(direction, slice.columnDirection) ** 2;
  return across * stack.sliceSpacing + row * slice.columnSpacing + column * slice.rowSpacing;
}

/** Samples that are averaged per output sample, centered on it, in units of the output spacing. */
function subSteps(spacing: number, source: number): Float64Array {
  const count = Math.min(4, Math.max(1, Math.round(spacing / source)));
  return Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count - 0.5);
}

interface Source {
  readonly stack: Stack;
  readonly sampler: StackSampler;
}

const sourceOf = (stack: Stack): Source => ({ stack, sampler: createStackSampler(stack) });

/** Averages of what several lines read at the same samples of a volume. */
class LineAverage {
  /** One for each line, all within the same memory. */
  readonly targets: readonly LineTarget[];
  private readonly values: Float32Array;

  constructor(
    lines: number,
    private readonly samples: number
  ) {
    const values = new Float32Array(lines * samples);
    this.values = values;
    this.targets = Array.from({ length: lines }, (_, i) => {
      return { values, first: i * samples, stride: 1 };
    });
  }

  /** Writes the averages of the values that are there; NaN where none of a sample's is. */
  write({ values: means, first, stride }: LineTarget): void {
    const { values, samples } = this;
    const all = values.length;
    const share = samples / all;
    for (let k = 0, to = first; k < samples; k++, to += stride) {
      let sum = 0;
      for (let m = k; m < all; m += samples) {
        sum += values[m]!;
      }
      means[to] = sum === sum ? sum * share : this.ofSome(k);
    }
  }

  /** The average of a sample of which some values are not there. */
  private ofSome(k: number): number {
    const { values, samples } = this;
    let sum = 0;
    let count = 0;
    for (let m = k; m < values.length; m += samples) {
      const value = values[m]!;
      if (value === value) {
        sum += value;
        count++;
      }
    }
    return sum / count;
  }
}

/** Where a volume holds values (elsewhere NaN), and how many they are; the others become the mean of those. */
function coverageOf(data: Float32Array): {
  readonly covered: Uint8Array;
  readonly inside: number;
} {
  const covered = new Uint8Array(data.length);
  let inside = 0;
  let total = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === value) {
      covered[i] = 1;
      inside++;
      total += value;
    }
  }
  const mean = inside ? total / inside : 0;
  for (let i = 0; inside < data.length && i < data.length; i++) {
    if (!covered[i]) {
      data[i] = mean;
    }
  }
  return { covered, inside };
}

function cut(input: ModelInput, frame: DiscFrame, source: Source): DiscVolume {
  const { kind, shape, spacing, centerMm } = layout(input);
  const axes = axesOf(kind, frame);
  const { stack, sampler } = source;
  // Lines are read along rows or columns, whichever stay nearer to the slices.
  const leaving = (axis: Vec3) => Math.abs(dot(axis, stack.normal));
  const [across, inLine] = leaving(axes[2]) <= leaving(axes[1]) ? [1, 2] : [2, 1];
  const perLine = across === 1 ? shape[2] : 1;
  const stride = inLine === 1 ? shape[2] : 1;
  const count = shape[inLine]!;
  // Of a narrow stack most lines of a volume lie beside it.
  const data = new Float32Array(shape[0] * shape[1] * shape[2]).fill(NaN);
  const [planeStep, lineStep, step] = [0, across, inLine].map(i =>
    scale(axes[i]!, spacing[i]!)
  ) as [Vec3, Vec3, Vec3];
  // Where the images are finer than the volume, lines around each of its own are averaged.
  const around = axes.reduce<readonly Vec3[]>(
    (all, axis, i) =>
      all.flatMap(offset =>
        Array.from(subSteps(spacing[i]!, sourceSpacing(stack, axis)), share =>
          along(offset, axis, share * spacing[i]!)
        )
      ),
    [[0, 0, 0]]
  );
  const average = around.length === 1 ? null : new LineAverage(around.length, count);
  const corner = axes.reduce(
    (point, axis, i) => along(point, axis, ((1 - shape[i]!) / 2) * spacing[i]!),
    centerOf(frame, centerMm)
  );
  for (let p = 0; p < shape[0]; p++) {
    for (let l = 0; l < shape[across]!; l++) {
      const start = along(along(corner, planeStep, p), lineStep, l);
      const starts = around.map(offset => add(start, offset));
      if (!starts.some(from => sampler.reaches(from, step, count))) {
        continue;
      }
      const target = { values: data, first: p * shape[1] * shape[2] + l * perLine, stride };
      for (let i = 0; i < starts.length; i++) {
        sampler.line(starts[i]!, step, count, average ? average.targets[i]! : target);
      }
      average?.write(target);
    }
  }
  const { covered, inside } = coverageOf(data);
  const { seriesInstanceUID } = stack;
  const coverage = inside / data.length;
  return { kind, shape, spacing, centerMm, data, covered, coverage, seriesInstanceUID };
}

/** What a model gets for a series that is missing. */
function zeros(input: ModelInput): DiscVolume {
  const { kind, shape, spacing, centerMm } = layout(input);
  const size = shape[0] * shape[1] * shape[2];
  return {
    ...{ kind, shape, spacing, centerMm },
    data: new Float32Array(size),
    covered: new Uint8Array(size),
    coverage: 0,
    seriesInstanceUID: null,
  };
}

/** Sub-sampled coverage of the core of an axial volume (half its width and height) by a stack. */
function coreCoverage(input: ModelInput, frame: DiscFrame, sampler: Sampler): number {
  const { shape, spacing, centerMm } = layout(input);
  const axes = axesOf('axial', frame);
  const center = centerOf(frame, centerMm);
  let inside = 0;
  let count = 0;
  for (const [p, r, k] of corePoints) {
    const t = [p, r, k].map((share, i) => (share * (shape[i]! - 1) * spacing[i]!) / 2);
    const [x, y, z] = [0, 1, 2].map(
      d => center[d]! + axes.reduce((sum, axis, i) => sum + t[i]! * axis[d]!, 0)
    ) as [number, number, number];
    count++;
    inside += Number.isNaN(sampler(x, y, z)) ? 0 : 1;
  }
  return inside / count;
}

const shares = [-0.5, -0.25, 0, 0.25, 0.5];
const corePoints = [-0.8, 0, 0.8].flatMap(p =>
  shares.flatMap(r => shares.map(k => [p, r, k] as const))
);

/** An axial stack serves a disc when it covers this share of the core of its volume … */
const ENOUGH = 0.6;
/** … and its slices lie less than this far off the disc's plane (cosine of 40°). */
const ALIGNED = Math.cos((40 * Math.PI) / 180);

/** A T1 series serves a disc when it covers this share of its volume. */
const T1_COVERAGE = 0.9;

/** A series of slices at most this far apart shows as much across them as within: a 3D one, mm. */
const THREE_D_MM = 1.5;

/**
 * Where a disc's axial volume comes from: an axial series, the sagittal one, or nowhere, in which case
 * the model gets zeros.
 */
export type AxialOrigin = 'axial' | 'reformatted' | 'absent';

/** Cuts the volumes of any number of discs from the same stacks. */
export interface VolumeCutter {
  /** The volume that a model input asks for. */
  cut(input: ModelInput, frame: DiscFrame): DiscVolume;
  /** The axial stack that serves a disc; null: none does. */
  axialStack(input: ModelInput, frame: DiscFrame): Stack | null;
  /** Where the volume that an axial input asks for comes from. */
  axialOrigin(input: ModelInput, frame: DiscFrame): AxialOrigin;
  /** What the stacks show of a place (LPS, mm). */
  visibility(place: Vec3): Visibility;
}

/**
 * Relates a sagittal stack and any number of axial stacks (one slab per disc, say) by patient coordinates
 * only: frames of reference differ even between series of one study.
 *
 * @param sagittalT1 a sagittal T1 stack of the study, if it has one
 */
export function volumeCutter(
  sagittal: Stack,
  axial: readonly Stack[],
  sagittalT1: Stack | null = null
): VolumeCutter {
  const sagittalSource = sourceOf(sagittal);
  const axialSources = axial.map(sourceOf);
  const t1Source = sagittalT1 && sourceOf(sagittalT1);
  const serving = (input: ModelInput, frame: DiscFrame): Source | null => {
    let best: Source | null = null;
    let bestScore = 0;
    for (const source of axialSources) {
      const alignment = Math.abs(dot(source.stack.normal, frame.normal));
      const coverage = coreCoverage(input, frame, source.sampler.at);
      const score = coverage * alignment;
      if (coverage >= ENOUGH && alignment >= ALIGNED && score > bestScore) {
        best = source;
        bestScore = score;
      }
    }
    return best;
  };
  /** What an axial volume is cut from; null: nothing is fit for it. */
  const axialSource = (input: ModelInput, frame: DiscFrame): Source | null =>
    serving(input, frame) ??
    (input.whenAbsent === 'zeros' && sagittal.sliceSpacing > THREE_D_MM ? null : sagittalSource);
  return {
    axialStack: (input, frame) => serving(input, frame)?.stack ?? null,
    axialOrigin: (input, frame) => {
      const source = axialSource(input, frame);
      return source === null ? 'absent' : source === sagittalSource ? 'reformatted' : 'axial';
    },
    cut: (input, frame) => {
      if (input.name === 'sagittalT1') {
        const volume = t1Source && cut(input, frame, t1Source);
        return volume && volume.coverage >= T1_COVERAGE ? volume : zeros(input);
      }
      const source = input.name === 'axial' ? axialSource(input, frame) : sagittalSource;
      return source ? cut(input, frame, source) : zeros(input);
    },
    visibility: place => visibilityOf(place, sagittal, axial),
  };
}

/** The inputs whose volumes a grading model takes; the defaults when it names none. */
export function volumeInputs(spec: Pick<ModelSpec, 'inputs'> | undefined): readonly ModelInput[] {
  return spec?.inputs.length ? spec.inputs : DEFAULT_INPUTS;
}

/** The axial input of a grading model, or the default one for a model that has none. */
export function axialInput(spec: Pick<ModelSpec, 'inputs'> | undefined): ModelInput {
  return volumeInputs(spec).find(input => input.name === 'axial') ?? DEFAULT_INPUTS[1]!;
}
