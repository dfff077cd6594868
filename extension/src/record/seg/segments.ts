import type { Segment } from '../../analysis/segmentationResult';
import { type Level, LEVELS, type ModelIdentity, uidFrom } from '../../findings';
import { type Code, codeItem, DISC_CODE, SEG_CODE, VALUE, VERTEBRA_CODE } from '../codes';
import { clipped } from '../format';
import type { NaturalizedDataset } from '../record';
import { dicomLab, segmentColor } from './color';

/** The SNOMED CT code of a segment; null for a structure that has none here. */
export function segmentCode({ kind, name }: Segment): Code | null {
  if (kind === 'canal') {
    return VALUE.spinalCanal;
  }
  if (kind === 'sacrum') {
    return VERTEBRA_CODE.sacrum!;
  }
  if (kind === 'vertebra') {
    return VERTEBRA_CODE[name] ?? null;
  }
  return LEVELS.includes(name as Level) ? DISC_CODE[name as Level] : null;
}

function segmentLabel({ kind, name }: Segment, code: Code): string {
  const labels = {
    vertebra: code.meaning,
    disc: `${name} disc`,
    canal: 'Spinal canal',
    sacrum: code.meaning,
  };
  return labels[kind];
}

/** A segment and the number it has in the stored object. */
export interface NumberedSegment {
  readonly number: number;
  readonly segment: Segment;
  readonly code: Code;
}

/** Numbers the segments that have a code and at least one pixel, 1.. in their given order. */
export function numberSegments(
  segments: readonly Segment[],
  used: ReadonlySet<number>
): NumberedSegment[] {
  return segments
    .flatMap(segment => {
      const code = segmentCode(segment);
      return code && used.has(segment.label) ? [{ segment, code }] : [];
    })
    .map((entry, i) => ({ number: i + 1, ...entry }));
}

/** Item of the Segment Sequence (PS3.3, C.8.20.4). */
export function segmentItem(
  { number, segment, code }: NumberedSegment,
  all: readonly NumberedSegment[],
  seriesInstanceUID: string,
  model: ModelIdentity
): NaturalizedDataset {
  const ofKind = all.filter(other => other.segment.kind === segment.kind);
  const index = ofKind.findIndex(other => other.number === number);
  return {
    SegmentNumber: number,
    SegmentLabel: segmentLabel(segment, code),
    SegmentedPropertyCategoryCodeSequence: [codeItem(SEG_CODE.anatomicalStructure)],
    SegmentedPropertyTypeCodeSequence: [codeItem(code)],
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: clipped(`${model.name} ${model.version}`, 64),
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [codeItem(SEG_CODE.artificialIntelligence)],
        AlgorithmName: clipped(model.name, 64),
        AlgorithmVersion: clipped(model.version, 64),
        AlgorithmParameters: `sha256=${model.sha256}`,
      },
    ],
    RecommendedDisplayCIELabValue: dicomLab(segmentColor(segment.kind, index)),
    TrackingID: segmentLabel(segment, code),
    TrackingUID: uidFrom('segment', seriesInstanceUID, segment.kind, segment.name),
  };
}
