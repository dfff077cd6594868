import type { Level } from '../../findings';
import type { DiscPlane } from './discPlane';
import { explain, type Explained } from './explanations';
import { evidenceOf, imageBelow } from './junction';
import type { Segmentation } from '../segmentation/segmentation';
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

/** mm of image that must follow below the lowest disc for the sacrum to be seen. */
const SACRUM_MM = 22;

const NOT_SEEN: Warning = {
  code: 'naming-sacrum-not-seen',
  text:
    'The images end close below the lowest disc, so the sacrum is not seen; that disc was named ' +
    'L5-S1, check the level names.',
};

/** What is said of what the lowest disc is taken for. */
const SAID: Readonly<
  Record<
    Exclude<Explained['lowest'], 'L5-S1'> | NonNullable<Explained['doubt']>,
    readonly Warning[]
  >
> = {
  remnant: [
    {
      code: 'naming-sacral-remnant',
      text:
        'A small disc lies below the one that was named L5-S1; it was taken for a remnant within ' +
        'the sacrum. With a transitional vertebra the names move by one level.',
    },
  ],
  'L4-L5': [
    {
      code: 'naming-lowest-disc-missing',
      text:
        'The lowest disc that was seen looks like L4-L5 (by its tilt, or by a lumbar vertebra below ' +
        'it) and was named so; check the level names.',
    },
    { code: 'level-cut-off', level: 'L5-S1', text: 'L5-S1 was not seen and is not graded.' },
  ],
  'naming-six-lumbar': [
    {
      code: 'naming-six-lumbar',
      text:
        'S1 may be lumbarized, so that six lumbar-type vertebrae lie above the lowest mobile disc; that disc was ' +
        'named L5-S1 and the others from it, check the level names.',
    },
  ],
  'naming-four-lumbar': [
    {
      code: 'naming-four-lumbar',
      text:
        'L5 may be sacralized, so that four lumbar-type vertebrae lie above the lowest mobile disc; that disc was ' +
        'named L5-S1 and the others from it, check the level names.',
    },
  ],
  'naming-junction-unusual': [
    {
      code: 'naming-junction-unusual',
      text:
        'The lumbosacral junction looks unusual (transitional vertebra, or a disc that was not seen); ' +
        'the lowest disc was named L5-S1, check the level names.',
    },
  ],
};

/**
 * Decides which disc is the lowest lumbar one, hence every name; see explain. Whatever is decided against L5-S1, or
 * narrowly, is stated.
 */
export function judgeLowest<D extends Disc>(
  segmentation: Segmentation,
  discs: readonly D[]
): Judged<D> {
  const last = discs[discs.length - 1];
  if (!last) {
    return { discs, lowestLevel: 'L5-S1', warnings: [], confidence: 0 };
  }
  const planes = discs.map(({ plane }) => plane);
  const cutOff = imageBelow(segmentation, last.plane) < SACRUM_MM;
  const { lowest, doubt, confidence } = explain(
    evidenceOf(segmentation, planes),
    discs.length,
    cutOff
  );
  if (lowest === 'remnant') {
    const above = discs.slice(0, -1);
    return { discs: above, lowestLevel: 'L5-S1', confidence, warnings: SAID.remnant };
  }
  if (lowest === 'L4-L5') {
    return { discs, lowestLevel: 'L4-L5', confidence, warnings: SAID['L4-L5'] };
  }
  const warnings = cutOff ? [NOT_SEEN] : doubt ? SAID[doubt] : [];
  return { discs, lowestLevel: 'L5-S1', warnings, confidence };
}
