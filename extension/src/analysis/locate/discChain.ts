import type { CanalLine } from './canalLine';
import { bendCost, linksBetween, nodeScore, spineSize, type Link } from './chainScores';
import type { DiscCandidate } from '../segmentation/discCandidates';
import type { Segmentation } from '../segmentation/segmentation';

/** The discs of the column among the candidates, from the top down. */
export interface DiscChain {
  readonly discs: readonly DiscCandidate[];
  /** How many discs were not seen between discs[i] and the next one. */
  readonly skipped: readonly number[];
}

/** The best chain that ends with a link. */
interface Partial {
  readonly link: Link;
  readonly before: Partial | null;
  readonly score: number;
}

/**
 * The best chain of candidates from the top down by dynamic programming: each a likely disc by itself, each a
 * plausible way below the last with vertebra between them, and every two steps alike and on one curve (a pictorial
 * structure in the sense of Felzenszwalb and Huttenlocher, IJCV 2005, on a chain of second order). `candidates` in
 * ascending v.
 */
export function discChain(
  segmentation: Segmentation,
  candidates: readonly DiscCandidate[],
  canal: CanalLine | null
): DiscChain {
  const size = spineSize(segmentation, candidates);
  const own = candidates.map(candidate => nodeScore(candidate, size, canal, segmentation.grid));
  const endingAt: Partial[][] = candidates.map(() => []);
  let best: Partial | null = null;
  candidates.forEach((_, lower) => {
    for (let upper = 0; upper < lower; upper++) {
      for (const link of linksBetween(segmentation, candidates, size, upper, lower)) {
        let [score, before] = [own[upper]!, null as Partial | null];
        for (const former of endingAt[upper]!) {
          const joined = former.score - bendCost(former.link, link);
          if (joined > score) {
            [score, before] = [joined, former];
          }
        }
        const here = { link, before, score: score + link.score + own[lower]! };
        endingAt[lower]!.push(here);
        best = best === null || here.score > best.score ? here : best;
      }
    }
  });
  return chainOf(best, candidates, own);
}

function chainOf(
  best: Partial | null,
  candidates: readonly DiscCandidate[],
  own: readonly number[]
): DiscChain {
  const single = own.indexOf(Math.max(...own));
  if (single < 0 || Math.max(best?.score ?? -Infinity, own[single]!) <= 0) {
    return { discs: [], skipped: [] };
  }
  if (!best || own[single]! >= best.score) {
    return { discs: [candidates[single]!], skipped: [] };
  }
  const links: Link[] = [];
  for (let at: Partial | null = best; at; at = at.before) {
    links.unshift(at.link);
  }
  return {
    discs: [links[0]!.upper, ...links.map(link => link.lower)].map(i => candidates[i]!),
    skipped: links.map(link => link.skipped),
  };
}
