import type { DeepSpineError, Level, Vec3 } from '../../findings';
import { refused } from '../../messages';
import { median } from '../../imaging/median';
import { distance, dot, sub } from '../../imaging/vec3';
import { canalPoint } from './canal';
import { discFrame, inFrame } from './discFrame';
import { discProfile, posteriorMargin } from './discShape';
import type { Profile } from './heightProfile';
import { locate, type Column } from './locate';
import type { Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';
import { warning, type Warning } from '../warning';

/** One disc of the column in patient space. */
export interface SpineDisc {
  /** null above T12-L1. */
  readonly level: Level | null;
  readonly frame: DiscFrame;
  /** Mean height, mm. */
  readonly thickness: number;
  /** Center of the canal behind the disc, LPS mm. */
  readonly canal: Vec3;
  /** Lateral position of the canal in the frame: mm to the right of the disc's center. */
  readonly midline: number;
  /** mm in front of the disc's center where the disc ends at the back (negative). */
  readonly posteriorMargin: number;
  /** Its height from front to back, in the midline. */
  readonly profile: Profile;
}

/** A disc that has a name of the vocabulary. */
export type NamedDisc = SpineDisc & { readonly level: Level };

/** The column in patient space. */
export interface Spine {
  readonly column: Column;
  /** From the top down, unnamed thoracic discs included. */
  readonly discs: readonly SpineDisc[];
  readonly warnings: readonly Warning[];
}

/** A lumbar column shows at least this many discs; its size is that of the lowest ones. */
const MINIMUM_DISCS = 2;
const LOWEST = 5;
/** Discs further apart than this, mm, are an adult's, however deep they look: slices may pass beside the middle. */
const ADULT_STEP_MM = 28;
/** Of those nearer together a child's lie at least so far apart and are at least so deep, mm; cervical ones do not. */
const CHILD_STEP_MM = 20;
const CHILD_DEPTH_MM = 17;
/** Half a disc and half a canal: where the canal lies if none is seen, mm behind a disc's center. */
const CANAL_BEHIND_MM = 26;

/** Sagittal lumbar images are 240 mm tall and more; less than this, mm, is one disc, or a wrong pixel spacing. */
const TALL_MM = 150;

function notRecognized(tall: number): DeepSpineError {
  return tall < TALL_MM
    ? refused('no-discs', { context: 'short', mm: Math.round(tall) })
    : refused('no-discs', { context: 'unseen' });
}

/** Refuses what is no lumbar spine in images of a height, mm; says so where it is a small one. */
function checkLumbar(discs: readonly SpineDisc[], column: Column, tall: number): Warning[] {
  if (discs.length < MINIMUM_DISCS) {
    throw notRecognized(tall);
  }
  const lowest = discs.slice(-LOWEST);
  const steps = lowest.slice(1).map((d, i) => distance(d.frame.center, lowest[i]!.frame.center));
  const step = median(steps);
  const depth = median(column.discs.slice(-LOWEST).map(d => d.plane.depth));
  if (step >= ADULT_STEP_MM) {
    return [];
  }
  if (step < CHILD_STEP_MM || depth < CHILD_DEPTH_MM) {
    throw refused('not-lumbar', {
      context: 'size',
      step: Math.round(step),
      depth: Math.round(depth),
    });
  }
  return [warning('spine-small', { stepMm: Math.round(step) })];
}

/**
 * Finds and names the discs and describes each in patient space. Throws DeepSpineError 'no-discs' when
 * there is no column, and 'not-lumbar' when its size is that of another region.
 */
export function findSpine(segmentation: Segmentation): Spine {
  const column = locate(segmentation);
  const { grid } = segmentation;
  const discs = column.discs.map((disc): SpineDisc => {
    const frame = discFrame(grid, disc.plane);
    const canal = column.canal
      ? canalPoint(segmentation, column.canal, frame)
      : inFrame(frame, 0, -CANAL_BEHIND_MM, 0);
    const midline = dot(sub(canal, frame.center), frame.right);
    const profile = discProfile(segmentation, frame, midline);
    return {
      level: disc.level,
      frame,
      thickness: disc.plane.thickness,
      canal,
      midline,
      posteriorMargin: posteriorMargin(profile) ?? -disc.plane.depth / 2,
      profile,
    };
  });
  return {
    column,
    discs,
    warnings: [...column.warnings, ...checkLumbar(discs, column, grid.height * grid.spacing)],
  };
}

/** From the top down; discs above T12-L1 have no name and are not graded. */
export const namedDiscs = ({ discs }: Spine): NamedDisc[] =>
  discs.filter((disc): disc is NamedDisc => disc.level !== null);
