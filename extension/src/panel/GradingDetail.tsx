import { Button } from '@ohif/ui-next';
import {
  GRADING_DEFINITIONS,
  gradingChangeSince,
  type Change,
  type Grading,
  type GradingGrade,
  type GradingGradeOrNotGraded,
} from '../findings';
import type { LevelResult } from '../analysis/levelResult';
import { MeasuredBeside } from './MeasuredBeside';
import { useSession, useSessionState } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

const isPfirrmann = (grade: GradingGradeOrNotGraded): grade is '1' | '2' | '3' | '4' | '5' =>
  /^[1-5]$/.test(grade);

const gradeWord = (grade: GradingGradeOrNotGraded, t: Translate): string =>
  isPfirrmann(grade) ? grade : t(`grade-${grade}`);

/** 'worse, was 3' */
export const gradingChangeWords = ({ kind, before }: Change<GradingGrade>, t: Translate): string =>
  t(`change-${kind}`, { before: gradeWord(before, t) });

/** One degeneration grading in words, to be accepted, rejected or graded otherwise. */
export function GradingDetail(props: {
  readonly grading: Grading;
  /** The same of an earlier study. */
  readonly before: Grading | undefined;
  readonly measured: LevelResult | undefined;
}) {
  const { grading, before, measured } = props;
  const { decisions } = useSession();
  const { prior } = useSessionState();
  const t = useTexts();
  const { level, grading: key, grade, status } = grading;
  const graded = grade !== 'not-graded';
  const change = gradingChangeSince(before, grading);
  return (
    <div className="deepspine-section" data-cy="deepspine-grading-detail" data-status={status}>
      <p>
        {`${level} ${t(`grading-${key}`)}: ${gradeWord(grade, t)}`}
        {graded && `, ${t(`status-${status}`)}`}
      </p>
      {prior && change && (
        <p className="deepspine-hint" data-cy="deepspine-grading-change">
          {t('since', { date: prior.date, change: gradingChangeWords(change, t) })}
        </p>
      )}
      {measured && <MeasuredBeside level={measured} what={key} />}
      <div className="deepspine-row">
        {GRADING_DEFINITIONS[key].grades.map(choice => (
          <button
            key={choice}
            type="button"
            className="deepspine-grade"
            aria-pressed={choice === grade}
            data-cy={`deepspine-grading-grade-${choice}`}
            onClick={() => decisions.decideGrading(grading, choice)}
          >
            {gradeWord(choice, t)}
          </button>
        ))}
        <Button
          size="sm"
          variant="secondary"
          data-cy="deepspine-grading-accept"
          disabled={!graded}
          onClick={() => decisions.decideGrading(grading, 'accept')}
        >
          {t('accept')}
        </Button>
        <Button
          size="sm"
          variant="ghost"
          data-cy="deepspine-grading-reject"
          disabled={!graded}
          onClick={() => decisions.decideGrading(grading, 'reject')}
        >
          {t('reject')}
        </Button>
      </div>
    </div>
  );
}
