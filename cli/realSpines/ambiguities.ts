import type { Column, LocatedDisc } from '../../extension/src/analysis/locate/locate';
import type { Segmentation } from '../../extension/src/analysis/segmentation/segmentation';
import type { Level } from '../../extension/src/findings';

/** A segmentation that was changed so that its levels are harder to name. */
export interface Ambiguity {
  readonly kind: string;
  readonly segmentation: Segmentation;
}

type Structure = 'vertebra' | 'disc' | 'canal' | 'sacrum';
const STRUCTURES: readonly Structure[] = ['vertebra', 'disc', 'canal', 'sacrum'];
type Volumes = Record<Structure, Float32Array>;
type Plane = LocatedDisc['plane'];

const volumesOf = (segmentation: Segmentation): Volumes => ({
  vertebra: segmentation.vertebra,
  disc: segmentation.disc,
  canal: segmentation.canal,
  sacrum: segmentation.sacrum ?? new Float32Array(segmentation.disc.length),
});

/** The rows `from`..`to` - 1 alone, as where the images begin or end there. */
function cut(segmentation: Segmentation, from: number, to: number): Segmentation {
  const { grid } = segmentation;
  const { width, height, planes, origin, spacing } = grid;
  const [first, end] = [Math.max(0, from), Math.min(height, to)];
  const size = (end - first) * width;
  const all = volumesOf(segmentation);
  const cropped = (volume: Float32Array) => {
    const part = new Float32Array(planes * size);
    for (let plane = 0; plane < planes; plane++) {
      const at = plane * height * width;
      part.set(volume.subarray(at + first * width, at + end * width), plane * size);
    }
    return part;
  };
  return {
    grid: { ...grid, height: end - first, origin: [origin[0], origin[1] + first * spacing] },
    vertebra: cropped(all.vertebra),
    disc: cropped(all.disc),
    canal: cropped(all.canal),
    sacrum: cropped(all.sacrum),
  };
}

/** A rectangle in every slice, in the axes of a disc. */
interface Rectangle {
  /** What it shows; null: nothing. */
  readonly label: Structure | null;
  /** From front to back, and along the column, mm. */
  readonly depth: number;
  readonly height: number;
  /** From the disc's center towards the feet, mm. */
  readonly below?: number;
  /** By how much it is turned against the disc as lordosis turns it, degrees. */
  readonly turned?: number;
}

/** Draws rectangles, later ones over earlier ones; what is labeled canal stays. */
function drawn(
  segmentation: Segmentation,
  { center, normal }: Plane,
  rectangles: readonly Rectangle[]
): Segmentation {
  const { width, height, planes, origin, spacing } = segmentation.grid;
  const all = volumesOf(segmentation);
  const copies = Object.fromEntries(STRUCTURES.map(name => [name, all[name].slice()])) as Volumes;
  // Towards the feet, in the sagittal plane.
  const size = Math.hypot(normal[0], normal[1]);
  const [down, along] = [-normal[0] / size, -normal[1] / size];
  for (const { label, depth, height: tall, below = 0, turned = 0 } of rectangles) {
    const angle = (turned * Math.PI) / 180;
    const axis = [
      down * Math.cos(angle) + along * Math.sin(angle),
      along * Math.cos(angle) - down * Math.sin(angle),
    ] as const;
    const middle = [center[0] + below * down, center[1] + below * along] as const;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const du = origin[0] + column * spacing - middle[0];
        const dv = origin[1] + row * spacing - middle[1];
        const across = du * axis[0] + dv * axis[1];
        const aside = -du * axis[1] + dv * axis[0];
        if (Math.abs(across) > tall / 2 || Math.abs(aside) > depth / 2) {
          continue;
        }
        for (let plane = 0; plane < planes; plane++) {
          const at = (plane * height + row) * width + column;
          if (copies.canal[at]! <= 0.5) {
            STRUCTURES.forEach(name => (copies[name][at] = name === label ? 1 : 0));
          }
        }
      }
    }
  }
  return { grid: segmentation.grid, ...copies };
}

