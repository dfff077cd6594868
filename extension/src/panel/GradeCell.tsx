import { CONDITION_DEFINITIONS, type Change, type Finding } from '../findings';
import type { Disagreement } from '../reporting/check';
import type { Pile } from '../viewer/study/piles';
import { gradeProbability } from '../viewer/study/labels';
import { disagreementWords } from './disagreements';
import { notGradedWords } from './notGradedWords';
import { useTexts, type Translate } from './useTexts';

const STATUS_MARK = { suggested: '', accepted: '✓', changed: '✎', rejected: '✕' } as const;
export const CHANGE_MARK = { new: '+', worse: '▲', same: '=', better: '▼' } as const;

/** Position of a grade on its scale, 0 (normal) .. 1 (worst); null where nothing was graded. */
function severity({ condition, grade }: Finding): number | null {
  if (grade === 'not-graded') {
    return null;
  }
  const { grades } = CONDITION_DEFINITIONS[condition];
  return grades.indexOf(grade) / (grades.length - 1);
}

function severityStep(level: number | null): string {
  return level === null ? 'unknown' : level === 0 ? '0' : level < 0.5 ? '1' : level < 1 ? '2' : '3';
}

/** Probability of a grade that a model gave; a person's has none. */
const shownProbability = (finding: Finding): string =>
  finding.source.kind === 'person' ? '' : (gradeProbability(finding)?.toFixed(2) ?? '');

function cellName(props: GradeCellProps, t: Translate): string {
  const { finding, real, change, disagreement } = props;
  return [
    `${finding.level} ${t(`condition-${finding.condition}`)}: ${t(`grade-${finding.grade}`)}`,
    shownProbability(finding),
    finding.grade === 'not-graded' ? '' : t(`status-${finding.status}`),
    finding.unsure ? t('unsure') : '',
    finding.modelGrade && !real ? t('evidenceSimulated') : '',
    finding.grade === 'not-graded' ? notGradedWords(finding, t) : '',
    change ? t(`change-${change.kind}`, { before: t(`grade-${change.before}`) }) : '',
    disagreement ? disagreementWords(disagreement, t) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

export interface GradeCellProps {
  readonly finding: Finding;
  /** What a reader does with it; null where no model graded it. */
  readonly pile: Pile | null;
  /** Whether its model was tested on real labels of the condition. */
  readonly real: boolean;
  /** Since an earlier study. */
  readonly change: Change | null;
  /** With the report that is being checked. */
  readonly disagreement?: Disagreement;
  readonly selected?: boolean;
  readonly focusable?: boolean;
  /** Shows the probability where the bars are otherwise. */
  readonly confidence?: boolean;
  /** To be read only: the analysis has not ended. */
  readonly disabled?: boolean;
  readonly onSelect?: () => void;
}

/** One cell: the grade as a word and as a bar, its status as a mark; never by color alone. */
export function GradeCell(props: GradeCellProps) {
  const { finding, pile, real, change, disagreement, selected = false } = props;
  const { focusable, confidence, disabled, onSelect } = props;
  const t = useTexts();
  const level = severity(finding);
  const { grades } = CONDITION_DEFINITIONS[finding.condition];
  const filled = level === null ? 0 : Math.round(level * (grades.length - 1));
  const name = cellName(props, t);
  const probability = shownProbability(finding);
  return (
    <td role="gridcell" aria-selected={selected}>
      <button
        type="button"
        className="deepspine-cell"
        data-cy={`deepspine-cell-${finding.level}-${finding.condition}`}
        data-grade={finding.grade}
        data-status={finding.status}
        data-severity={severityStep(level)}
        data-pile={pile ?? undefined}
        data-evidence={finding.modelGrade ? (real ? 'real' : 'simulated') : undefined}
        data-unsure={finding.unsure ? '' : undefined}
        data-change={change?.kind}
        data-check={disagreement?.kind}
        tabIndex={focusable ? 0 : -1}
        disabled={disabled}
        title={name}
        onClick={onSelect}
      >
        <span className="deepspine-hidden">{name}</span>
        <span className="deepspine-cell-word" aria-hidden="true">
          <span className="deepspine-narrow">{t(`short-${finding.grade}`)}</span>
          <span className="deepspine-wide">{t(`grid-${finding.grade}`)}</span>
        </span>
        <span className="deepspine-cell-foot" aria-hidden="true">
          {finding.unsure ? '?' : ''}
          {disagreement ? '≠' : change && CHANGE_MARK[change.kind]}
          {confidence && probability ? (
            <span className="deepspine-cell-number">{probability}</span>
          ) : (
            <span className="deepspine-bars">
              {grades.slice(1).map((grade, i) => (
                <i key={grade} data-filled={i < filled ? '' : undefined} />
              ))}
            </span>
          )}
          {STATUS_MARK[finding.status]}
        </span>
      </button>
    </td>
  );
}
