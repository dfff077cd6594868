import type { LengthMeasurement, LevelResult } from '../extension/src/analysis/levelResult';
import type { Alignment, AnalysisResult } from '../extension/src/analysis/result';
import type { Warning } from '../extension/src/analysis/warning';
import {
  CONDITIONS,
  type Condition,
  GRADINGS,
  type Grade,
  type GradeOrNotGraded,
  type GradingGrade,
  type GradingGradeOrNotGraded,
  type GradingKey,
  type Level,
  type NotGradedReason,
  type UsedModel,
  type Vec3,
  meyerding,
} from '../extension/src/findings';
import type { SeriesUse } from '../extension/src/imaging/types';
import { plainValues } from '../extension/src/messages';
import type { InputWarning } from './input';

/** What `deepspine analyze` writes; models/schema/analyze-result.schema.json describes it. */
export interface AnalyzeResult {
  readonly schema: 'deepspine-analysis/2';
  /** Study Instance UID. */
  readonly study: string;
  /** Series Instance UIDs; null when the study has no axial series that could be used. */
  readonly series: {
    readonly sagittal: string;
    readonly axial: string | null;
    /** Every series of the input, and why images of it were not analyzed. */
    readonly list: readonly SeriesUseJson[];
  };
  /** With what is known of each head that grades; `{}` of models that grade nothing. */
  readonly models: readonly Required<UsedModel>[];
  readonly backend: string;
  readonly levels: readonly LevelJson[];
  readonly naming: NamingJson;
  /** From the head down. */
  readonly vertebrae: readonly VertebraJson[];
  readonly alignment: Alignment;
  readonly warnings: readonly WarningJson[];
  /** ms per stage. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface WarningJson {
  readonly code: string;
  readonly text: string;
  readonly level?: Level;
  /** What the sentence says of its case, by name. */
  readonly values?: Readonly<Record<string, number | string>>;
}

export interface NamingJson {
  /** True exactly if one of the warnings has a code `naming-…`. */
  readonly doubt: boolean;
  /** 0…1 */
  readonly confidence: number;
  readonly reasons: readonly string[];
}

export interface VertebraJson {
  readonly vertebra: string;
  /** Share of its height that the body has lost where it is lowest, 0…1. */
  readonly heightLoss: number;
  readonly genant: 0 | 1 | 2 | 3;
}

export interface LevelJson {
  readonly level: Level;
  /** LPS, mm. */
  readonly center: Vec3;
  /** Unit vector towards the head, LPS. */
  readonly normal: Vec3;
  /** null: could not be measured. */
  readonly measurements: {
    readonly discHeightMm: Heights;
    readonly canalApMm: number | null;
    readonly canalRatio: number | null;
    readonly canalAreaMm2: number | null;
    readonly canalAreaRatio: number | null;
    /** Negative: the disc stays in front of the line between the bodies' corners. */
    readonly discBulgeMm: number | null;
    readonly discHeightRatio: number | null;
    readonly discHeightIndex: number | null;
    /** Of the vertebra above against the one below; positive: forward. */
    readonly slipMm: number | null;
    /** 1 to 5, of a forward slip beyond the error of measuring it. */
    readonly meyerding: number | null;
    readonly bodyHeightMm: Heights;
  };
  readonly findings: Readonly<Record<Condition, FindingJson>>;
  readonly gradings: Readonly<Record<GradingKey, GradingJson>>;
}

export interface FindingJson {
  readonly grade: GradeOrNotGraded;
  /** Why nobody graded it; with 'not-graded' only. */
  readonly reason?: NotGradedReason;
  /** Per grade of the condition's scale; absent when nobody graded it. */
  readonly probabilities?: Readonly<Partial<Record<Grade, number>>>;
  readonly unsure?: true;
  /** What the measurements alone say. */
  readonly comparator?: {
    readonly grade: Grade;
    readonly probabilities: Readonly<Partial<Record<Grade, number>>>;
    readonly version: string;
  };
}

export interface GradingJson {
  readonly grade: GradingGradeOrNotGraded;
  /** Why nobody graded it; with 'not-graded' only. */
  readonly reason?: NotGradedReason;
  /** Per grade of the grading's scale; absent when nobody graded it. */
  readonly probabilities?: Readonly<Partial<Record<GradingGrade, number>>>;
  readonly unsure?: true;
}

interface Heights {
  readonly anterior: number | null;
  readonly middle: number | null;
  readonly posterior: number | null;
}

export interface SeriesUseJson {
  readonly series: string;
  readonly number?: number;
  readonly description?: string;
  readonly use: SeriesUse['use'];
  /** How many images were analyzed. */
  readonly images: number;
  /** By reason, SOP Instance UIDs; a frame of several follows after a #. */
  readonly leftOut: readonly { readonly reason: string; readonly images: readonly string[] }[];
}

function warningJson({ code, level, values, text }: Warning): WarningJson {
  const plain = plainValues(values);
  return { code, ...(level ? { level } : {}), ...(plain ? { values: plain } : {}), text };
}

