import type { LengthMeasurement, LevelResult } from '../../extension/src/analysis/levelResult';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import {
  type Condition,
  CONDITION_DEFINITIONS,
  CONDITIONS,
  type Finding,
  type Grade,
  type Grading,
  GRADING_DEFINITIONS,
  GRADINGS,
  type GradingGrade,
  type GradingKey,
  type Level,
  type ModelIdentity,
  type UsedModel,
  uidFrom,
  type Vec3,
} from '../../extension/src/findings';
import { patientToPixel, pixelToPatient } from '../../extension/src/imaging/geometry';
import type { Slice } from '../../extension/src/imaging/types';
import { add, along, cross, scale, unit } from '../../extension/src/imaging/vec3';
import type { ReportSource } from '../../extension/src/record';

/**
 * An asymmetric synthetic study: an oblique sagittal series, five boxes as discs, and findings that
 * differ between left and right, of every status and source.
 */
export const STUDY_UID = uidFrom('phantom', 'study');
export const SAGITTAL_UID = uidFrom('phantom', 'sagittal');
export const AXIAL_UID = uidFrom('phantom', 'axial');
export const FRAME_UID = uidFrom('phantom', 'frame of reference');
const MR = '1.2.840.10008.5.1.4.1.1.4';

export const ROWS = 110;
export const COLUMNS = 93;
const SLICES = 11;
const LEVELS: readonly Level[] = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];

export const SEGMENTER: ModelIdentity = {
  name: 'spine-segmentation',
  version: '1.0.0',
  sha256: 'a1'.repeat(32),
};
export const GRADER: ModelIdentity = {
  name: 'disc-grading',
  version: '0.3.1',
  sha256: 'b2'.repeat(32),
};

export const GRADINGS_MODEL: UsedModel = {
  name: 'disc-gradings',
  version: '0.1.0',
  sha256: 'c3'.repeat(32),
  evidence: {
    pfirrmann: {
      status: 'real',
      dataSet: 'Prüflinge “A” & B\\C, out of fold',
      n: 780,
      patients: 153,
      metric: 'quadraticKappa',
      value: 0.81,
      interval: [0.78, 0.84],
      baseline: { name: 'level alone', value: 0.21 },
      figures: 'figures/real.json#/heads/pfirrmann',
    },
    modic: { status: 'simulated-only' },
  },
};

/** Directions of a plane turned 12° about the long axis and 7° about the left-right axis. */
const turn = (12 * Math.PI) / 180;
const tilt = (7 * Math.PI) / 180;
const ROW_DIRECTION: Vec3 = unit([Math.sin(turn), Math.cos(turn) * Math.cos(tilt), Math.sin(tilt)]);
const NORMAL: Vec3 = unit(cross(ROW_DIRECTION, [0, 0, -1]));
const COLUMN_DIRECTION: Vec3 = cross(NORMAL, ROW_DIRECTION);

/** 12-bit noise-free texture, so that a shifted or flipped image is not taken for another. */
function texture(slice: number): Uint16Array {
  const pixels = new Uint16Array(ROWS * COLUMNS);
  for (let r = 0; r < ROWS; r++) {
    for (let c = 0; c < COLUMNS; c++) {
      pixels[r * COLUMNS + c] = 300 + 12 * c + 6 * r + 40 * slice;
    }
  }
  return pixels;
}

const CORNER: Vec3 = [-25, -60, 95];
const SAGITTAL: readonly Slice[] = Array.from({ length: SLICES }, (_, i) => ({
  sopInstanceUID: uidFrom('phantom', 'sagittal', String(i)),
  rows: ROWS,
  columns: COLUMNS,
  pixels: texture(i),
  position: along(CORNER, NORMAL, -4.4 * i),
  rowDirection: ROW_DIRECTION,
  columnDirection: COLUMN_DIRECTION,
  rowSpacing: 1.3,
  columnSpacing: 1.3,
  sliceThickness: 4,
}));

export const sagittalSlices = (): Slice[] => [...SAGITTAL];

