import { LEVELS, type Level } from '../../extension/src/findings';
import type { Graded } from './graded';
import type { Columns } from './cases';
import { classesOf, type Scheme } from './scale';

/** A cell whose stated grade is wrong. */
export interface Miss {
  readonly condition: Graded;
  readonly study: string;
  readonly level: Level;
  readonly truth: string;
  readonly stated: string;
  /** Of what was stated. */
  readonly probability: number;
}

/** A miss with its pictures. */
export interface Example extends Miss {
  /** data: URIs of PNG images. */
  readonly images: readonly string[];
}

/**
 * The worst misses of a condition, at most `count`: those furthest off first, of them those stated with
 * the highest probability, one per study. `names`: studies in the order of Columns.study.
 */
export function worstMisses(
  condition: Graded,
  columns: Columns,
  names: readonly string[],
  scheme: Scheme,
  count: number
): Miss[] {
  const classes = classesOf(condition, scheme);
  const misses = columns.truth.flatMap((truth, i) => {
    const stated = columns.predicted[i]!;
    const probability = columns.probabilities[i * classes.length + stated]!;
    return stated === truth ? [] : [{ i, truth, stated, probability }];
  });
  misses.sort(
    (a, b) =>
      Math.abs(b.stated - b.truth) - Math.abs(a.stated - a.truth) || b.probability - a.probability
  );
  const seen = new Set<number>();
  const worst: Miss[] = [];
  for (const { i, truth, stated, probability } of misses) {
    const study = columns.study[i]!;
    if (worst.length < count && !seen.has(study)) {
      seen.add(study);
      worst.push({
        condition,
        study: names[study]!,
        level: LEVELS[columns.level[i]!]!,
        truth: classes[truth]!,
        stated: classes[stated]!,
        probability,
      });
    }
  }
  return worst;
}
