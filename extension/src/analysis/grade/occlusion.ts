import { type Condition, type Grade, type Level, type Vec3 } from '../../findings';
import { refused, throwIfCancelled } from '../../messages';
import { along, dot, sub } from '../../imaging/vec3';
import { Prefetcher, prefetchDepth } from '../run/prefetcher';
import { checkStudy } from '../input/checkStudy';
import {
  middlePlaneOf,
  volumeCutter,
  volumeInputs,
  type DiscVolume,
  type SampledPlane,
  type VolumeKind,
} from './discVolumes';
import { runHeads } from './heads';
import { discStep, sizedInput } from './spineSize';
import type { DiscFrame } from '../levelResult';
import type { Model, Models } from '../model';
import type { StudyInput } from '../request';

/** Which statement of the grading model is to be explained. */
export interface ExplainRequest {
  readonly condition: Condition;
  /** The grade that the model gave. */
  readonly grade: Grade;
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Where the finding is, LPS mm. */
  readonly point: Vec3;
  /** Of all discs of the study, from the head down: how large the spine is. */
  readonly frames: readonly DiscFrame[];
}

/** One volume that the grader saw, its middle plane, [rows, columns], row-major. */
export interface ExplainedVolume {
  readonly kind: VolumeKind;
  readonly rows: number;
  readonly columns: number;
  /** mm between rows and between columns. */
  readonly spacing: readonly [number, number];
  /** Gray values from the 1st to the 99th percentile of the volume, 0..255. */
  readonly image: Uint8Array;
  /** By how much the grade's probability falls when a place is hidden, 0..1; never negative. */
  readonly fall: Float32Array;
  /** Where the samples of that plane lie. */
  readonly plane: SampledPlane;
  /** mm from the first to the last plane of the volume. */
  readonly depth: number;
  /** False where the model got zeros because the series is missing; then there is nothing to see. */
  readonly available: boolean;
}

export interface Explanation {
  readonly condition: Condition;
  readonly grade: Grade;
  /** Of the grade, with nothing hidden. */
  readonly probability: number;
  readonly volumes: readonly ExplainedVolume[];
  /**
   * Whether what matters most lies at the finding: of the places that matter at least half as much as the most
   * important one, some reaches it. Null where no place matters.
   */
  readonly atFinding: boolean | null;
}

export interface ExplainOptions {
  readonly signal?: AbortSignal;
  /** 0..1 */
  readonly onProgress?: (fraction: number) => void;
}

/** Places per side of a volume at which it is hidden … */
const PLACES = 8;
/** … each so many distances between places wide: neighbors overlap. */
const WIDTH = 1.5;

interface Patch {
  readonly row: number;
  readonly column: number;
}

/** Smaller falls of the probability are noise. */
export const MATTERS = 0.02;
/** A place matters that has at least this share of the largest fall. */
const SHARE = 0.5;
/** Places reach what lies this near beside them: the parts of a disc lie close together, mm. */
const BESIDE_MM = 8;

const PATCHES: readonly Patch[] = Array.from({ length: PLACES * PLACES }, (_, i) => ({
  row: Math.floor(i / PLACES),
  column: i % PLACES,
}));

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** A volume whose planes are all blank, at its mean, in one patch. */
export function hidden(volume: DiscVolume, { row, column }: Patch): DiscVolume {
  const [planes, rows, columns] = volume.shape;
  const data = volume.data.slice();
  const blank = mean(volume.data);
  const range = (place: number, size: number) => {
    const step = size / PLACES;
    const middle = (place + 0.5) * step;
    const from = Math.max(0, Math.round(middle - (WIDTH * step) / 2));
    return [from, Math.min(size, Math.round(middle + (WIDTH * step) / 2))] as const;
  };
  const [top, bottom] = range(row, rows);
  const [left, right] = range(column, columns);
  for (let p = 0; p < planes; p++) {
    for (let r = top; r < bottom; r++) {
      data.fill(blank, (p * rows + r) * columns + left, (p * rows + r) * columns + right);
    }
  }
  return { ...volume, data };
}

/** Values at the middles of the patches → every pixel, linear between them. */
export function spread(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(rows * columns);
  const at = (pixel: number, size: number) => {
    const place = Math.max(0, Math.min(PLACES - 1, ((pixel + 0.5) / size) * PLACES - 0.5));
    const low = Math.min(PLACES - 2, Math.floor(place));
    return [low, place - low] as const;
  };
  for (let r = 0; r < rows; r++) {
    const [i, v] = at(r, rows);
    for (let c = 0; c < columns; c++) {
      const [j, u] = at(c, columns);
      const value = (a: number, b: number) => values[(i + a) * PLACES + j + b]!;
      out[r * columns + c] =
        (1 - v) * ((1 - u) * value(0, 0) + u * value(0, 1)) +
        v * ((1 - u) * value(1, 0) + u * value(1, 1));
    }
  }
  return out;
}

/** A disc's middle is so far from its front and back, mm: half its depth (van der Graaf 2024, 33 to 36 mm). */
const HALF_DEPTH_MM = 17;
/** Points along a disc lie so near to each other, mm, that no place passes between them. */
const STEP_MM = 8.5;

/**
 * Where a finding is. A bulge is a disc's that has left its bed over a quarter of the circumference or more, so the
 * whole of the disc is its place; of 67 bulges that a radiologist saw too, the back edge alone would call 8 elsewhere.
 */