/** An analysis as JSON: plain numbers, rounded to what they can mean (0.01 mm, 0.1 mm², 1 ms). */
export function analyzeResult(
  result: AnalysisResult,
  backend: string,
  inputWarnings: readonly InputWarning[],
  timings: Readonly<Record<string, number>>
): AnalyzeResult {
  return {
    schema: 'deepspine-analysis/2',
    study: result.studyInstanceUID,
    series: {
      sagittal: result.sagittalSeriesUID,
      axial: result.axialSeriesUID,
      list: (result.series ?? []).map(seriesUseJson),
    },
    models: result.models.map(({ name, version, sha256, evidence = {} }) => ({
      ...{ name, version, sha256, evidence },
    })),
    backend,
    levels: result.levels.map(levelJson),
    naming: { ...result.naming, confidence: round(result.naming.confidence, 3) },
    vertebrae: result.vertebrae.map(vertebra => ({
      ...vertebra,
      heightLoss: round(vertebra.heightLoss, 3),
    })),
    alignment: {
      coronalDegrees: optional(result.alignment.coronalDegrees, 1),
      lordosisDegrees: optional(result.alignment.lordosisDegrees, 1),
    },
    warnings: [...inputWarnings, ...result.warnings.map(warningJson)],
    timings: Object.fromEntries(
      Object.entries({ ...timings, ...result.timings }).map(([stage, ms]) => [
        stage,
        Math.round(ms),
      ])
    ),
  };
}

function seriesUseJson(one: SeriesUse): SeriesUseJson {
  const { seriesInstanceUID, seriesNumber, description, use, images } = one;
  const byReason = new Map<string, string[]>();
  for (const { sopInstanceUID, frameNumber, reason } of one.leftOut) {
    const name = frameNumber === undefined ? sopInstanceUID : `${sopInstanceUID}#${frameNumber}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return {
    series: seriesInstanceUID,
    ...(seriesNumber === undefined ? {} : { number: seriesNumber }),
    ...(description === undefined ? {} : { description }),
    ...{ use, images },
    leftOut: [...byReason].map(([reason, names]) => ({ reason, images: names })),
  };
}

function levelJson(result: LevelResult): LevelJson {
  const { level, frame, measurements, findings } = result;
  const { discHeight, canalAp, bodyHeight } = measurements;
  const byCondition = new Map(findings.map(finding => [finding.condition, finding]));
  const json = (condition: Condition): FindingJson => {
    const finding = byCondition.get(condition);
    if (!finding || finding.grade === 'not-graded') {
      return { grade: 'not-graded', reason: finding?.notGradedReason ?? 'no-model' };
    }
    const { grade, modelGrade, unsure, comparator } = finding;
    return {
      grade,
      ...(modelGrade ? { probabilities: modelGrade.probabilities } : {}),
      ...(unsure ? { unsure } : {}),
      ...(comparator ? { comparator } : {}),
    };
  };
  return {
    level,
    center: rounded(frame.center, 2),
    normal: rounded(frame.normal, 5),
    measurements: {
      discHeightMm: heights(discHeight),
      canalApMm: millimeters(canalAp),
      canalRatio: optional(measurements.canalRatio, 3),
      canalAreaMm2: optional(measurements.canalArea, 1),
      canalAreaRatio: optional(measurements.canalAreaRatio, 3),
      discBulgeMm: optional(measurements.discBulge, 2),
      discHeightRatio: optional(measurements.discHeightRatio, 3),
      discHeightIndex: optional(measurements.discHeightIndex, 3),
      slipMm: optional(measurements.slip, 2),
      meyerding: meyerding(measurements.slip ?? 0, measurements.discDepth ?? 0),
      bodyHeightMm: heights(bodyHeight),
    },
    findings: Object.fromEntries(CONDITIONS.map(c => [c, json(c)])) as Record<
      Condition,
      FindingJson
    >,
    gradings: Object.fromEntries(GRADINGS.map(key => [key, gradingJson(result, key)])) as Record<
      GradingKey,
      GradingJson
    >,
  };
}

function gradingJson({ gradings = [] }: LevelResult, key: GradingKey): GradingJson {
  const found = gradings.find(({ grading }) => grading === key);
  if (!found || found.grade === 'not-graded') {
    return { grade: 'not-graded', reason: found?.notGradedReason ?? 'no-model' };
  }
  const { grade, modelGrade, unsure } = found;
  return {
    grade,
    ...(modelGrade ? { probabilities: modelGrade.probabilities } : {}),
    ...(unsure ? { unsure } : {}),
  };
}

function heights(lengths: Readonly<Record<keyof Heights, LengthMeasurement | null>>): Heights {
  return {
    anterior: millimeters(lengths.anterior),
    middle: millimeters(lengths.middle),
    posterior: millimeters(lengths.posterior),
  };
}

function millimeters(length: LengthMeasurement | null): number | null {
  return length ? round(length.mm, 2) : null;
}

function optional(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : round(value, digits);
}

function rounded([x, y, z]: Vec3, digits: number): Vec3 {
  return [round(x, digits), round(y, digits), round(z, digits)];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
