import type { ImageReference, LevelResult } from '../../analysis/levelResult';
import type { Level } from '../../findings';
import { along } from '../../imaging/vec3';
import { type Code, CONCEPT, DISC_CODE, OWN, UNIT, VALUE, VERTEBRA_CODE } from '../codes';
import type { ReportSource } from '../record';
import { findInstance, frameOfReferenceOf, instanceOf, pointOnSeries } from '../source';
import {
  code,
  container,
  type ContentItem,
  imageCoordinates,
  number,
  patientCoordinates,
} from './content';
import { endPoints } from './lengthItems';
import { findingSite } from './sites';

/** How far to the disc's right and front the two further points of the disc frame lie, mm. */
export const FRAME_ARM_MM = 10;

export const BODY_POSITIONS = {
  anterior: VALUE.anterior,
  middle: VALUE.middle,
  posterior: VALUE.posterior,
} as const;

/** The vertebra above a disc: L4 for L4-L5. */
export function vertebraAbove(level: Level): Code {
  return VERTEBRA_CODE[level.split('-')[0]!]!;
}

/** A pixel of one of the source's images; null when that image is not among them. */
function referenceItem(
  name: Code,
  reference: ImageReference | undefined,
  source: ReportSource
): ContentItem | null {
  const found = reference && findInstance(source, reference);
  if (!found) {
    return null;
  }
  const xy = [reference.column + 0.5, reference.row + 0.5] as const;
  return imageCoordinates('CONTAINS', name, 'POINT', [xy], instanceOf(found.series, found.slice));
}

/** Where the level is on the sagittal series; the disc's center where its own image is not at hand. */
function sagittalItem(level: LevelResult, source: ReportSource): ContentItem {
  const own = referenceItem(OWN.sagittalReference, level.sagittalReference, source);
  if (own) {
    return own;
  }
  const { instance, xy } = pointOnSeries(source.sagittal, level.frame.center);
  return imageCoordinates('CONTAINS', OWN.sagittalReference, 'POINT', [xy], instance);
}

/**
 * What is known of a level beside its findings and hydratable lengths: the disc's frame (its center and
 * two points 10 mm to its right and its front), where it is shown, body heights and the canal ratio.
 */
export function levelContainer(level: LevelResult, source: ReportSource): ContentItem {
  const { frame, measurements } = level;
  const frameOfReferenceUID = frameOfReferenceOf(source.sagittal);
  const positions = Object.keys(BODY_POSITIONS) as (keyof typeof BODY_POSITIONS)[];
  return container('CONTAINS', OWN.level, [
    findingSite(DISC_CODE[level.level]),
    patientCoordinates(
      'CONTAINS',
      OWN.discFrame,
      'MULTIPOINT',
      [
        frame.center,
        along(frame.center, frame.right, FRAME_ARM_MM),
        along(frame.center, frame.anterior, FRAME_ARM_MM),
      ],
      frameOfReferenceUID
    ),
    sagittalItem(level, source),
    referenceItem(OWN.axialReference, level.axialReference, source),
    ...positions.map(position => {
      const height = measurements.bodyHeight[position];
      return (
        height &&
        number('CONTAINS', CONCEPT.height, height.mm, UNIT.millimeter, [
          findingSite(vertebraAbove(level.level)),
          code('HAS CONCEPT MOD', CONCEPT.topographicalModifier, BODY_POSITIONS[position]),
          endPoints(height, frameOfReferenceUID),
        ])
      );
    }),
    measurements.canalRatio === null
      ? null
      : number('CONTAINS', OWN.canalRatio, measurements.canalRatio, UNIT.ratio),
  ]);
}
