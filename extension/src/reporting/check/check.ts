import {
  isAbnormal,
  LEVELS,
  mirrored,
  statedGrade,
  type Condition,
  type Finding,
  type Grade,
  type Level,
} from '../../findings';
import {
  readReport,
  type ExtendedFinding,
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
  /** Clauses about the spine that were not understood or state nothing. */
  readonly unread: readonly UnreadClause[];
  /** Why there may be no statement: another language, no report of a lumbar MRI. */
  readonly status: ReportStatus;
}

interface CheckLevel {
  readonly level: Level;
  readonly findings: readonly Finding[];
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
    unread,
    status,
    notComparable: list.filter(
      ({ level, condition, grade }) => isAbnormal(grade) && !findings.has(key(level, condition))
    ).length,
  };
}
