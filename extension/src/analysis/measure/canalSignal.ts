import type { Level } from '../../findings';
import { median } from '../../imaging/median';
import { quantile } from '../../imaging/quantile';
import { dot } from '../../imaging/vec3';
import { within } from '../../imaging/within';
import type { NamedDisc } from '../locate/spine';
import { toPatient, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** Half the height of the piece of canal that is looked at, mm. */
const HALF_MM = 3;
/** Voxels that are canal for certain. */
const CERTAIN = 0.8;
/** Fewer of them say nothing. */
const ENOUGH = 20;
/** Of the brighter part of the canal: roots and cord are darker than the fluid around them. */
const SHARE = 0.75;

/** A segmentation with the images that it was made from and what air looks like in them. */
interface Seen extends Segmentation {
  readonly images: Float32Array;
  readonly air: number;
}

/** Bright signal of the canal in a slab across it; null where too little of it is seen. */
type SlabSignal = (center: DiscFrame['center'], normal: DiscFrame['normal']) => number | null;

/** Of every row of every plane the first column that is canal for certain, and the one after the last. */
interface CanalRows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function canalRows({ grid: { planes, height, width }, canal }: Seen): CanalRows {
  const from = new Int32Array(planes * height);
  const to = new Int32Array(planes * height);
  for (let line = 0; line < from.length; line++) {
    const base = line * width;
    for (let column = 0; column < width; column++) {
      if (canal[base + column]! > CERTAIN) {
        if (to[line] === 0) {
          from[line] = column;
        }
        to[line] = column + 1;
      }
    }
  }
  return { from, to };
}

function slabSignal(seen: Seen): SlabSignal {
  const { grid, canal, images, air } = seen;
  const { planes, width, height, spacing, origin, offsets } = grid;
  const { from, to } = canalRows(seen);
  return (center, normal) => {
    const distance = (row: number, column: number, plane: number): number => {
      const u = origin[0] + column * spacing;
      const v = origin[1] + row * spacing;
      const point = toPatient(grid, [u, v, offsets[plane]!]);
      const [x, y, z] = [point[0] - center[0], point[1] - center[1], point[2] - center[2]];
      return x * normal[0] + y * normal[1] + z * normal[2];
    };
    // mm along the slab's normal from a row's first column to its last one, and from one row to the next.
    const across = spacing * dot(grid.posterior, normal) * (width - 1);
    const perRow = spacing * dot(grid.inferior, normal);
    // A tenth of a millimeter more than rounding could ask for.
    const reach = HALF_MM + 0.1;
    const values: number[] = [];
    for (let plane = 0; plane < planes; plane++) {
      const highest = distance(0, 0, plane) + Math.max(0, across);
      const rows = within(highest + reach, perRow, Math.abs(across) + 2 * reach, {
        from: 0,
        to: height,
      });
      for (let row = rows.from; row < rows.to; row++) {
        const line = plane * height + row;
        for (let column = from[line]!; column < to[line]!; column++) {
          const i = line * width + column;
          if (canal[i]! > CERTAIN && Math.abs(distance(row, column, plane)) < HALF_MM) {
            values.push(images[i]! - air);
          }
        }
      }
    }
    return values.length < ENOUGH ? null : quantile(values, SHARE);
  };
}

/**
 * How bright the canal is at each disc against the middle of the bodies above and below it: 1 where the fluid in it
 * is kept (Lee's grade none keeps the anterior fluid), less where discs, roots or fat have taken its place. A sac that
 * only tapers stays bright. Levels whose canal is not seen are missing.
 */
export function canalSignals(
  segmentation: Seen,
  discs: readonly NamedDisc[]
): ReadonlyMap<Level, number> {
  const signal = slabSignal(segmentation);
  const between = discs.slice(1).map(({ frame }, i) => {
    const upper = discs[i]!.frame;
    const center = frame.center.map((x, k) => (x + upper.center[k]!) / 2);
    return signal(center as unknown as DiscFrame['center'], frame.normal);
  });
  return new Map(
    discs.flatMap(({ level, frame }, i) => {
      const here = signal(frame.center, frame.normal);
      const around = [between[i - 1], between[i]].flatMap(value => value ?? []);
      return here === null || around.length === 0 ? [] : [[level, here / median(around)] as const];
    })
  );
}
