import { Button } from '@ohif/ui-next';
import { reviewOf } from '../viewer/study/piles';
import type { GradedStudy } from '../viewer/study/state';
import { useSession, useSessionState } from './SessionContext';
import { Toggle } from './Toggle';
import { useTexts } from './useTexts';

interface DecisionBarProps {
  readonly study: GradedStudy;
  readonly confidence: boolean;
  readonly onConfidence: (shown: boolean) => void;
}

/** What concerns the whole grid: how far the review is, going on with it, and accepting what is normal. */
export function DecisionBar({ study, confidence, onConfidence }: DecisionBarProps) {
  const session = useSession();
  const { configuration, prior } = useSessionState();
  const t = useTexts();
  const { needLook, reviewed, normal, simulated } = reviewOf(study, configuration.conditions);
  return (
    <section className="deepspine-section">
      <div className="deepspine-row">
        <span
          role="status"
          data-cy="deepspine-reviewed"
          data-left={needLook - reviewed}
          className="deepspine-reviewed"
        >
          {needLook > 0 ? t('reviewed', { reviewed, needLook }) : t('reviewNothing')}
        </span>
        <Step by={-1} disabled={needLook === 0} />
        <Step by={1} disabled={needLook === 0} />
      </div>
      <div className="deepspine-row">
        <Button
          size="sm"
          variant="secondary"
          data-cy="deepspine-accept-all"
          disabled={normal === 0}
          title={t('acceptNormalHint')}
          onClick={() => session.decisions.acceptAll()}
        >
          {t('acceptNormal', { normal })}
        </Button>
        <Toggle
          name="deepspine-confidence"
          pressed={confidence}
          hint={t('confidenceHint')}
          label={t('confidence')}
          onToggle={onConfidence}
        />
      </div>
      {simulated > 0 && (
        <p className="deepspine-hint" data-cy="deepspine-simulated">
          {t('simulatedOpen', { simulated })}
        </p>
      )}
      {prior && (
        <p className="deepspine-hint" data-cy="deepspine-prior">
          {t('priorShown', { date: prior.date })}
        </p>
      )}
    </section>
  );
}

/** To the next or previous finding that needs a look. */
function Step({ by, disabled }: { readonly by: 1 | -1; readonly disabled: boolean }) {
  const session = useSession();
  const t = useTexts();
  const [name, mark] = by === 1 ? (['next', '▶'] as const) : (['previous', '◀'] as const);
  return (
    <button
      type="button"
      className="deepspine-grade"
      data-cy={`deepspine-${name}`}
      title={t(`${name}Hint`)}
      aria-label={t(`${name}Hint`)}
      disabled={disabled}
      onClick={() => session.review.step(by)}
    >
      {mark}
    </button>
  );
}
