import type { Level } from '../findings';
import type { DiscPlane } from './discPlane';
import { planeAt, type Segmentation } from './segmentation';
import type { Warning } from './types';

/** A disc between S1 and S2 is shorter from front to back than this share of the lumbar ones … */
const RUDIMENT_DEPTH = 0.62;
/** … and follows the last lumbar disc at less than this share of the usual step. */
const RUDIMENT_STEP = 0.85;
/** mm below the lowest disc in which a further vertebra would show. */
const BODY_FROM_MM = 5;
const BODY_TO_MM = 17;
/** Share of that place which must be labelled vertebra to count as one. */
const BODY_PRESENT = 0.6;
/** mm of image that must follow below the lowest disc for the sacrum to be seen. */
const SACRUM_MM = 22;

interface Disc {
  readonly plane: DiscPlane;
}

export interface Judged<D extends Disc> {
  /** The lumbar and thoracic discs, from the top down. */
  readonly discs: readonly D[];
  readonly lowestLevel: Level;
  readonly warnings: readonly Warning[];
}

const distance = (a: DiscPlane, b: DiscPlane) =>
  Math.hypot(a.center[0] - b.center[0], a.center[1] - b.center[1], a.center[2] - b.center[2]);

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Whether the lowest disc of a chain is the remnant between S1 and S2. */
function isRudiment(discs: readonly Disc[]): boolean {
  if (discs.length < 4) {
    return false;
  }
  const last = discs[discs.length - 1]!.plane;
  const others = discs.slice(-5, -1).map(d => d.plane);
  const steps = others.slice(1).map((p, i) => distance(others[i]!, p));
  return (
    last.depth < RUDIMENT_DEPTH * median(others.map(p => p.depth)) &&
    distance(others[others.length - 1]!, last) < RUDIMENT_STEP * median(steps)
  );
}

/** Mean vertebra probability where the body below a disc would be, and how far the image goes on. */
function below({ grid, vertebra }: Segmentation, { center, normal, thickness }: DiscPlane) {
  const { width, height, spacing, origin } = grid;
  const plane = Math.round(planeAt(grid, center[2]));
  let sum = 0;
  let count = 0;
  let image = 0;
  for (let mm = 0; mm <= 60; mm++) {
    const v = center[1] - normal[1] * (thickness / 2 + mm);
    const row = Math.round((v - origin[1]) / spacing);
    if (!(row >= 0 && row < height)) {
      break;
    }
    image = mm + thickness / 2;
    if (mm < BODY_FROM_MM || mm > BODY_TO_MM) {
      continue;
    }
    for (const ahead of [-8, -4, 0, 4, 8]) {
      // (−normal v, normal u) turns the in-plane normal into the disc's own axis.
      const u = center[0] - normal[0] * (thickness / 2 + mm) - normal[1] * ahead;
      const along = Math.round((v + normal[0] * ahead - origin[1]) / spacing);
      const column = Math.round((u - origin[0]) / spacing);
      if (along >= 0 && along < height && column >= 0 && column < width) {
        sum += vertebra[(plane * height + along) * width + column]!;
        count++;
      }
    }
  }
  return { bone: count ? sum / count : 0, image };
}

/**
 * Decides which disc is the lowest lumbar one, hence every name. The sacrum has no label of its own, so
 * the lowest disc is L5-S1 unless it is a remnant within the sacrum or a whole vertebra follows below it.
 */
export function judgeLowest<D extends Disc>(
  segmentation: Segmentation,
  found: readonly D[]
): Judged<D> {
  const warnings: Warning[] = [];
  let discs = found;
  if (isRudiment(discs)) {
    discs = discs.slice(0, -1);
    warnings.push({
      code: 'level-count-uncertain',
      text:
        'A small disc lies below the disc that was named L5-S1; it was taken for a remnant within ' +
        'the sacrum. With a transitional vertebra the names would move by one level.',
    });
  }
  const last = discs[discs.length - 1];
  if (!last) {
    return { discs, lowestLevel: 'L5-S1', warnings };
  }
  const { bone, image } = below(segmentation, last.plane);
  if (image < SACRUM_MM) {
    warnings.push({
      code: 'level-count-uncertain',
      text:
        'The images end close below the lowest disc, so the sacrum is not seen; the lowest disc was ' +
        'named L5-S1, check the level names.',
    });
  } else if (bone > BODY_PRESENT) {
    warnings.push({
      code: 'level-count-uncertain',
      text:
        'What follows below the lowest disc looks like a lumbar vertebra (transitional vertebra, or ' +
        'a disc that was not seen); the lowest disc was named L5-S1, check the level names.',
    });
  }
  return { discs, lowestLevel: 'L5-S1', warnings };
}
