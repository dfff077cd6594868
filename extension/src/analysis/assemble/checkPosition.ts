import { median } from '../../imaging/median';
import type { Spine } from '../locate/spine';
import { part } from '../../messages';
import type { LevelResult } from '../levelResult';
import { warning, type Warning } from '../warning';

/**
 * Lordosis, degrees: how the third disc below turns against one. In a right study the sacrum's end of the column turns
 * by -25 to -60 and the other end hardly. With front and back exchanged the lower end turns the other way (+9 to +45 in
 * 16 spines turned on purpose); with head and feet exchanged the upper end turns (-24 to -55) and the lower one hardly.
 */
const WRONG_WAY = 5;
const SACRAL_TURN = -20;
const LEAST_TURN = -18;
/** So many discs are needed to see how one end turns, and both. */
const ONE_END = 4;
const BOTH_ENDS = 6;
/** No canal is as narrow as this at most of its levels, mm; where it is not seen it counts as 0. */
const NO_CANAL_MM = 6;

/** Degrees by which the third disc below turns against one; negative: as lordosis does. */
function turnFrom({ column: { discs } }: Spine, at: number): number {
  const tilt = (i: number) => {
    const [u, v] = discs[i]!.plane.normal;
    return (Math.atan2(u, -v) * 180) / Math.PI;
  };
  return tilt(at + 3) - tilt(at);
}

/** What the headers seem to have exchanged; null: nothing. */
function exchangedAxes(spine: Spine): 'front-back' | 'head-feet' | null {
  const count = spine.column.discs.length;
  if (count < ONE_END) {
    return null;
  }
  const lower = turnFrom(spine, count - ONE_END);
  if (lower > WRONG_WAY) {
    return 'front-back';
  }
  return count >= BOTH_ENDS && turnFrom(spine, 0) < SACRAL_TURN && lower > LEAST_TURN
    ? 'head-feet'
    : null;
}

/** Says where the coordinates in the headers contradict the anatomy, as after a wrong Patient Position. */
export function positionWarnings(spine: Spine, levels: readonly LevelResult[]): Warning[] {
  const exchanged = exchangedAxes(spine);
  if (exchanged) {
    return [
      warning('position-doubtful', {
        context: 'exchanged',
        exchanged: part('exchanged', { context: exchanged }),
      }),
    ];
  }
  const canal = median(levels.map(({ measurements }) => measurements.canalAp?.mm ?? 0));
  return levels.length > 0 && canal < NO_CANAL_MM
    ? [warning('position-doubtful', { context: 'no-canal' })]
    : [];
}
