import { median } from '../../imaging/median';
import type { Level } from '../../findings';
import type { LevelMeasurements } from './measurements';
import type { VertebraMeasurements } from '../result';

type Heights = LevelMeasurements['bodyHeight'];

/**
 * Usual heights of the bodies, mm: mean of 39 SPIDER patients, mid-sagittal, from experts' masks; T12 continued from
 * L1 and L2. Only their proportions count: a patient's own size is taken from the patient's other bodies.
 */
const USUAL: Readonly<Record<string, Readonly<Record<keyof Heights, number>>>> = {
  T12: { anterior: 23.2, middle: 23.7, posterior: 24.4 },
  L1: { anterior: 23.8, middle: 24.2, posterior: 25.0 },
  L2: { anterior: 24.3, middle: 24.5, posterior: 25.6 },
  L3: { anterior: 25.6, middle: 24.4, posterior: 24.9 },
  L4: { anterior: 24.6, middle: 23.8, posterior: 23.5 },
  L5: { anterior: 24.4, middle: 23.5, posterior: 21.4 },
};

/** Heights are compared with those of at least so many other bodies. */
const NEIGHBORS = 2;

/** Loss from which a body has a grade: Genant et al., J Bone Miner Res 1993; 8: 1137-1148. */
const GENANT = [0.2, 0.25, 0.4] as const;

/** The body's heights over the usual ones of its vertebra; null where one was not measured. */
function sharesOf(vertebra: string, heights: Heights): readonly number[] | null {
  const usual = USUAL[vertebra];
  const { anterior, middle, posterior } = heights;
  return usual && anterior && middle && posterior
    ? [anterior.mm / usual.anterior, middle.mm / usual.middle, posterior.mm / usual.posterior]
    : null;
}

/**
 * How much height each vertebral body has lost where it is lowest (front, middle or back): against the median of the
 * patient's other bodies, each measured by what is usual for its vertebra. Bodies above the discs `levels`, of which
 * enough others were measured, from the head down.
 */
export function vertebraHeights(
  levels: readonly { readonly level: Level; readonly measurements: LevelMeasurements }[]
): VertebraMeasurements[] {
  const bodies = levels.flatMap(({ level, measurements }) => {
    const vertebra = level.split('-')[0]!;
    const shares = sharesOf(vertebra, measurements.bodyHeight);
    return shares ? [{ vertebra, shares }] : [];
  });
  return bodies.flatMap(({ vertebra, shares }, i): VertebraMeasurements[] => {
    const others = bodies.filter((_, j) => j !== i).flatMap(body => body.shares);
    if (others.length < 3 * NEIGHBORS) {
      return [];
    }
    const loss = 1 - Math.min(...shares) / median(others);
    const heightLoss = Math.min(1, Math.max(0, loss));
    const genant = GENANT.filter(from => heightLoss >= from).length as 0 | 1 | 2 | 3;
    return [{ vertebra, heightLoss, genant }];
  });
}
