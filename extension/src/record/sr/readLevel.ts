import type {
  DiscFrame,
  ImageReference,
  LengthMeasurement,
  LevelMeasurements,
  LevelResult,
} from '../../analysis/levelResult';
import { CONDITIONS, type Finding, type Grading, type Level } from '../../findings';
import { cross, reject, sub, unit } from '../../imaging/vec3';
import { type Code, CONCEPT, OWN, sameCode } from '../codes';
import type { NaturalizedDataset } from '../record';
import { BODY_POSITIONS } from './levelItems';
import { LENGTH_KINDS, type LengthKind } from './lengthItems';
import { levelSite } from './readFinding';
import {
  badReport,
  child,
  children,
  codeValue,
  coordinates,
  items,
  need,
  numberOf,
  points,
} from './tree';

function readLength(number: NaturalizedDataset, ends: NaturalizedDataset): LengthMeasurement {
  const [from, to] = points(ends, 2);
  return { mm: numberOf(number), from: from!, to: to! };
}

/** The NUM of a node with the given concept and topographical modifier. */
function lengthNumber(
  node: NaturalizedDataset,
  concept: Code,
  modifier: Code
): NaturalizedDataset | null {
  return (
    children(node, concept).find(number =>
      sameCode(codeValue(number, CONCEPT.topographicalModifier), modifier)
    ) ?? null
  );
}

/** A length of a level among the measurement groups. */
function readLengthGroup(
  groups: readonly NaturalizedDataset[],
  level: Level,
  { concept, modifier }: LengthKind
): LengthMeasurement | null {
  for (const group of groups) {
    const at = levelSite(group);
    const number = at?.level === level ? lengthNumber(group, concept, modifier) : null;
    if (at && number) {
      return readLength(number, need(at.site, CONCEPT.boundaryPoint));
    }
  }
  return null;
}

function readMeasurements(
  node: NaturalizedDataset,
  level: Level,
  groups: readonly NaturalizedDataset[]
): LevelMeasurements {
  const [anterior, middle, posterior, canalAp] = LENGTH_KINDS.map(kind =>
    readLengthGroup(groups, level, kind)
  );
  const body = (position: keyof typeof BODY_POSITIONS) => {
    const number = lengthNumber(node, CONCEPT.height, BODY_POSITIONS[position]);
    return number && readLength(number, need(number, CONCEPT.boundaryPoint));
  };
  const ratio = child(node, OWN.canalRatio);
  return {
    discHeight: {
      anterior: anterior ?? null,
      middle: middle ?? null,
      posterior: posterior ?? null,
    },
    canalAp: canalAp ?? null,
    canalRatio: ratio && numberOf(ratio),
    bodyHeight: {
      anterior: body('anterior'),
      middle: body('middle'),
      posterior: body('posterior'),
    },
  };
}

/** The frame from the disc's center and the points to its right and front. */
function readFrame(node: NaturalizedDataset): DiscFrame {
  const [center, onRight, onFront] = points(need(node, OWN.discFrame), 3);
  const right = unit(sub(onRight!, center!));
  const anterior = unit(reject(sub(onFront!, center!), right));
  return { center: center!, right, anterior, normal: cross(right, anterior) };
}

function readReference(node: NaturalizedDataset, name: Code): ImageReference | null {
  const region = child(node, name);
  if (!region) {
    return null;
  }
  const [image] = items(region.ContentSequence);
  const [reference] = items(image?.ReferencedSOPSequence);
  const sopInstanceUID = reference?.ReferencedSOPInstanceUID;
  if (typeof sopInstanceUID !== 'string') {
    throw badReport({ context: 'image' });
  }
  const frame = reference?.ReferencedFrameNumber;
  const [x, y] = coordinates(region);
  return {
    sopInstanceUID,
    ...(frame === undefined || frame === null ? {} : { frameNumber: Number(frame) }),
    column: x! - 0.5,
    row: y! - 0.5,
  };
}

/** A level from its container, its measurement groups and its findings (the inverse of levelContainer). */
export function readLevel(
  node: NaturalizedDataset,
  groups: readonly NaturalizedDataset[],
  findings: readonly Finding[],
  gradings: readonly Grading[] | null
): LevelResult {
  const at = levelSite(node);
  const sagittalReference = readReference(node, OWN.sagittalReference);
  if (!at || !sagittalReference) {
    throw badReport({ context: 'level' });
  }
  const axialReference = readReference(node, OWN.axialReference);
  const order = (finding: Finding) => CONDITIONS.indexOf(finding.condition);
  return {
    level: at.level,
    frame: readFrame(node),
    sagittalReference,
    ...(axialReference ? { axialReference } : {}),
    measurements: readMeasurements(node, at.level, groups),
    findings: findings
      .filter(finding => finding.level === at.level)
      .sort((a, b) => order(a) - order(b)),
    ...(gradings ? { gradings: gradings.filter(({ level }) => level === at.level) } : {}),
  };
}