function axialSlices(): Slice[] {
  return Array.from({ length: 3 }, (_, i) => ({
    sopInstanceUID: uidFrom('phantom', 'axial', String(i)),
    rows: 64,
    columns: 64,
    pixels: new Uint16Array(64 * 64),
    position: [-50, -50, -20 + 4 * i] as Vec3,
    rowDirection: [1, 0, 0] as Vec3,
    columnDirection: [0, 1, 0] as Vec3,
    rowSpacing: 1.5,
    columnSpacing: 1.5,
  }));
}

export function source(): ReportSource {
  const series = { studyInstanceUID: STUDY_UID, sopClassUID: MR };
  return {
    header: {
      PatientName: 'Prüfling^Ångström',
      PatientID: 'PHANTOM-1',
      PatientBirthDate: '19600229',
      PatientSex: 'O',
      StudyInstanceUID: STUDY_UID,
      StudyDate: '20260102',
      StudyTime: '030405',
      ReferringPhysicianName: '',
      StudyID: '17',
      AccessionNumber: 'ACC-4',
      StudyDescription: 'MR lumbar spine',
      RequestAttributesSequence: ['protocol 1', 'protocol 2'].map(step => ({
        AccessionNumber: 'ACC-4',
        RequestedProcedureID: 'RP-8',
        RequestedProcedureDescription: 'MRI of the lumbar spine',
        RequestedProcedureCodeSequence: [
          {
            CodeValue: '363679005',
            CodingSchemeDesignator: 'SCT',
            CodeMeaning: 'Imaging procedure',
          },
        ],
        ScheduledProcedureStepID: step,
      })),
    },
    sagittal: {
      ...series,
      seriesInstanceUID: SAGITTAL_UID,
      frameOfReferenceUID: FRAME_UID,
      slices: sagittalSlices(),
    },
    axial: {
      ...series,
      seriesInstanceUID: AXIAL_UID,
      frameOfReferenceUID: uidFrom('phantom', 'another frame'),
      slices: axialSlices(),
    },
  };
}

/** Center of the disc of the i-th level from the top: on the middle slice, from top to bottom. */
function center(i: number): Vec3 {
  return pixelToPatient(sagittalSlices()[5]!, 38 + 1.37 * i, 15.3 + 19.21 * i);
}

const RIGHT: Vec3 = scale(NORMAL, NORMAL[0] < 0 ? 1 : -1);
const FRONT: Vec3 = scale(ROW_DIRECTION, -1);

function lengthAt(at: Vec3, mm: number): LengthMeasurement {
  const half = scale(COLUMN_DIRECTION, mm / 2);
  return { mm, from: add(at, scale(half, -1)), to: add(at, half) };
}

/** Where a condition is at a level: 17 mm to the patient's left or right for conditions with a side. */
function pointOf(condition: Condition, at: Vec3): Vec3 {
  const { side } = CONDITION_DEFINITIONS[condition];
  const lateral = side === 'left' ? -17 : side === 'right' ? 17 : 0;
  return along(along(at, RIGHT, lateral), FRONT, -15.25);
}

function probabilities(grade: Grade, condition: Condition): Partial<Record<Grade, number>> {
  const { grades } = CONDITION_DEFINITIONS[condition];
  const rest = 0.28765432123456 / (grades.length - 1);
  return Object.fromEntries(grades.map(g => [g, g === grade ? 1 - 0.28765432123456 : rest]));
}

const GRADED: Partial<Record<Condition, readonly Grade[]>> = {
  SCS: ['none', 'mild', 'moderate', 'severe', 'none'],
  LFS: ['none', 'none', 'mild', 'severe', 'moderate'],
  RFS: ['mild', 'none', 'none', 'none', 'mild'],
  DB: ['absent', 'absent', 'present', 'present', 'present'],
  DOC: ['absent', 'absent', 'absent', 'absent', 'present'],
  LFA: ['absent', 'absent', 'absent', 'present', 'present'],
  RFA: ['absent', 'absent', 'absent', 'absent', 'absent'],
};

