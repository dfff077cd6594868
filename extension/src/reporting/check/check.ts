import {
  isAbnormal,
  isAbnormalGrading,
  LEVELS,
  mirrored,
  statedGrade,
  type Condition,
  type Finding,
  type Grade,
  type Grading,
  type GradingGrade,
  type GradingKey,
  type Level,
} from '../../findings';
import {
  readReport,
  type ExtendedFinding,
  type ExtendedKind,
  type ReportLabel,
  type ReportStatus,
  type UnreadClause,
} from '../reader';

/**
 * How a report's words and a finding disagree. side: each says the same of the other side. level: the
 * same is said of a neighboring level. missed: the finding is abnormal and the report is silent.
 */
export type DisagreementKind = 'grade' | 'side' | 'level' | 'missed';

export interface Disagreement {
  readonly level: Level;
  readonly condition: Condition;
  readonly kind: DisagreementKind;
  readonly finding: Grade;
  /** What the report says of this cell; null where it says nothing. */
  readonly report: Grade | null;
  /** Of a disagreement about the level: where the report says it. */
  readonly reportLevel?: Level;
  /** The report's words, '' where there are none. */
  readonly quote: string;
}

/** An abnormal degeneration grading of which the report says nothing: no disagreement, few reports speak of them. */
export interface SilentGrading {
  readonly level: Level;
  readonly grading: GradingKey;
  readonly grade: GradingGrade;
}

/** The reader's terms for what a grading is of; none where it knows none, so that silence cannot be told. */
const TERMS: Readonly<Record<GradingKey, readonly ExtendedKind[]>> = {
  pfirrmann: ['pfirrmann', 'disc-desiccation', 'disc-height-loss'],
  narrowing: ['disc-height-loss'],
  herniation: ['herniation'],
  modic: ['modic'],
  endplate: [],
  listhesis: ['spondylolisthesis'],
};

export interface ReportCheck {
  readonly disagreements: readonly Disagreement[];
  /** Cells of which both the report and the findings say something. */
  readonly compared: number;
  /** Statements that the report makes of these nine conditions, also at levels without findings. */
  readonly statements: number;
  /** Abnormal statements about cells that have no grade to compare with. */
  readonly notComparable: number;
  /** What the report says beyond the nine conditions: understood, and compared with nothing. */
  readonly understood: readonly ExtendedFinding[];
  /** What the report is silent about beyond the nine. */
  readonly silent: readonly SilentGrading[];
  /** Clauses about the spine that were not understood or state nothing. */
  readonly unread: readonly UnreadClause[];
  /** Why there may be no statement: another language, no report of a lumbar MRI. */
  readonly status: ReportStatus;
}

interface CheckLevel {
  readonly level: Level;
  readonly findings: readonly Finding[];
  readonly gradings?: readonly Grading[];
}

type Cells<T> = ReadonlyMap<string, T>;

const key = (level: string, condition: Condition): string => `${level} ${condition}`;

function neighbors(level: Level): Level[] {
  const i = LEVELS.indexOf(level);
  return [LEVELS[i - 1], LEVELS[i + 1]].filter((l): l is Level => l !== undefined);
}

/** Compares one cell; null where the two agree or say nothing that could disagree. */
function compare(
  { level, condition }: Finding,
  grade: Grade,
  findings: Cells<Grade>,
  labels: Cells<ReportLabel>
): Disagreement | null {
  const label = labels.get(key(level, condition));
  if (label?.grade === grade) {
    return null;
  }
  const abnormal = isAbnormal(grade);
  if (!label && !abnormal) {
    return null;
  }
  const said = label ? isAbnormal(label.grade) : false;
  const base = { level, condition, finding: grade, report: label?.grade ?? null };
  const quote = label?.evidence.quote ?? '';

  const other = mirrored(condition);
  const labelThere = labels.get(key(level, other));
  const findingThere = findings.get(key(level, other));
  const swapped =
    other !== condition &&
    abnormal !== said &&
    isAbnormal(labelThere?.grade ?? 'not-graded') !== said &&
    (findingThere === undefined ? abnormal : isAbnormal(findingThere) === said);
  if (swapped) {
    return { ...base, kind: 'side', quote: quote || (labelThere?.evidence.quote ?? '') };
  }

  if (abnormal && !said) {
    for (const near of neighbors(level)) {
      const there = labels.get(key(near, condition));
      const ours = findings.get(key(near, condition));
      const elsewhere = there?.grade === grade && ours !== undefined && !isAbnormal(ours);
      if (elsewhere) {
        return { ...base, kind: 'level', reportLevel: near, quote: there.evidence.quote };
      }
    }
  }
  return { ...base, kind: label ? 'grade' : 'missed', quote };
}

/** The abnormal gradings of a level that nothing in the report speaks of, there or without a level. */
function silentGradings(
  { gradings = [] }: CheckLevel,
  extended: readonly ExtendedFinding[]
): SilentGrading[] {
  return gradings.flatMap(one => {
    const { level, grading } = one;
    const grade = statedGrade<GradingGrade>(one);
    const terms = TERMS[grading];
    const said = extended.some(
      other =>
        terms.includes(other.finding) && (other.level === level || other.level === 'unspecified')
    );
    return grade !== undefined && terms.length > 0 && isAbnormalGrading(grading, grade) && !said
      ? [{ level, grading, grade }]
      : [];
  });
}

/**
 * Reads a report's text (docs/report-reader.md) and says where it disagrees with the findings.
 * Rejected and ungraded findings state nothing. Conditions the report does not mention disagree only
 * with abnormal findings: silence is no statement that something is there.
 *
 * @param text The whole report in English, any line ends.
 */
export function checkReport(text: string, levels: readonly CheckLevel[]): ReportCheck {
  const { labels: list, extended, unread, status } = readReport(text);
  const labels = new Map(list.map(label => [key(label.level, label.condition), label]));
  const stated = levels
    .flatMap(({ findings }) => findings)
    .flatMap(finding => {
      const grade = statedGrade(finding);
      return grade === undefined ? [] : [{ finding, grade }];
    });
  const findings = new Map(
    stated.map(({ finding: { level, condition }, grade }) => [key(level, condition), grade])
  );
  return {
    disagreements: stated.flatMap(
      ({ finding, grade }) => compare(finding, grade, findings, labels) ?? []
    ),
    compared: [...labels.keys()].filter(cell => findings.has(cell)).length,
    statements: list.length,
    understood: extended,
    silent:
      list.length + extended.length > 0
        ? levels.flatMap(level => silentGradings(level, extended))
        : [],
    unread,
    status,
    notComparable: list.filter(
      ({ level, condition, grade }) => isAbnormal(grade) && !findings.has(key(level, condition))
    ).length,
  };
}
