import { DeepSpineError } from '../../findings';
import { orientationOf } from '../../imaging/geometry';
import type { SeriesPart } from '../../imaging/seriesParts';
import { buildStacks } from '../../imaging/stacks';
import { agreement } from '../../imaging/agreement';
import { displacement } from '../../imaging/displacement';
import type { ImageSeries, LeftOutImage, Slice, Stack } from '../../imaging/types';
import { partOf } from '../../messages';
import { warning, type Warning } from '../warning';
import type { LateImages } from './lateImages';

/** Tissues of two T2-weighted series rise and fall together where they cross: at least so far (correlation). */
const ALIKE = 0.35;

/**
 * Tissues that agree so much better 8 mm and more away (correlation) lie there. On a real study and a simulated one the
 * difference is at most -0.02 where nothing moved by more than 4 mm, and at least 0.05 for shifts from 8 mm on.
 */
const DISPLACED = 0.03;

export interface AxialStacks {
  readonly stacks: readonly Stack[];
  /** The parts that they are made of. */
  readonly used: readonly SeriesPart<ImageSeries, Slice>[];
  readonly leftOut: readonly LeftOutImage[];
  readonly warnings: readonly Warning[];
}

/**
 * The stacks of every axial T2 series; a broken one is left out and reported. Where no header says what contrast
 * they have, those are taken whose tissues agree with the sagittal ones.
 */
export function axialStacks(
  parts: readonly SeriesPart<ImageSeries, Slice>[],
  sagittal: Stack,
  late: LateImages
): AxialStacks {
  const warnings: Warning[] = [];
  const leftOut: LeftOutImage[] = [];
  const used: SeriesPart<ImageSeries, Slice>[] = [];
  const stacks: Stack[] = [];
  let byPicture = false;
  for (const part of parts) {
    try {
      const built = buildStacks({ ...part.description, slices: late.filled(part) });
      const axial = built.stacks.filter(stack => orientationOf(stack.normal) === 'axial');
      if (part.contrast === 'unknown') {
        if (!(agreement(sagittal, axial) >= ALIKE)) {
          continue;
        }
        byPicture = true;
      }
      const moved = displacement(sagittal, axial);
      if (moved && moved.away - moved.here > DISPLACED) {
        const mm = Math.round(moved.distance);
        warnings.push(warning('axial-displaced', { mm }));
        continue;
      }
      used.push(part);
      stacks.push(...axial);
      warnings.push(...built.warnings);
      leftOut.push(...built.leftOut);
    } catch (error) {
      if (!(error instanceof DeepSpineError)) {
        throw error;
      }
      warnings.push(warning('axial-partial', { context: 'left-out', reason: partOf(error) }));
    }
  }
  if (byPicture) {
    warnings.push(warning('sequence-unusual', { context: 'axial' }));
  }
  return { stacks, used, leftOut, warnings };
}
