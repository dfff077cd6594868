import type { Condition, Vec3 } from '../../findings';
import { dot, sub } from '../../imaging/vec3';
import { inFrame } from '../locate/discFrame';
import type { DiscFrame } from '../levelResult';

/** Places of one level that findings refer to, LPS mm. */
export interface LevelLandmarks {
  readonly frame: DiscFrame;
  /** Center of the canal behind the disc. */
  readonly canal: Vec3;
  /** Antero-posterior diameter of the canal, mm. */
  readonly canalWidth: number;
  /** mm in front of the disc's center where the disc ends at the back (a negative number). */
  readonly posteriorMargin: number;
}

/** Foraminal points of experts are 27-40 mm apart, at the height of the upper disc border. */
const FORAMEN_SIDE_MM = 17;
const FORAMEN_UP_MM = 5;
/** Facet joints lie behind and beside the canal. */
const FACET_SIDE_MM = 18;
const FACET_BEHIND_MM = 9;
/**
 * The inner ends of both, beside the pedicle: images that reach this far from the midline show something of them
 * (half of the 27-40 mm between experts' foraminal points, at its lower end).
 */
const INNER_SIDE_MM = 16;

interface Sides {
  readonly foramen: number;
  readonly facet: number;
}

const CENTERS: Sides = { foramen: FORAMEN_SIDE_MM, facet: FACET_SIDE_MM };

/**
 * Where each condition is shown at a level: stenosis in the canal or the foramen of its side (the
 * patient's), disc findings at the posterior disc margin, facets beside, ligament and fat behind the canal.
 */
export const findingPoints = (landmarks: LevelLandmarks): Readonly<Record<Condition, Vec3>> =>
  pointsAt(landmarks, CENTERS);

/** Where images have to reach to show something of each condition; as findingPoints but for the sides. */
export const placesToShow = (landmarks: LevelLandmarks): Readonly<Record<Condition, Vec3>> =>
  pointsAt(landmarks, { foramen: INNER_SIDE_MM, facet: INNER_SIDE_MM });

/** @param sides mm to either side of the canal's middle */
function pointsAt(landmarks: LevelLandmarks, sides: Sides): Readonly<Record<Condition, Vec3>> {
  const { frame, canal, canalWidth, posteriorMargin } = landmarks;
  const offset = sub(canal, frame.center);
  const side = dot(offset, frame.right);
  const ahead = dot(offset, frame.anterior);
  const foramen = (sign: number) =>
    inFrame(
      frame,
      side + sign * sides.foramen,
      (ahead + canalWidth / 2 + posteriorMargin) / 2,
      FORAMEN_UP_MM
    );
  const facet = (sign: number) =>
    inFrame(frame, side + sign * sides.facet, ahead - FACET_BEHIND_MM, 0);
  const discBack = inFrame(frame, side, posteriorMargin, 0);
  const canalBack = inFrame(frame, side, ahead - canalWidth / 2, 0);
  return {
    SCS: canal,
    LFS: foramen(-1),
    RFS: foramen(1),
    DB: discBack,
    DOC: discBack,
    LFA: facet(-1),
    RFA: facet(1),
    LFT: canalBack,
    EL: canalBack,
  };
}
