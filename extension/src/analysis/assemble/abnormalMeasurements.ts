import type { LevelResult } from '../levelResult';
import type { VertebraMeasurements } from '../result';
import { warning, type Warning } from '../warning';

/** A body that has lost a third of its height may be fractured. */
const FRACTURE = 1 / 3;
/** A slip that is more than the error of measuring it (in 9 of 10 unslipped discs less than 3 mm), mm. */
const SLIP_MM = 5;
/** The same at L5-S1, whose walls stand at an angle. */
const SACRAL_SLIP_MM = 7;

/** Says which measurements are abnormal; a person judges what that means. */
export function abnormalMeasurements(
  levels: readonly LevelResult[],
  vertebrae: readonly VertebraMeasurements[]
): Warning[] {
  return [
    ...vertebrae
      .filter(({ heightLoss }) => heightLoss >= FRACTURE)
      .map(({ vertebra, heightLoss }) =>
        warning('vertebra-low', { vertebra, percent: Math.round(100 * heightLoss) })
      ),
    ...levels.flatMap(({ level, measurements: { slip } }): Warning[] => {
      const mm = Math.abs(slip ?? 0).toFixed(0);
      return slip === null ||
        slip === undefined ||
        Math.abs(slip) < (level === 'L5-S1' ? SACRAL_SLIP_MM : SLIP_MM)
        ? []
        : [
            warning('vertebra-slipped', {
              context: slip > 0 ? 'forward' : 'backward',
              level,
              mm,
            }),
          ];
    }),
  ];
}
