import type { Level } from '../../findings';
import { median } from '../../imaging/median';
import { meanBetween } from './bodyBetween';
import type { DiscPlane } from './discPlane';
import { planeAt, type Segmentation } from '../segmentation/segmentation';
import type { Warning } from '../types';

interface Disc {
  readonly plane: DiscPlane;
}

export interface Judged<D extends Disc> {
  /** The lumbar and thoracic discs, from the top down. */
  readonly discs: readonly D[];
  readonly lowestLevel: Level;
  readonly warnings: readonly Warning[];
  /** Probability of the explanation that was chosen, 0…1. */
  readonly confidence: number;
}

/** What is seen at the lower end of a chain of discs; undefined where it cannot be told. */
interface Evidence {
  /** Lordosis: tilt of the lowest disc, and of the one above it, against the third disc above, degrees. */
  readonly turnLast?: number;
  readonly turnBefore?: number;
  /** Depth of the lowest disc over the median of the three above it. */
  readonly depth?: number;
  /** Step to the lowest disc over the median of the three steps above it. */
  readonly step?: number;
  /** Vertebra label between the lowest two discs, 0..1. */
  readonly boneAbove?: number;
  /** Vertebra label where a body below the lowest disc would be, 0..1. */
  readonly boneBelow?: number;
}

/** Mean and spread of each kind of evidence under one explanation of the lowest disc. */
type Explanation = Readonly<Record<keyof Evidence, readonly [mean: number, spread: number]>>;

/**
 * Turns, depths and steps of L5-S1 and L4-L5 are those of the experts' masks of 33 SPIDER patients; the
 * sacrum carries no label there. Those of the remnant between S1 and S2 are broad guesses: it is short,
 * near to L5-S1, and lies where the sacrum turns on.
 */
const L5_S1: Explanation = {
  turnLast: [-41, 9],
  turnBefore: [-22, 8.5],
  depth: [1, 0.18],
  step: [0.99, 0.075],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.15, 0.25],
};
const L4_L5: Explanation = {
  turnLast: [-22, 8.5],
  turnBefore: [-12, 7.5],
  depth: [1, 0.18],
  step: [1.02, 0.075],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.9, 0.15],
};
const REMNANT: Explanation = {
  turnLast: [-45, 15],
  turnBefore: [-41, 9],
  depth: [0.6, 0.15],
  step: [0.78, 0.1],
  boneAbove: [0.4, 0.3],
  boneBelow: [0.15, 0.25],
};

/** How much likelier than the other two it is beforehand that the lowest disc is L5-S1 (natural log). */
const PRIOR = 4;
/** The same where the images end just below it: lumbar studies show the sacrum, so something was cut off. */
const PRIOR_CUT_OFF = 1;
/** One piece of evidence weighs at most this much, so that none decides alone. */
const LARGEST = 8;
/**
 * A decision by less than this is stated as doubtful: two of the three wrong ones among 159 real spines, and five of
 * the right ones (three percent).
 */
const DOUBT = 4.95;
/** mm below the lowest disc between which a further body would show. */
const BODY_FROM_MM = 5;
const BODY_TO_MM = 17;
/** Fewer samples of it, where the image ends, say nothing. */
const BODY_SAMPLES = 10;
/** mm of image that must follow below the lowest disc for the sacrum to be seen. */
const SACRUM_MM = 22;

const distance = (a: DiscPlane, b: DiscPlane) =>
  Math.hypot(a.center[0] - b.center[0], a.center[1] - b.center[1], a.center[2] - b.center[2]);

/** Degrees; positive when the front end is the higher one. */
const tilt = ({ normal }: DiscPlane) => (Math.atan2(normal[0], -normal[1]) * 180) / Math.PI;

/** Mean vertebra probability where the body below a disc would be, and the mm of image that follow. */
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
  return { bone: count >= BODY_SAMPLES ? sum / count : undefined, image };
}

