import { PRESENCE_GRADES, type PresenceGrade } from './vocabulary';

/**
 * Degeneration gradings beyond the nine conditions of the paper, in the order in which they are shown. They are
 * learned from radiologists' gradings of real discs and are reported apart from the nine.
 */
export const GRADINGS = [
  'pfirrmann',
  'narrowing',
  'herniation',
  'modic',
  'endplate',
  'listhesis',
] as const;
export type GradingKey = (typeof GRADINGS)[number];

export const PFIRRMANN_GRADES = ['1', '2', '3', '4', '5'] as const;
export type PfirrmannGrade = (typeof PFIRRMANN_GRADES)[number];
export type GradingGrade = PfirrmannGrade | PresenceGrade;
export type GradingGradeOrNotGraded = GradingGrade | 'not-graded';

export interface GradingDefinition {
  readonly key: GradingKey;
  /** As a radiologist writes it within a sentence. */
  readonly name: string;
  /** From normal to worst. */
  readonly grades: readonly GradingGrade[];
  /** The first grade that says that something is there. */
  readonly abnormalFrom: GradingGrade;
  /** The published criterion behind the grades. */
  readonly criterion: string;
}

const presence = (key: GradingKey, name: string, criterion: string): GradingDefinition => ({
  key,
  name,
  grades: PRESENCE_GRADES,
  abnormalFrom: 'present',
  criterion,
});

export const GRADING_DEFINITIONS: Readonly<Record<GradingKey, GradingDefinition>> = {
  pfirrmann: {
    key: 'pfirrmann',
    name: 'disc degeneration (Pfirrmann)',
    grades: PFIRRMANN_GRADES,
    abnormalFrom: '3',
    criterion:
      'Pfirrmann 2001: 1, homogeneous and bright; 2, inhomogeneous, nucleus and annulus distinct; 3, gray, ' +
      'distinction unclear, height normal or slightly less; 4, gray to black, distinction lost; 5, black ' +
      'and collapsed.',
  },
  narrowing: presence(
    'narrowing',
    'disc space narrowing',
    'The disc is lower than a healthy one of its level, as a radiologist sees it.'
  ),
  herniation: presence(
    'herniation',
    'disc herniation',
    'Disc material displaced beyond the disc space over less than 25 % of the circumference: protrusion or extrusion.'
  ),
  modic: presence(
    'modic',
    'Modic change',
    'Modic 1988: marrow beside the end plate of changed signal, of any type.'
  ),
  endplate: presence(
    'endplate',
    'end-plate change',
    'An end plate beside the disc, upper or lower, that is irregular or broken.'
  ),
  listhesis: presence(
    'listhesis',
    'spondylolisthesis',
    'The vertebra above has slipped against the one below.'
  ),
};

export const isGradingKey = (value: unknown): value is GradingKey =>
  (GRADINGS as readonly unknown[]).includes(value);

/** Whether a grade says that something is there. */
export function isAbnormalGrading(key: GradingKey, grade: GradingGradeOrNotGraded): boolean {
  const { grades, abnormalFrom } = GRADING_DEFINITIONS[key];
  return grade !== 'not-graded' && grades.indexOf(grade) >= grades.indexOf(abnormalFrom);
}
