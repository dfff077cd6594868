import { Button } from '@ohif/ui-next';
import { acceptable } from '../viewer/edits';
import type { GradedStudy } from '../viewer/state';
import { useSession, useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

interface DecisionBarProps {
  readonly study: GradedStudy;
  readonly confidence: boolean;
  readonly onConfidence: (shown: boolean) => void;
}

/** What concerns the whole grid: accepting all that is shown, and how sure the model is. */
export function DecisionBar({ study, confidence, onConfidence }: DecisionBarProps) {
  const session = useSession();
  const { configuration, prior } = useSessionState();
  const t = useTexts();
  const open = acceptable(study, configuration.conditions).length;
  return (
    <section className="deepspine-section">
      <div className="deepspine-row">
        <Button
          size="sm"
          variant="secondary"
          data-cy="deepspine-accept-all"
          disabled={open === 0}
          onClick={() => session.decisions.acceptAll()}
        >
          {t('acceptAll', { open })}
        </Button>
        <button
          type="button"
          className="deepspine-grade"
          data-cy="deepspine-confidence"
          aria-pressed={confidence}
          title={t('confidenceHint')}
          onClick={() => onConfidence(!confidence)}
        >
          {t('confidence')}
        </button>
      </div>
      {prior && (
        <p className="deepspine-hint" data-cy="deepspine-prior">
          {t('priorShown', { date: prior.date })}
        </p>
      )}
    </section>
  );
}