/** Collects the evidence; `planes` from the top down. */
function evidenceOf(segmentation: Segmentation, planes: readonly DiscPlane[]): Evidence {
  const n = planes.length;
  const last = planes[n - 1]!;
  const steps = planes.slice(1).map((p, i) => distance(planes[i]!, p));
  const turn = (i: number) =>
    planes[i] && planes[i - 3] ? tilt(planes[i]) - tilt(planes[i - 3]!) : undefined;
  const before = planes[n - 2];
  return {
    turnLast: turn(n - 1),
    turnBefore: turn(n - 2),
    depth: n < 4 ? undefined : last.depth / median(planes.slice(-4, -1).map(p => p.depth)),
    step: n < 5 ? undefined : steps[n - 2]! / median(steps.slice(-4, -1)),
    boneAbove:
      before && meanBetween(segmentation, segmentation.vertebra, before.center, last.center),
    boneBelow: below(segmentation, last).bone,
  };
}

/** Log likelihood of the evidence, each kind normal and independent, outliers limited. */
function logLikelihood(evidence: Evidence, explanation: Explanation): number {
  let sum = 0;
  for (const key of Object.keys(explanation) as (keyof Evidence)[]) {
    const value = evidence[key];
    if (value !== undefined) {
      const [mean, spread] = explanation[key];
      sum -= Math.min(LARGEST, ((value - mean) / spread) ** 2 / 2) + Math.log(spread);
    }
  }
  return sum;
}

/**
 * Decides which disc is the lowest lumbar one, hence every name. Three explanations of the lowest disc of
 * a chain are weighed by their likelihood: L5-S1; L4-L5, with L5-S1 not seen or cut off; the remnant
 * between S1 and S2. Whatever is decided against L5-S1, or narrowly, is stated.
 */
export function judgeLowest<D extends Disc>(
  segmentation: Segmentation,
  discs: readonly D[]
): Judged<D> {
  const last = discs[discs.length - 1];
  if (!last) {
    return { discs, lowestLevel: 'L5-S1', warnings: [], confidence: 0 };
  }
  const evidence = evidenceOf(
    segmentation,
    discs.map(d => d.plane)
  );
  const cutOff = below(segmentation, last.plane).image < SACRUM_MM;
  const usual = logLikelihood(evidence, L5_S1) + (cutOff ? PRIOR_CUT_OFF : PRIOR);
  const higher = logLikelihood(evidence, L4_L5);
  const remnant = discs.length < 4 ? -Infinity : logLikelihood(evidence, REMNANT);
  const best = Math.max(usual, higher, remnant);
  const shares = [usual, higher, remnant].map(value => Math.exp(value - best));
  const confidence = 1 / shares.reduce((sum, share) => sum + share, 0);

  if (remnant > Math.max(usual, higher)) {
    return {
      discs: discs.slice(0, -1),
      lowestLevel: 'L5-S1',
      confidence,
      warnings: [
        {
          code: 'naming-sacral-remnant',
          text:
            'A small disc lies below the one that was named L5-S1; it was taken for a remnant within ' +
            'the sacrum. With a transitional vertebra the names move by one level.',
        },
      ],
    };
  }
  if (higher > usual) {
    return {
      discs,
      lowestLevel: 'L4-L5',
      confidence,
      warnings: [
        {
          code: 'naming-lowest-disc-missing',
          text:
            'The lowest disc that was seen looks like L4-L5 (by its tilt, or by a lumbar vertebra below ' +
            'it) and was named so; check the level names.',
        },
        { code: 'level-cut-off', level: 'L5-S1', text: 'L5-S1 was not seen and is not graded.' },
      ],
    };
  }
  const warnings: Warning[] = [];
  if (cutOff) {
    warnings.push({
      code: 'naming-sacrum-not-seen',
      text:
        'The images end close below the lowest disc, so the sacrum is not seen; that disc was named ' +
        'L5-S1, check the level names.',
    });
  } else if (usual - Math.max(higher, remnant) < DOUBT) {
    warnings.push({
      code: 'naming-junction-unusual',
      text:
        'The lumbosacral junction looks unusual (transitional vertebra, or a disc that was not seen); ' +
        'the lowest disc was named L5-S1, check the level names.',
    });
  }
  return { discs, lowestLevel: 'L5-S1', warnings, confidence };
}
