import type { Evidence } from './junction';

/** Mean and spread of each kind of evidence under one explanation of the lowest disc. */
type Explanation = Readonly<Record<keyof Evidence, readonly [mean: number, spread: number]>>;

/**
 * Turns, depths and steps of L5-S1 and L4-L5 are those of the experts' masks of 33 SPIDER patients, what the label of
 * the sacrum shows that of one half of SPIDER's patients. Those of the remnant between S1 and S2, of a lumbarized S1 and
 * of a sacralized L5 are broad guesses: the remnant is short and lies within the sacrum; below a lumbarized S1 the
 * sacrum is short, and the disc above it stands as steep as L5-S1; above a sacralized L5 the lowest disc stands as
 * L4-L5 does, and the sacrum is long.
 */
const L5_S1: Explanation = {
  turnLast: [-41, 9],
  turnBefore: [-22, 8.5],
  depth: [1, 0.18],
  step: [0.99, 0.075],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.15, 0.25],
  sacrumAbove: [0.05, 0.2],
  sacrumBelow: [0.85, 0.25],
  sacrumReach: [1.95, 0.4],
};
const L4_L5: Explanation = {
  turnLast: [-22, 8.5],
  turnBefore: [-12, 7.5],
  depth: [1, 0.18],
  step: [1.02, 0.075],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.9, 0.15],
  sacrumAbove: [0.05, 0.2],
  sacrumBelow: [0.1, 0.25],
  sacrumReach: [2.8, 0.4],
};
const REMNANT: Explanation = {
  turnLast: [-45, 15],
  turnBefore: [-41, 9],
  depth: [0.6, 0.15],
  step: [0.78, 0.1],
  boneAbove: [0.4, 0.3],
  boneBelow: [0.15, 0.25],
  sacrumAbove: [0.7, 0.35],
  sacrumBelow: [0.85, 0.25],
  sacrumReach: [1.15, 0.4],
};
const LUMBARIZED_S1: Explanation = {
  turnLast: [-50, 12],
  turnBefore: [-41, 9],
  depth: [0.88, 0.18],
  step: [0.9, 0.1],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.15, 0.25],
  sacrumAbove: [0.15, 0.3],
  sacrumBelow: [0.85, 0.25],
  sacrumReach: [1.15, 0.4],
};
const SACRALIZED_L5: Explanation = {
  turnLast: [-22, 8.5],
  turnBefore: [-12, 7.5],
  depth: [1, 0.18],
  step: [1.02, 0.075],
  boneAbove: [0.9, 0.25],
  boneBelow: [0.15, 0.25],
  sacrumAbove: [0.05, 0.2],
  sacrumBelow: [0.85, 0.25],
  sacrumReach: [2.8, 0.4],
};

/**
 * How much likelier than each other explanation it is beforehand that the lowest disc is L5-S1 (natural log). Those of
 * the transitional vertebrae were chosen on one half of the real spines (109, by a hash of the patient), of which six
 * are then doubted for any reason; of S1 drawn as a lumbar vertebra there 72 of 100 are, of L5 drawn into the sacrum 58
 * of 109. Figures of the other half: models/figures/real-spines.json.
 */
const PRIOR = 4;
const PRIOR_LUMBARIZED = 2;
const PRIOR_SACRALIZED = 6;
/**
 * PRIOR_SACRALIZED where a piece of disc lies a step below the lowest one: L5 may be in what is labeled sacrum. It lies there
 * in 5 of 167 SPIDER T2 TSE and full-width studies as they are. With equal chances four of them are doubted, which by eye
 * are named one off or may be; the fifth has a small remnant. All were looked at.
 */
const PRIOR_DISC_BELOW = 0;
/** PRIOR where the images end just below it: lumbar studies show the sacrum, so something was cut off. */
const PRIOR_CUT_OFF = 1;
/** One piece of evidence weighs at most this much, so that none decides alone. */
const LARGEST = 8;
/** A decision against L4-L5 and the remnant by less than this is stated as doubtful. */
const DOUBT = 4.95;

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

/** What lies below the lowest disc. */
export interface Surroundings {
  /** The images end just below it. */
  readonly cutOff: boolean;
  /** A piece of disc lies about a step below it. */
  readonly discBelow: boolean;
}

/** What the lowest disc of a chain is taken for, and what speaks against it. */
export interface Explained {
  readonly lowest: 'L5-S1' | 'L4-L5' | 'remnant';
  /** Of L5-S1: why that is in doubt. */
  readonly doubt?: 'naming-six-lumbar' | 'naming-four-lumbar' | 'naming-junction-unusual';
  /** Probability of what it is taken for among all explanations, 0…1. */
  readonly confidence: number;
}

/**
 * Weighs the explanations of the lowest disc by their likelihood: L5-S1; L4-L5, with L5-S1 not seen or cut off; the
 * remnant between S1 and S2; the disc below a lumbarized S1 or above a sacralized L5. The last two are named L5-S1 as
 * well: names count from the lowest mobile disc, and there is no L6.
 *
 * @param discs how many the chain has; fewer than four say nothing of transitional vertebrae
 */
export function explain(
  evidence: Evidence,
  discs: number,
  { cutOff, discBelow }: Surroundings
): Explained {
  const prior = cutOff ? PRIOR_CUT_OFF : PRIOR;
  const few = discs < 4;
  const usual = logLikelihood(evidence, L5_S1);
  const higher = logLikelihood(evidence, L4_L5) - prior;
  const remnant = few ? -Infinity : logLikelihood(evidence, REMNANT) - prior;
  const six = few ? -Infinity : logLikelihood(evidence, LUMBARIZED_S1) - PRIOR_LUMBARIZED;
  const sacralized = discBelow ? PRIOR_DISC_BELOW : PRIOR_SACRALIZED;
  const four = few ? -Infinity : logLikelihood(evidence, SACRALIZED_L5) - sacralized;
  const chosen = Math.max(usual, higher, remnant);
  const confidence =
    1 / [usual, higher, remnant, six, four].reduce((sum, x) => sum + Math.exp(x - chosen), 0);
  if (chosen === usual) {
    const ofFour = discBelow ? 'naming-junction-unusual' : 'naming-four-lumbar';
    const [transitional, doubt] =
      six > four ? ([six, 'naming-six-lumbar'] as const) : ([four, ofFour] as const);
    if (transitional > usual) {
      return { lowest: 'L5-S1', doubt, confidence };
    }
    const isNarrow = usual - Math.max(higher, remnant) < DOUBT;
    return {
      lowest: 'L5-S1',
      ...(isNarrow ? { doubt: 'naming-junction-unusual' } : {}),
      confidence,
    };
  }
  return { lowest: chosen === remnant ? 'remnant' : 'L4-L5', confidence };
}