function suggested(level: Level, i: number, condition: Condition): Finding {
  const grade = GRADED[condition]?.[i];
  const base = {
    uid: uidFrom('phantom', 'finding', level, condition),
    level,
    condition,
    source: { kind: 'model', model: GRADER } as const,
    status: 'suggested' as const,
    point: pointOf(condition, center(i)),
  };
  return grade
    ? {
        ...base,
        grade,
        modelGrade: { grade, probabilities: probabilities(grade, condition), model: GRADER },
      }
    : { ...base, grade: 'not-graded', notGradedReason: 'no-model' };
}

/** What two readers, and one whose name is not known, made of some of the suggestions. */
function reviewed(finding: Finding): Finding {
  const key = `${finding.level} ${finding.condition}`;
  const name = 'Müller^Änne';
  switch (key) {
    case 'L4-L5 LFS':
      return { ...finding, status: 'accepted', reviewer: 'Doe^Jane', remark: 'presses on L4' };
    case 'L3-L4 DB':
      return {
        ...finding,
        grade: 'absent',
        status: 'changed',
        source: { kind: 'person', name },
        reviewer: name,
      };
    case 'L5-S1 DOC':
      return { ...finding, status: 'rejected', reviewer: name };
    case 'L5-S1 SCS':
      return { ...finding, remark: 'größer als 2024' };
    case 'L4-L5 EL':
      return { ...finding, grade: 'present', status: 'changed', source: { kind: 'person' } };
    case 'L2-L3 SCS':
      return { ...finding, unsure: true };
    default:
      return finding;
  }
}

const DEGENERATION: Partial<Record<GradingKey, readonly GradingGrade[]>> = {
  pfirrmann: ['1', '2', '3', '4', '5'],
  narrowing: ['absent', 'absent', 'absent', 'present', 'present'],
  herniation: ['absent', 'absent', 'absent', 'present', 'absent'],
  modic: ['absent', 'absent', 'absent', 'absent', 'present'],
  listhesis: ['absent', 'absent', 'absent', 'absent', 'absent'],
};

/** Degeneration of every status, and an end plate that the model does not grade. */
function gradingOf(level: Level, i: number, grading: GradingKey): Grading {
  const { model, ...base } = {
    uid: uidFrom('phantom', 'grading', level, grading),
    level,
    grading,
    model: { name: 'disc-gradings', version: '0.1.0', sha256: 'c3'.repeat(32) },
    status: 'suggested' as const,
    point: center(i),
  };
  const source = { kind: 'model', model } as const;
  const grade = DEGENERATION[grading]?.[i];
  if (!grade) {
    return { ...base, source, grade: 'not-graded', notGradedReason: 'no-model' };
  }
  const { grades } = GRADING_DEFINITIONS[grading];
  const rest = 0.28765432123456 / (grades.length - 1);
  const probabilities = Object.fromEntries(
    grades.map(g => [g, g === grade ? 1 - 0.28765432123456 : rest])
  );
  const suggestion: Grading = {
    ...base,
    source,
    grade,
    modelGrade: { grade, probabilities, model },
  };
  switch (`${level} ${grading}`) {
    case 'L4-L5 pfirrmann':
      return { ...suggestion, status: 'accepted', reviewer: 'Doe^Jane', remark: 'very dark' };
    case 'L5-S1 pfirrmann':
      return { ...suggestion, grade: '4', status: 'changed', source: { kind: 'person' } };
    case 'L5-S1 modic':
      return { ...suggestion, status: 'rejected', reviewer: 'Doe^Jane' };
    case 'L4-L5 herniation':
      return { ...suggestion, unsure: true };
    default:
      return suggestion;
  }
}

