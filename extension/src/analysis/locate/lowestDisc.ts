import type { Level } from '../../findings';
import type { DiscCandidate } from '../segmentation/discCandidates';
import { hasDiscBelow } from './discBelow';
import type { DiscPlane } from './discPlane';
import { explain, type Explained } from './explanations';
import { evidenceOf, imageBelow } from './junction';
import type { Segmentation } from '../segmentation/segmentation';
import { warning, type Warning } from '../warning';

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

/** mm of image that must follow below the lowest disc for the sacrum to be seen. */
const SACRUM_MM = 22;

/** What the lowest disc is taken for where it is not L5-S1. */
const OTHER: Level = 'L4-L5';

/** What is said of what the lowest disc is taken for. */
function said(
  { lowest, doubt }: Pick<Explained, 'lowest' | 'doubt'>,
  cutOff: boolean
): readonly Warning[] {
  if (lowest === 'remnant') {
    return [warning('naming-sacral-remnant', { lowest: 'L5-S1' })];
  }
  if (lowest === OTHER) {
    return [
      warning('naming-lowest-disc-missing', { lowest }),
      warning('level-cut-off', { context: 'unseen', level: 'L5-S1' }),
    ];
  }
  const code = cutOff ? 'naming-sacrum-not-seen' : doubt;
  return code ? [warning(code, { lowest })] : [];
}

/**
 * Decides which disc is the lowest lumbar one, hence every name; see explain. Whatever is decided against L5-S1, or
 * narrowly, is stated.
 *
 * @param left what may be a disc and is none of `discs`
 */
export function judgeLowest<D extends Disc>(
  segmentation: Segmentation,
  discs: readonly D[],
  left: readonly Pick<DiscCandidate, 'shape'>[]
): Judged<D> {
  const last = discs[discs.length - 1];
  if (!last) {
    return { discs, lowestLevel: 'L5-S1', warnings: [], confidence: 0 };
  }
  const planes = discs.map(({ plane }) => plane);
  const cutOff = imageBelow(segmentation, last.plane) < SACRUM_MM;
  const explained = explain(evidenceOf(segmentation, planes), discs.length, {
    cutOff,
    discBelow: hasDiscBelow(planes, left),
  });
  return {
    discs: explained.lowest === 'remnant' ? discs.slice(0, -1) : discs,
    lowestLevel: explained.lowest === OTHER ? OTHER : 'L5-S1',
    warnings: said(explained, cutOff),
    confidence: explained.confidence,
  };
}
