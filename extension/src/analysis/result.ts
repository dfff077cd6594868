import type { NotAssessed, UsedModel } from '../findings';
import type { SeriesUse } from '../imaging/types';
import type { SegmentationResult } from './segmentationResult';
import type { LevelResult } from './levelResult';
import type { Stage } from './request';
import type { NamingCode, Warning } from './warning';

export interface AnalysisResult {
  readonly studyInstanceUID: string;
  readonly sagittalSeriesUID: string;
  readonly axialSeriesUID: string | null;
  /** What became of every image that was given; missing in findings that were stored. */
  readonly series?: readonly SeriesUse[];
  readonly models: readonly UsedModel[];
  /** From the manifest; missing where that says nothing. */
  readonly notAssessed?: readonly NotAssessed[];
  readonly levels: readonly LevelResult[];
  readonly segmentation: SegmentationResult;
  readonly warnings: readonly Warning[];
  readonly naming: Naming;
  /** From the head down; bodies that could be compared with their neighbors. */
  readonly vertebrae: readonly VertebraMeasurements[];
  readonly alignment: Alignment;
  /** ms per stage. */
  readonly timings: Readonly<Record<Stage, number>>;
}

/** How sure the names of the levels are. */
export interface Naming {
  /** True exactly if one of the result's warnings has a naming code. */
  readonly doubt: boolean;
  /** Probability that the names are right by the signs that were weighed, 0…1. */
  readonly confidence: number;
  /** The naming codes among the warnings, each once. */
  readonly reasons: readonly NamingCode[];
}

/** One vertebral body. */
export interface VertebraMeasurements {
  /** 'L1' */
  readonly vertebra: string;
  /** Share of its expected height that the body has lost where it is lowest, 0…1. */
  readonly heightLoss: number;
  /** 0 none, 1 mild (20 % and more), 2 moderate (25 %), 3 severe (40 %). */
  readonly genant: 0 | 1 | 2 | 3;
}

/** How the lumbar column is bent as a whole; null: too little of it was seen. */
export interface Alignment {
  /** Range of the directions from disc to disc in the coronal plane, degrees (about Cobb's angle). */
  readonly coronalDegrees: number | null;
  /** Angle between the discs L1-L2 and L5-S1 in the sagittal plane, degrees; positive: lordosis. */
  readonly lordosisDegrees: number | null;
}
