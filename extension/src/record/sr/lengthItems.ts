import type { LengthMeasurement, LevelMeasurements, LevelResult } from '../../analysis/types';
import { type Level, uidFrom } from '../../findings';
import { middle } from '../../imaging/vec3';
import { type Code, CONCEPT, DISC_CODE, UNIT, VALUE } from '../codes';
import type { ReportSource } from '../record';
import { frameOfReferenceOf, instanceOf, nearestSlice, pointOnSlice } from '../source';
import { lengthWords } from '../words';
import {
  code,
  container,
  type ContentItem,
  imageCoordinates,
  number,
  patientCoordinates,
  text,
  uidRef,
} from './content';
import { findingSite } from './sites';

/** OHIF makes a Length of a group whose tracking identifier starts with this. */
export const LENGTH_TRACKING = 'Cornerstone3DTools@^0.1.0:Length:DeepSPINE';

/** A length that is stored as a measurement group of its own. */
export interface LengthKind {
  readonly key: string;
  readonly words: string;
  /** What is measured (concept name) and where (modifier). */
  readonly concept: Code;
  readonly modifier: Code;
  readonly of: (measurements: LevelMeasurements) => LengthMeasurement | null;
}

export const LENGTH_KINDS: readonly LengthKind[] = [
  {
    key: 'disc-height-anterior',
    words: 'disc height, anterior',
    concept: CONCEPT.height,
    modifier: VALUE.anterior,
    of: measurements => measurements.discHeight.anterior,
  },
  {
    key: 'disc-height-middle',
    words: 'disc height, middle',
    concept: CONCEPT.height,
    modifier: VALUE.middle,
    of: measurements => measurements.discHeight.middle,
  },
  {
    key: 'disc-height-posterior',
    words: 'disc height, posterior',
    concept: CONCEPT.height,
    modifier: VALUE.posterior,
    of: measurements => measurements.discHeight.posterior,
  },
  {
    key: 'canal-ap',
    words: 'spinal canal, antero-posterior diameter',
    concept: CONCEPT.diameter,
    modifier: VALUE.anteroPosterior,
    of: measurements => measurements.canalAp,
  },
];

/** Both ends of a length in patient space. */
export const endPoints = (length: LengthMeasurement, frameOfReferenceUID: string): ContentItem =>
  patientCoordinates(
    'INFERRED FROM',
    CONCEPT.boundaryPoint,
    'POLYLINE',
    [length.from, length.to],
    frameOfReferenceUID
  );

function lengthGroup(
  level: Level,
  kind: LengthKind,
  length: LengthMeasurement,
  source: ReportSource
): ContentItem {
  const series = source.sagittal;
  const slice = nearestSlice(series, middle(length.from, length.to));
  const ends = [pointOnSlice(slice, length.from), pointOnSlice(slice, length.to)];
  const region = (relation: 'CONTAINS' | 'INFERRED FROM') =>
    imageCoordinates(relation, CONCEPT.imageRegion, 'POLYLINE', ends, instanceOf(series, slice));
  const uid = uidFrom('length', series.studyInstanceUID, series.seriesInstanceUID, level, kind.key);
  const structure = kind.concept === CONCEPT.diameter ? VALUE.spinalCanal : null;
  return container(
    'CONTAINS',
    CONCEPT.measurementGroup,
    [
      text(
        'HAS OBS CONTEXT',
        CONCEPT.trackingIdentifier,
        `${LENGTH_TRACKING}:${level}:${kind.key}`
      ),
      uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, uid),
      findingSite(DISC_CODE[level], source, [endPoints(length, frameOfReferenceOf(series))]),
      structure && findingSite(structure, source),
      region('CONTAINS'),
      number('CONTAINS', kind.concept, length.mm, UNIT.millimetre, [
        code('HAS CONCEPT MOD', CONCEPT.topographicalModifier, kind.modifier),
        region('INFERRED FROM'),
      ]),
      text('CONTAINS', CONCEPT.comment, lengthWords(level, kind.words, length.mm)),
    ],
    '1410'
  );
}

/** One measurement group per disc height and canal diameter of a level (TID 1410). */
export function lengthGroups(level: LevelResult, source: ReportSource): ContentItem[] {
  return LENGTH_KINDS.flatMap(kind => {
    const length = kind.of(level.measurements);
    return length ? [lengthGroup(level.level, kind, length, source)] : [];
  });
}
