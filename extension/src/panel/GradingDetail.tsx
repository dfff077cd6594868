import { Button } from '@ohif/ui-next';
import { GRADING_DEFINITIONS, type Grading, type GradingGradeOrNotGraded } from '../findings';
import type { LevelResult } from '../analysis/types';
import { MeasuredBeside } from './MeasuredBeside';
import { useSession } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

const isPfirrmann = (grade: GradingGradeOrNotGraded): grade is '1' | '2' | '3' | '4' | '5' =>
  /^[1-5]$/.test(grade);

const gradeWord = (grade: GradingGradeOrNotGraded, t: Translate): string =>
  isPfirrmann(grade) ? grade : t(`grade-${grade}`);

/** One degeneration grading in words, to be accepted, rejected or graded otherwise. */
export function GradingDetail(props: {
  readonly grading: Grading;
  readonly measured: LevelResult | undefined;
}) {
  const { grading, measured } = props;
  const { decisions } = useSession();
  const t = useTexts();
  const { level, grading: key, grade, status } = grading;
  const graded = grade !== 'not-graded';
  return (
    <div className="deepspine-section" data-cy="deepspine-grading-detail" data-status={status}>
      <p>
        {`${level} ${t(`grading-${key}`)}: ${gradeWord(grade, t)}`}
        {graded && `, ${t(`status-${status}`)}`}
      </p>
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
