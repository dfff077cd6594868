import { Button } from '@ohif/ui-next';
import type { Explanation } from '../analysis/grade/occlusion';
import type { Finding } from '../findings';
import { isRunning } from '../viewer/study/state';
import { useSession, useSessionState } from './SessionContext';
import { useSay, useTexts } from './useTexts';

const largest = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b), 0);

/** A grade that does not come from its place is said to be so, whether anybody asked or not. */
function Elsewhere() {
  const t = useTexts();
  return (
    <p className="deepspine-error" data-cy="deepspine-elsewhere-region" role="status">
      {t('explainedElsewhere')}
    </p>
  );
}

/** What masking did, in words; where it did so is drawn over the images. */
function Explained({ explanation }: { readonly explanation: Explanation }) {
  const { grade, probability, volumes, atFinding } = explanation;
  const t = useTexts();
  const strongest = Math.max(...volumes.map(({ fall }) => largest(fall)));
  return (
    <>
      <p className="deepspine-hint" data-cy="deepspine-explanation" role="status">
        {t(atFinding === null ? 'explainedNothing' : 'explained', {
          grade: t(`grade-${grade}`),
          before: probability.toFixed(2),
          after: (probability - strongest).toFixed(2),
        })}
      </p>
      {atFinding === false && <Elsewhere />}
    </>
  );
}

/** Which places drove the model's grade: shown when asked for, often computed by then. */
export function GradeExplanation({ finding }: { readonly finding: Finding }) {
  const session = useSession();
  const state = useSessionState();
  const t = useTexts();
  const say = useSay();
  const { level, condition, modelGrade } = finding;
  const shown = state.explanation;
  const explanation =
    shown?.cell.level === level && shown.cell.condition === condition ? shown : null;
  if (!modelGrade) {
    return null;
  }
  return (
    <div data-cy="deepspine-explain-state" data-kind={explanation?.kind}>
      {explanation?.kind === 'known' && explanation.explanation.atFinding === false && (
        <Elsewhere />
      )}
      {explanation?.kind === 'ready' ? (
        <Explained explanation={explanation.explanation} />
      ) : (
        <Button
          size="sm"
          variant="ghost"
          data-cy="deepspine-explain"
          disabled={explanation?.kind === 'running' || isRunning(state)}
          onClick={() => void session.explain({ level, condition })}
        >
          {explanation?.kind === 'running'
            ? t('explaining', { percent: Math.round(explanation.fraction * 100) })
            : t('explain')}
        </Button>
      )}
      {explanation?.kind === 'failed' && (
        <p className="deepspine-error" role="alert">
          {t('explainFailed', { reason: say(explanation.said) })}
        </p>
      )}
    </div>
  );
}
