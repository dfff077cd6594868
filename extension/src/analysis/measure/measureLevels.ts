import type { Level } from '../../findings';
import { namedDiscs, type Spine } from '../locate/spine';
import type { Segmentation } from '../segmentation/segmentation';
import { slip } from './slip';
import { levelMeasurer, type Measured } from './measure';

/** The measurements of every named disc of the column. */
export function measureLevels(
  segmentation: Segmentation,
  spine: Spine
): ReadonlyMap<Level, Measured> {
  const measure = levelMeasurer(segmentation, spine.column.canal, spine.discs);
  return new Map(
    namedDiscs(spine).map(disc => {
      const { measurements, canalUnmeasured } = measure(spine.discs.indexOf(disc));
      const moved = slip(segmentation, spine.column.canal, disc);
      const slipped = { slip: moved?.mm ?? null, slipLine: moved?.line ?? null };
      return [disc.level, { measurements: { ...measurements, ...slipped }, canalUnmeasured }];
    })
  );
}
