/**
 * Index of the likeliest class, of equally likely ones the one nearest to normal.
 *
 * @param probabilities of ordered classes, from normal to worst; at least one
 */
export function likeliestClass(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++) {
    if (probabilities[k]! > probabilities[best]!) {
      best = k;
    }
  }
  return best;
}
