/** The nine conditions of the DeepSPINE paper, in the order in which they are shown. */
export const CONDITIONS = ['SCS', 'LFS', 'RFS', 'DB', 'DOC', 'LFA', 'RFA', 'LFT', 'EL'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Disc levels from the top down; T12-L1 is graded only where it is in the field of view. */
export const LEVELS = ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'] as const;
export type Level = (typeof LEVELS)[number];

export const SEVERITY_GRADES = ['none', 'mild', 'moderate', 'severe'] as const;
export const PRESENCE_GRADES = ['absent', 'present'] as const;
export type SeverityGrade = (typeof SEVERITY_GRADES)[number];
export type PresenceGrade = (typeof PRESENCE_GRADES)[number];
/** A grade somebody or something gave. */
export type Grade = SeverityGrade | PresenceGrade;
/** What a cell of the grid holds: a grade, or the statement that nobody graded it. */
export type GradeOrNotGraded = Grade | 'not-graded';

export type Side = 'left' | 'right';

export interface ConditionDefinition {
  readonly key: Condition;
  /** The condition without its side, as a radiologist writes it. */
  readonly name: string;
  /** The patient's side; absent for conditions without one. */
  readonly side?: Side;
  /** Grades from normal to worst. */
  readonly grades: readonly Grade[];
  /** The published criterion behind the grades (see MODEL_CARD.md). */
  readonly criterion: string;
}

const FORAMINAL_CRITERION =
  'Lee: none; mild, perineural fat obliterated in two opposing directions; moderate, in all four, root ' +
  'not deformed; severe, root collapsed or deformed.';
const FACET_CRITERION =
  'Weishaupt: present from grade 2 (narrowed joint space with moderate osteophytes or hypertrophy).';

export const CONDITION_DEFINITIONS: Readonly<Record<Condition, ConditionDefinition>> = {
  SCS: {
    key: 'SCS',
    name: 'spinal canal stenosis',
    grades: SEVERITY_GRADES,
    criterion:
      'Lee: none, anterior CSF space preserved; mild, anterior CSF partly obliterated and roots separate; ' +
      'moderate, roots partly aggregated; severe, roots one bundle.',
  },
  LFS: {
    key: 'LFS',
    name: 'foraminal stenosis',
    side: 'left',
    grades: SEVERITY_GRADES,
    criterion: FORAMINAL_CRITERION,
  },
  RFS: {
    key: 'RFS',
    name: 'foraminal stenosis',
    side: 'right',
    grades: SEVERITY_GRADES,
    criterion: FORAMINAL_CRITERION,
  },
  DB: {
    key: 'DB',
    name: 'disc bulge',
    grades: PRESENCE_GRADES,
    criterion: 'Disc tissue beyond the ring apophyses over more than 25 % of the circumference.',
  },
  DOC: {
    key: 'DOC',
    name: 'disc-osteophyte complex',
    grades: PRESENCE_GRADES,
    criterion: 'Bulge with posterior end-plate osteophytes, inseparable from it and dark on T2.',
  },
  LFA: {
    key: 'LFA',
    name: 'facet arthropathy',
    side: 'left',
    grades: PRESENCE_GRADES,
    criterion: FACET_CRITERION,
  },
  RFA: {
    key: 'RFA',
    name: 'facet arthropathy',
    side: 'right',
    grades: PRESENCE_GRADES,
    criterion: FACET_CRITERION,
  },
  LFT: {
    key: 'LFT',
    name: 'ligamentum flavum thickening',
    grades: PRESENCE_GRADES,
    criterion: 'Ligamentum flavum thicker than 4 mm.',
  },
  EL: {
    key: 'EL',
    name: 'epidural lipomatosis',
    grades: PRESENCE_GRADES,
    criterion:
      'Borré: dural sac to epidural fat ratio below 1.5 and fat over 40 % of the canal (grade I or more).',
  },
};

/** The condition on the other side of the patient; conditions without a side map to themselves. */
export function mirrored(condition: Condition): Condition {
  const { name, side } = CONDITION_DEFINITIONS[condition];
  const isOther = (other: Condition) =>
    other !== condition && CONDITION_DEFINITIONS[other].name === name;
  return (side && CONDITIONS.find(isOther)) ?? condition;
}

/** Whether a grade says that something is there (anything but none, absent and not-graded). */
export function isAbnormal(grade: GradeOrNotGraded): boolean {
  return grade !== 'none' && grade !== 'absent' && grade !== 'not-graded';
}

/** 'left foraminal stenosis', 'spinal canal stenosis'. */
export function conditionLabel(condition: Condition): string {
  const { side, name } = CONDITION_DEFINITIONS[condition];
  return side ? `${side} ${name}` : name;
}
