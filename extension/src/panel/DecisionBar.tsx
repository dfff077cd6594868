import { Button } from '@ohif/ui-next';
import { acceptable } from '../viewer/study/edits';
import type { GradedStudy } from '../viewer/study/state';
import { useSession, useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

interface DecisionBarProps {
  readonly study: GradedStudy;
  readonly confidence: boolean;
  readonly onConfidence: (shown: boolean) => void;
}

/** What concerns the whole grid: accepting all that is shown, how sure the model is, and what is drawn. */
export function DecisionBar({ study, confidence, onConfidence }: DecisionBarProps) {
  const session = useSession();
  const { configuration, prior, annotate } = useSessionState();
  const t = useTexts();
  const drawsAll = (annotate ?? configuration.annotate) === 'all';
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
        <Toggle
          name="deepspine-confidence"
          pressed={confidence}
          hint={t('confidenceHint')}
          label={t('confidence')}
          onToggle={onConfidence}
        />
        <Toggle
          name="deepspine-draw-all"
          pressed={drawsAll}
          hint={t('drawAllHint')}
          label={t('drawAll')}
          onToggle={all => session.annotate(all ? 'all' : 'abnormal')}
        />
      </div>
      {prior && (
        <p className="deepspine-hint" data-cy="deepspine-prior">
          {t('priorShown', { date: prior.date })}
        </p>
      )}
    </section>
  );
}

interface ToggleProps {
  readonly name: string;
  readonly pressed: boolean;
  readonly hint: string;
  readonly label: string;
  readonly onToggle: (pressed: boolean) => void;
}

/** A button that stays pressed. */
function Toggle({ name, pressed, hint, label, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      className="deepspine-grade"
      data-cy={name}
      aria-pressed={pressed}
      title={hint}
      onClick={() => onToggle(!pressed)}
    >
      {label}
    </button>
  );
}