/** What is labeled vertebra below a disc becomes sacrum, as far as a vertebra and a half reach. */
function sacralized(segmentation: Segmentation, { center, normal }: Plane): Segmentation {
  const { width, height, planes, origin, spacing } = segmentation.grid;
  const all = volumesOf(segmentation);
  const [vertebra, sacrum] = [all.vertebra.slice(), all.sacrum.slice()];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const du = origin[0] + column * spacing - center[0];
      const dv = origin[1] + row * spacing - center[1];
      if (-du * normal[0] - dv * normal[1] > 3 && Math.hypot(du, dv) < 60) {
        for (let plane = 0; plane < planes; plane++) {
          const at = (plane * height + row) * width + column;
          sacrum[at] = Math.max(sacrum[at]!, vertebra[at]!);
          vertebra[at] = 0;
        }
      }
    }
  }
  return { ...segmentation, vertebra, sacrum };
}

/**
 * Made ambiguities of a spine whose five lumbar discs were found: its images end within L5 or just below L5-S1, begin
 * below L1 or L2, a disc is erased, metal hides one (with bright edges, which look like discs), S1 is drawn as a lumbar
 * vertebra with a whole disc below it, L5 is drawn into the sacrum.
 */
export function* ambiguities(segmentation: Segmentation, { discs }: Column): Generator<Ambiguity> {
  const planeOf = (level: Level) => discs.find(disc => disc.level === level)?.plane;
  const [l5, l4, l3] = (['L5-S1', 'L4-L5', 'L3-L4'] as const).map(planeOf);
  if (!l5 || !l4 || !l3) {
    return;
  }
  const { grid } = segmentation;
  const row = (v: number) => Math.round((v - grid.origin[1]) / grid.spacing);
  /** The row so far below the lowest edge of a disc. */
  const under = ({ center, normal, depth }: Plane, mm: number) =>
    row(center[1] + (Math.abs(normal[0]) * depth) / 2 + mm);
  for (const mm of [6, 14]) {
    yield { kind: 'ends below L5-S1', segmentation: cut(segmentation, 0, under(l5, mm)) };
  }
  for (const mm of [8, 18]) {
    yield { kind: 'ends within L5', segmentation: cut(segmentation, 0, under(l4, mm)) };
  }
  for (const level of ['L1-L2', 'L2-L3'] as const) {
    const plane = planeOf(level);
    if (plane) {
      const from = row(plane.center[1] + 16);
      yield {
        kind: `begins below ${level}`,
        segmentation: cut(segmentation, from, grid.height),
      };
    }
  }
  for (const level of ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'] as const) {
    const plane = planeOf(level);
    if (plane) {
      const rectangle = { label: null, depth: 60, height: plane.thickness + 8 };
      yield { kind: `${level} erased`, segmentation: drawn(segmentation, plane, [rectangle]) };
    }
  }
  const edge: Rectangle = { label: 'disc', depth: 28, height: 4 };
  const metal: readonly Rectangle[] = [
    { label: null, depth: 36, height: 28 },
    { ...edge, below: 14 },
    { ...edge, below: -14 },
  ];
  yield { kind: 'metal at L4-L5', segmentation: drawn(segmentation, l4, metal) };
  yield { kind: 'metal at L3-L4', segmentation: drawn(segmentation, l3, metal) };
  const further = l5.thickness / 2 + 27;
  if (under({ ...l5, normal: [0, -1, 0] }, further + 20) < grid.height) {
    const lumbarized: readonly Rectangle[] = [
      { label: 'vertebra', depth: 32, height: 22, below: l5.thickness / 2 + 12 },
      { label: 'sacrum', depth: 28, height: 20, below: further + 14, turned: 12 },
      { label: 'disc', depth: 30, height: 7, below: further, turned: 12 },
    ];
    yield { kind: 'lumbarized S1', segmentation: drawn(segmentation, l5, lumbarized) };
  }
  const fused = { label: 'sacrum', depth: 60, height: l5.thickness + 6 } as const;
  yield {
    kind: 'sacralized L5',
    segmentation: sacralized(drawn(segmentation, l5, [fused]), l4),
  };
}

/** A disc lies where another one did if their centers are no further apart than this in the sagittal plane, mm. */
const SAME_MM = 12;

/** Whether a disc that was there before has another name now. */
export function isRenamed(before: Column, after: Column): boolean {
  return after.discs.some(({ plane: { center }, level }) => {
    const [nearest] = before.discs
      .map(disc => ({
        level: disc.level,
        mm: Math.hypot(disc.plane.center[0] - center[0], disc.plane.center[1] - center[1]),
      }))
      .sort((a, b) => a.mm - b.mm);
    return nearest !== undefined && nearest.mm < SAME_MM && nearest.level !== level;
  });
}
