import { median } from './median';

/** Something at a distance along the normal of its stack, mm. */
interface Placed {
  readonly offset: number;
}

/** A step beyond this multiple of the usual one ends a slab. */
const GAP = 1.5;
/** A step below this share of the usual one is no step of one slab: two of them overlap. */
const OVERLAP = 0.75;
/** Scanners place the slices of a slab at equal steps, to within this, mm. */
const STEP_MM = 0.1;
/** No axial images lie further apart within their slab, mm. */
const WIDEST_STEP_MM = 12;

/** How many of some offsets, ascending, have another one at a step. */
function followed(offsets: readonly number[], step: number): number {
  let count = 0;
  let to = 0;
  for (const from of offsets) {
    while (to < offsets.length && offsets[to]! < from + step - STEP_MM) {
      to++;
    }
    count += to < offsets.length && offsets[to]! < from + step + STEP_MM ? 1 : 0;
  }
  return count;
}

/** The step at which most of some slices are followed by another one; null where too few are. */
function commonStep(placed: readonly Placed[]): number | null {
  const offsets = placed.map(({ offset }) => offset);
  const steps = new Set<number>();
  for (let i = 0; i < offsets.length; i++) {
    for (let k = i + 1; k < offsets.length && offsets[k]! - offsets[i]! < WIDEST_STEP_MM; k++) {
      steps.add(Math.round((offsets[k]! - offsets[i]!) / STEP_MM) * STEP_MM);
    }
  }
  const [best] = [...steps]
    .filter(step => step > STEP_MM)
    .map(step => ({ step, count: followed(offsets, step) }))
    .sort((a, b) => b.count - a.count || a.step - b.step);
  return best && best.count >= placed.length / 2 ? best.step : null;
}

/** Chains of slices that follow each other at one step; others stand alone. */
function chains<P extends Placed>(placed: readonly P[], step: number): P[][] {
  const result: P[][] = [];
  for (const one of placed) {
    const before = result.find(
      chain => Math.abs(one.offset - chain.at(-1)!.offset - step) < 2 * STEP_MM
    );
    if (before) {
      before.push(one);
    } else {
      result.push([one]);
    }
  }
  return result;
}

function atGaps<P extends Placed>(placed: readonly P[], usual: number): P[][] {
  const slabs: P[][] = [];
  let start = 0;
  placed.forEach((one, i) => {
    if (i > 0 && one.offset - placed[i - 1]!.offset > GAP * usual) {
      slabs.push(placed.slice(start, i));
      start = i;
    }
  });
  return [...slabs, placed.slice(start)];
}

/**
 * Parallel slices by slab: where the step to the next one is wider than the usual one, another slab begins; where
 * slabs overlap, each has the slices that follow each other at the step of a slab.
 * @param placed offsets ascending, all different, at least one
 */
export function slabsOf<P extends Placed>(placed: readonly P[]): P[][] {
  const steps = placed.slice(1).map((one, i) => one.offset - placed[i]!.offset);
  if (steps.length === 0) {
    return [[...placed]];
  }
  const step = commonStep(placed);
  if (step !== null && steps.some(s => s < OVERLAP * step)) {
    return chains(placed, step);
  }
  return atGaps(placed, median(steps));
}
