import type { Level } from '../../findings';
import { median } from '../../imaging/median';
import { quantile } from '../../imaging/quantile';
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

function slabSignal({ grid, canal, images, air }: Seen): SlabSignal {
  const { width, height, spacing, origin, offsets } = grid;
  const voxels: number[] = [];
  for (let i = 0; i < canal.length; i++) {
    if (canal[i]! > CERTAIN) {
      voxels.push(i);
    }
  }
  // Every slab goes through all of them.
  const points = new Float64Array(3 * voxels.length);
  voxels.forEach((i, k) => {
    const plane = Math.floor(i / (width * height));
    const row = Math.floor(i / width) % height;
    const [u, v] = [origin[0] + (i % width) * spacing, origin[1] + row * spacing];
    points.set(toPatient(grid, [u, v, offsets[plane]!]), 3 * k);
  });
  return ([x, y, z], [a, b, c]) => {
    const values: number[] = [];
    for (let k = 0; k < voxels.length; k++) {
      const [p, q, r] = [points[3 * k]! - x, points[3 * k + 1]! - y, points[3 * k + 2]! - z];
      if (Math.abs(p * a + q * b + r * c) < HALF_MM) {
        values.push(images[voxels[k]!]! - air);
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
