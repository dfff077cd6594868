/** Scores in ascending order, with where each run of equal ones ends. */
export interface Ranking {
  /** Indices of the cases, lowest score first. */
  readonly order: Uint32Array;
  /** 1 where a case is the last of those with its score; one value per place in `order`. */
  readonly last: Uint8Array;
}

export function rank(scores: ArrayLike<number>): Ranking {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => scores[a]! - scores[b]!);
  const last = Uint8Array.from(order, (index, i) =>
    i + 1 < order.length && scores[order[i + 1]!] === scores[index] ? 0 : 1
  );
  return { order, last };
}

/**
 * Area under the ROC curve: the probability that a positive case has the higher score than a negative one,
 * ties counting half (Hanley and McNeil, Radiology 1982). `weights`: how often each case counts. NaN where
 * one of the two kinds is missing.
 */
export function auc(
  { order, last }: Ranking,
  isPositive: (index: number) => boolean,
  weights: ArrayLike<number>
): number {
  let [below, wins, positives, tiedPositives, tiedNegatives] = [0, 0, 0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    const weight = weights[index]!;
    if (isPositive(index)) {
      tiedPositives += weight;
    } else {
      tiedNegatives += weight;
    }
    if (last[i]) {
      wins += tiedPositives * (below + tiedNegatives / 2);
      positives += tiedPositives;
      below += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
  }
  return positives > 0 && below > 0 ? wins / (positives * below) : NaN;
}

/** A point of the ROC curve. */
export interface RocPoint {
  readonly falsePositiveRate: number;
  readonly sensitivity: number;
}

/** The ROC curve from (0, 0) to (1, 1), one point per distinct score; empty where a kind is missing. */
export function rocCurve(
  { order, last }: Ranking,
  isPositive: (index: number) => boolean
): RocPoint[] {
  const positives = order.reduce((sum, index) => sum + (isPositive(index) ? 1 : 0), 0);
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    return [];
  }
  const points: RocPoint[] = [{ falsePositiveRate: 0, sensitivity: 0 }];
  let [hits, alarms] = [0, 0];
  for (let i = order.length - 1; i >= 0; i--) {
    if (isPositive(order[i]!)) {
      hits++;
    } else {
      alarms++;
    }
    if (i === 0 || last[i - 1]) {
      points.push({ falsePositiveRate: alarms / negatives, sensitivity: hits / positives });
    }
  }
  return points;
}
