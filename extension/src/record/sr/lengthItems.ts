import type { LengthMeasurement, LevelMeasurements } from '../../analysis/levelResult';
import { type Level, type ModelIdentity, uidFrom } from '../../findings';
import { middle } from '../../imaging/vec3';
import { type Code, CONCEPT, DISC_CODE, UNIT, VALUE } from '../codes';
import type { AnalysisRecord, ReportSource } from '../record';
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
import { algorithmIdentification } from './observers';
import { findingSite } from './sites';
import { lengthTracking } from './tracking';

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
  source: ReportSource,
  model: ModelIdentity | null
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
      text('HAS OBS CONTEXT', CONCEPT.trackingIdentifier, lengthTracking(level, kind.words)),
      uidRef('HAS OBS CONTEXT', CONCEPT.trackingUID, uid),
      ...(model ? algorithmIdentification(model) : []),
      findingSite(DISC_CODE[level], [endPoints(length, frameOfReferenceOf(series))]),
      structure && findingSite(structure),
      region('CONTAINS'),
      number('CONTAINS', kind.concept, length.mm, UNIT.millimeter, [
        code('HAS CONCEPT MOD', CONCEPT.topographicalModifier, kind.modifier),
        region('INFERRED FROM'),
      ]),
      text('CONTAINS', CONCEPT.comment, lengthWords(level, kind.words, length.mm)),
    ],
    '1410'
  );
}

/**
 * The network whose segmentation was measured: the last one that neither graded anything nor was tested on grades, as
 * models stand in the order in which an analysis needs them. Null where a record names none.
 */
function measuredOn({ levels, models }: AnalysisRecord): ModelIdentity | null {
  const stated = levels.flatMap(({ findings, gradings = [] }) => [...findings, ...gradings]);
  const graders = new Set(stated.map(({ modelGrade }) => modelGrade?.model.sha256));
  const others = models.filter(({ sha256, evidence }) => !evidence && !graders.has(sha256));
  return others.at(-1) ?? null;
}

/** One measurement group per disc height and canal diameter of every level (TID 1410). */
export function lengthGroups(record: AnalysisRecord, source: ReportSource): ContentItem[] {
  const model = measuredOn(record);
  return record.levels.flatMap(({ level, measurements }) =>
    LENGTH_KINDS.flatMap(kind => {
      const length = kind.of(measurements);
      return length ? [lengthGroup(level, kind, length, source, model)] : [];
    })
  );
}