function placeOf({ condition, point, frame }: ExplainRequest): readonly Vec3[] {
  if (condition !== 'DB') {
    return [point];
  }
  const steps = HALF_DEPTH_MM / STEP_MM;
  return [
    point,
    ...Array.from({ length: 2 * steps + 1 }, (_, i) =>
      along(frame.center, frame.anterior, (i - steps) * STEP_MM)
    ),
  ];
}

/** Whether a hidden place, or what lies beside it, covers a point as it projects on the volume's planes. */
function reaches(volume: DiscVolume, plane: SampledPlane, patch: Patch, point: Vec3): boolean {
  const [, rows, columns] = volume.shape;
  const offset = sub(point, plane.corner);
  const near = (axis: Vec3, size: number, place: number): boolean => {
    const spacing = Math.hypot(...axis);
    const step = (size / PLACES) * spacing;
    const at = dot(offset, axis) / spacing;
    return Math.abs(at - (place + 0.5) * step) <= (WIDTH * step) / 2 + BESIDE_MM;
  };
  return near(plane.down, rows, patch.row) && near(plane.across, columns, patch.column);
}

/** The middle plane in gray values, 1st to 99th percentile of the volume. */
function middlePlane({ data, shape }: DiscVolume): Uint8Array {
  const [planes, rows, columns] = shape;
  const sorted = data.slice().sort();
  const quantile = (q: number) => sorted[Math.round(q * (sorted.length - 1))]!;
  const [low, high] = [quantile(0.01), quantile(0.99)];
  const start = (planes >> 1) * rows * columns;
  return Uint8Array.from(data.subarray(start, start + rows * columns), value =>
    Math.max(0, Math.min(255, (255 * (value - low)) / (high - low || 1)))
  );
}

/**
 * Which places of a disc's volumes drove a grade: each place is hidden in turn and the disc graded again
 * (occlusion sensitivity: Zeiler and Fergus, ECCV 2014).
 *
 * Throws DeepSpineError: 'model-run' without a grading model or without a head for the condition,
 * 'cancelled', refusals of the input as in `analyze`.
 */
export async function explainGrade(
  study: StudyInput,
  models: Pick<Models, 'grading' | 'gradings'>,
  request: ExplainRequest,
  options: ExplainOptions = {}
): Promise<Explanation> {
  const grading = graderOf(models, request.condition);
  if (!grading) {
    throw refused('model-run', { context: 'no-grading' });
  }
  const { sagittal, axial, sagittalT1 } = checkStudy(study);
  const cutter = volumeCutter(sagittal, axial, sagittalT1);
  const volumes = volumeInputs(grading.spec).map(input =>
    cutter.cut(sizedInput(input, discStep(request.frames)), request.frame)
  );
  return explainVolumes(volumes, grading, request, options);
}

/** The model whose grade of a condition is shown. */
function graderOf(
  { grading, gradings }: Pick<Models, 'grading' | 'gradings'>,
  condition: Condition
): Model | null {
  const better = gradings?.spec.outputs.some(output => output.condition === condition);
  return (better ? gradings : grading) ?? null;
}

/** `explainGrade` on volumes that were cut already, one per input of the model. */
export async function explainVolumes(
  volumes: readonly DiscVolume[],
  grading: Model,
  request: ExplainRequest,
  { signal, onProgress }: ExplainOptions = {}
): Promise<Explanation> {
  const { condition, grade, level, frame } = request;
  const finding = placeOf(request);
  const probabilityOf = async (shown: readonly DiscVolume[]): Promise<number> => {
    throwIfCancelled(signal);
    const statement = (await runHeads(grading, shown, level)).get(condition);
    if (!statement) {
      throw refused('model-run', { context: 'condition' });
    }
    return statement.modelGrade.probabilities[grade] ?? 0;
  };

  const probability = await probabilityOf(volumes);
  const available = volumes.filter(({ seriesInstanceUID }) => seriesInstanceUID !== null);
  const runs = available.length * PATCHES.length;
  let done = 0;
  const explained: ExplainedVolume[] = [];
  const places: { readonly fall: number; readonly atFinding: boolean }[] = [];
  for (const volume of volumes) {
    const [, rows, columns] = volume.shape;
    const isAvailable = volume.seriesInstanceUID !== null;
    const falls = new Float32Array(PATCHES.length);
    const patches = isAvailable ? PATCHES : [];
    const probabilities = new Prefetcher(patches, prefetchDepth(grading), patch =>
      probabilityOf(volumes.map(v => (v === volume ? hidden(v, patch) : v)))
    );
    for (let i = 0; i < patches.length; i++) {
      falls[i] = Math.max(0, probability - (await probabilities.next()));
      throwIfCancelled(signal);
      onProgress?.(++done / runs);
    }
    const plane = middlePlaneOf(volume, frame);
    patches.forEach((patch, i) =>
      places.push({
        fall: falls[i]!,
        atFinding: finding.some(point => reaches(volume, plane, patch, point)),
      })
    );
    explained.push({
      kind: volume.kind,
      rows,
      columns,
      spacing: [volume.spacing[1], volume.spacing[2]],
      image: middlePlane(volume),
      fall: spread(falls, rows, columns),
      plane,
      depth: (volume.shape[0] - 1) * volume.spacing[0],
      available: isAvailable,
    });
  }
  const most = places.reduce((largest, { fall }) => Math.max(largest, fall), 0);
  const atFinding =
    most < MATTERS ? null : places.some(one => one.atFinding && one.fall >= SHARE * most);
  return { condition, grade, probability, volumes: explained, atFinding };
}
