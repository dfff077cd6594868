import type { SagittalGrid } from '../../imaging/sagittalGrid';
import type { GridPoint } from './segmentation';

/** Voxels that hang together, as indices into a [planes, height, width] volume, in no certain order. */
export type Component = Int32Array;

/**
 * 3D connected components (six neighbors) of the voxels of `volume` above `threshold`, of at least
 * `minimum` voxels; larger ones first. With `among`, only those voxels are looked at.
 */
export function components(
  grid: SagittalGrid,
  volume: Float32Array,
  threshold: number,
  minimum: number,
  among?: Component
): Component[] {
  const { width, height } = grid;
  const slice = width * height;
  // A border of closed voxels, so that a neighbor is never one of the next row or plane.
  const row = width + 1;
  const plane = row * (height + 1);
  const open = new Uint8Array(plane * (volume.length / slice + 2));
  const candidates = among ? among.length : volume.length;
  const seeds = new Int32Array(candidates);
  let count = 0;
  for (let i = 0; i < candidates; i++) {
    const index = among ? among[i]! : i;
    if (volume[index]! > threshold) {
      seeds[count++] = index;
    }
  }
  // The place of an index among the open ones.
  const placeOf = (index: number): number => {
    const line = Math.floor(index / width);
    return plane + index + line + Math.floor(line / height) * row;
  };
  const places = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const place = placeOf(seeds[i]!);
    places[i] = place;
    open[place] = 1;
  }

  const neighbors = Int32Array.of(-1, 1, -width, width, -slice, slice);
  const beside = Int32Array.of(-1, 1, -row, row, -plane, plane);
  const found: Component[] = [];
  const queue = new Int32Array(count);
  const reached = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    if (!open[places[i]!]) {
      continue;
    }
    open[places[i]!] = 0;
    queue[0] = seeds[i]!;
    reached[0] = places[i]!;
    let tail = 1;
    for (let head = 0; head < tail; head++) {
      const index = queue[head]!;
      const place = reached[head]!;
      for (let side = 0; side < beside.length; side++) {
        const next = place + beside[side]!;
        if (open[next]) {
          open[next] = 0;
          queue[tail] = index + neighbors[side]!;
          reached[tail++] = next;
        }
      }
    }
    if (tail >= minimum) {
      found.push(queue.slice(0, tail));
    }
  }
  return found.sort((a, b) => b.length - a.length);
}

/** mm that a plane stands for: half the way to each neighbor, a usual distance at the ends and gaps. */
export function planeThickness(grid: SagittalGrid, plane: number): number {
  const { offsets, planeSpacing } = grid;
  const reach = (other: number) =>
    other < 0 || other >= offsets.length
      ? planeSpacing
      : Math.min(1.5 * planeSpacing, Math.abs(offsets[other]! - offsets[plane]!));
  return (reach(plane - 1) + reach(plane + 1)) / 2;
}

/** Size, place and sagittal shape of a set of voxels, weighted by their probability. Lengths in mm. */
export interface Shape {
  readonly center: GridPoint;
  /** mm³ */
  readonly volume: number;
  /** Largest cross-section of one plane, mm². */
  readonly area: number;
  /** Unit vector (u, v) along the longer in-plane axis, pointing to the back (u > 0). */
  readonly axis: readonly [u: number, v: number];
  /** Extent of a uniform bar of equal second moment along the longer and the shorter in-plane axis. */
  readonly depth: number;
  readonly thickness: number;
  /** From the first to the last plane that shows it, mm along the stack's normal: what those planes stand for. */
  readonly side: readonly [from: number, to: number];
}

/** Measures a component. Second moments are taken within planes, so lateral tilt does not blur them. */
export function shapeOf(grid: SagittalGrid, volume: Float32Array, voxels: Component): Shape {
  const { width, height, spacing, origin, offsets, planes } = grid;
  const slice = width * height;
  const sums = new Float64Array(planes * 6);
  for (const index of voxels) {
    const p = volume[index]!;
    const column = index % width;
    const row = ((index - column) / width) % height;
    const at = Math.floor(index / slice) * 6;
    sums[at]! += p;
    sums[at + 1]! += p * column;
    sums[at + 2]! += p * row;
    sums[at + 3]! += p * column * column;
    sums[at + 4]! += p * column * row;
    sums[at + 5]! += p * row * row;
  }
  let [mass, u, v, w, uu, uv, vv, area, massInPlane] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let [from, to] = [Infinity, -Infinity];
  for (let plane = 0; plane < planes; plane++) {
    const at = plane * 6;
    const m = sums[at]!;
    if (!m) {
      continue;
    }
    const c = sums[at + 1]!;
    const r = sums[at + 2]!;
    const weight = planeThickness(grid, plane);
    from = Math.min(from, offsets[plane]! - weight / 2);
    to = Math.max(to, offsets[plane]! + weight / 2);
    mass += m * weight;
    u += c * weight;
    v += r * weight;
    w += m * weight * offsets[plane]!;
    uu += sums[at + 3]! - (c * c) / m;
    uv += sums[at + 4]! - (c * r) / m;
    vv += sums[at + 5]! - (r * r) / m;
    massInPlane += m;
    area = Math.max(area, m * spacing * spacing);
  }
  const square = spacing * spacing;
  const perMass = square / massInPlane;
  const [a, b, d] = [uu * perMass, uv * perMass, vv * perMass];
  const half = (a + d) / 2;
  const root = Math.hypot((a - d) / 2, b);
  const angle = 0.5 * Math.atan2(2 * b, a - d);
  const sign = Math.cos(angle) < 0 ? -1 : 1;
  return {
    center: [origin[0] + (u / mass) * spacing, origin[1] + (v / mass) * spacing, w / mass],
    volume: mass * square,
    area,
    axis: [sign * Math.cos(angle), sign * Math.sin(angle)],
    depth: Math.sqrt(12 * (half + root)),
    thickness: Math.sqrt(12 * Math.max(half - root, square / 12)),
    side: [from, to],
  };
}