function levelResult(level: Level, i: number): LevelResult {
  const at = center(i);
  const slice = sagittalSlices()[5]!;
  const { column, row } = patientToPixel(slice, at);
  const behind = along(at, FRONT, -20);
  return {
    level,
    frame: { center: at, right: RIGHT, anterior: FRONT, normal: cross(RIGHT, FRONT) },
    sagittalReference: { sopInstanceUID: slice.sopInstanceUID, column, row },
    ...(i === 2
      ? {
          axialReference: { sopInstanceUID: axialSlices()[1]!.sopInstanceUID, column: 31, row: 22 },
        }
      : {}),
    measurements: {
      discHeight: {
        anterior: lengthAt(along(at, FRONT, 14), 11.25 - i),
        middle: lengthAt(at, 10.1 - i),
        posterior: i === 4 ? null : lengthAt(along(at, FRONT, -14), 8.3333333333 - i),
      },
      canalAp: lengthAt(behind, 15.75 - i),
      canalRatio: i === 4 ? null : 0.9 - 0.1 * i,
      bodyHeight: {
        anterior: lengthAt(along(at, FRONT, 13), 27.5 + i),
        middle: lengthAt(along(at, FRONT, 1), 26.5 + i),
        posterior: lengthAt(along(at, FRONT, -12), 28.5 + i),
      },
    },
    findings: CONDITIONS.map(condition => reviewed(suggested(level, i, condition))),
    gradings: GRADINGS.map(grading => gradingOf(level, i, grading)),
  };
}

/** A disc as a block of pixels round its center on the five middle slices; vertebrae between them. */
function labels(slice: Slice, index: number): Uint8Array {
  const out = new Uint8Array(ROWS * COLUMNS);
  if (Math.abs(index - 5) > 2) {
    return out;
  }
  const fill = (at: Vec3, label: number, halfColumns: number, halfRows: number) => {
    const { column, row } = patientToPixel(slice, at);
    for (let r = Math.ceil(row - halfRows); r <= row + halfRows; r++) {
      for (let c = Math.ceil(column - halfColumns); c <= column + halfColumns; c++) {
        if (r >= 0 && r < ROWS && c >= 0 && c < COLUMNS) {
          out[r * COLUMNS + c] = label;
        }
      }
    }
  };
  LEVELS.forEach((_, i) => {
    fill(center(i), 20 + i, 13, 3);
    fill(along(center(i), COLUMN_DIRECTION, 16), 10 + i, 13, 5);
    fill(along(center(i), FRONT, -25), 30, 4, 12);
  });
  return out;
}

export function analysis(): AnalysisResult {
  const slices = sagittalSlices();
  return {
    studyInstanceUID: STUDY_UID,
    sagittalSeriesUID: SAGITTAL_UID,
    axialSeriesUID: AXIAL_UID,
    models: [SEGMENTER, GRADER, GRADINGS_MODEL],
    notAssessed: ['subarticular-stenosis', 'conus'],
    levels: LEVELS.map(levelResult),
    segmentation: {
      seriesInstanceUID: SAGITTAL_UID,
      model: SEGMENTER,
      slices: slices.map((slice, i) => ({
        sopInstanceUID: slice.sopInstanceUID,
        rows: ROWS,
        columns: COLUMNS,
        labels: labels(slice, i),
      })),
      segments: [
        ...['L2', 'L3', 'L4', 'L5', 'sacrum'].map((name, i) => ({
          label: 10 + i,
          name,
          kind: name === 'sacrum' ? ('sacrum' as const) : ('vertebra' as const),
        })),
        ...LEVELS.map((name, i) => ({ label: 20 + i, name, kind: 'disc' as const })),
        { label: 30, name: 'canal', kind: 'canal' as const },
        { label: 40, name: 'L1', kind: 'vertebra' as const },
      ],
    },
    warnings: [
      {
        code: 'level-count-uncertain',
        text: 'The lowest disc may be a transitional one; check the level names.',
      },
      { code: 'level-cut-off', text: 'L1-L2 is cut off at the top.', level: 'L1-L2' },
    ],
    naming: { doubt: false, confidence: 0.98, reasons: [] },
    vertebrae: [{ vertebra: 'L4', heightLoss: 0.05, genant: 0 }],
    alignment: { coronalDegrees: 4, lordosisDegrees: 41 },
    timings: { prepare: 1, segment: 2, locate: 3, grade: 4, measure: 5 },
  };
}

/** Every call gives another UID; the same sequence in every run. */
export function uidSequence(seed: string): () => string {
  let next = 0;
  return () => uidFrom('phantom', seed, String(next++));
}

export const NOW = new Date(2026, 10, 23, 14, 5, 9);
