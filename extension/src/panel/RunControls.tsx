import { Button } from '@ohif/ui-next';
import { useState } from 'react';
import { reviewOf } from '../viewer/study/piles';
import { isRunning, runFraction, type Phase } from '../viewer/study/state';
import { minute, type Notice } from '../viewer/study/notices';
import { useSession, useSessionState } from './SessionContext';
import { TimeLeft } from './TimeLeft';
import { useSay, useTexts, type Say, type Translate } from './useTexts';

const MEGABYTE = 1e6;

const STAGES = {
  prepare: 'stagePrepare',
  segment: 'stageSegment',
  locate: 'stageLocate',
  grade: 'stageGrade',
  measure: 'stageMeasure',
} as const;

function phaseText(phase: Phase, t: Translate, say: Say, summary: string): string {
  switch (phase.kind) {
    case 'idle':
      return t('idle');
    case 'loading-images':
      return phase.total === 0
        ? t('awaitingImages')
        : t('loadingImages', { loaded: phase.loaded, total: phase.total });
    case 'loading-model': {
      const [loaded, total] = [phase.loadedBytes, phase.totalBytes].map(b => b / MEGABYTE);
      return loaded! >= total!
        ? t('startingModel')
        : t('loadingModel', { loaded: loaded!.toFixed(1), total: total!.toFixed(1) });
    }
    case 'analyzing':
      return t(STAGES[phase.stage]);
    case 'done':
      return summary;
    case 'cancelled':
      return t('cancelled');
    case 'failed':
      return say(phase.said);
  }
}

function noticeText({ key, values = {} }: Notice, t: Translate, say: Say): string {
  const said = Object.entries(values).map(([name, value]) => [name, say(value)] as const);
  return t(`notice-${key}`, Object.fromEntries(said));
}

/** Unsaved findings would be gone for good, so clearing them takes a second press. */
function ClearButton({ unsaved }: { readonly unsaved: boolean }) {
  const session = useSession();
  const t = useTexts();
  const [asked, setAsked] = useState(false);
  const ask = unsaved && !asked;
  return (
    <Button
      variant={asked ? 'destructive' : 'ghost'}
      data-cy="deepspine-clear"
      onBlur={() => setAsked(false)}
      onClick={() => (ask ? setAsked(true) : session.clear())}
    >
      {t(asked ? 'clearUnsaved' : 'clear')}
    </Button>
  );
}

/** Unsaved findings that may be another person's: said whose and when, before anybody has them as their own. */
function DraftOffer() {
  const session = useSession();
  const { draftOffer } = useSessionState();
  const t = useTexts();
  if (!draftOffer) {
    return null;
  }
  return (
    <div data-cy="deepspine-draft-offer" role="status">
      <p className="deepspine-hint">{t('draftOffer', { when: minute(draftOffer.savedAt) })}</p>
      <div className="deepspine-row">
        <Button
          variant="secondary"
          data-cy="deepspine-draft-adopt"
          onClick={() => session.resuming.adoptDraft()}
        >
          {t('draftAdopt')}
        </Button>
        <Button
          variant="ghost"
          data-cy="deepspine-draft-discard"
          onClick={() => session.resuming.discardDraft()}
        >
          {t('draftDiscard')}
        </Button>
      </div>
    </div>
  );
}

/** Run, cancel and clear; what is going on, in words and as a bar. */
export function RunControls() {
  const session = useSession();
  const state = useSessionState();
  const t = useTexts();
  const say = useSay();
  const { phase, study } = state;
  const running = isRunning(state);
  const fraction = runFraction(phase);
  const { graded = 0, needLook = 0 } = study ? reviewOf(study, state.configuration.conditions) : {};
  const summary = t(study?.warnings.length ? 'doneNotes' : 'done', { graded, needLook });
  const failed = phase.kind === 'failed';
  const words = phaseText(phase, t, say, summary);

  return (
    <section className="deepspine-section">
      <div className="deepspine-row">
        {running ? (
          <Button variant="secondary" data-cy="deepspine-cancel" onClick={() => session.cancel()}>
            {t('cancel')}
          </Button>
        ) : (
          <Button data-cy="deepspine-run" onClick={() => void session.analyze()}>
            {t(study ? 'analyzeAgain' : 'analyze')}
          </Button>
        )}
        {study && !running && !state.elsewhere && (
          <ClearButton unsaved={state.save.kind !== 'saved'} />
        )}
      </div>
      {fraction !== null && (
        <div
          className="deepspine-progress"
          data-cy="deepspine-progress"
          role="progressbar"
          aria-label={words}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(fraction * 100)}
        >
          <div style={{ width: `${fraction * 100}%` }} />
        </div>
      )}
      <p
        className={failed ? 'deepspine-status deepspine-error' : 'deepspine-status'}
        data-cy="deepspine-status"
        data-phase={phase.kind}
        role={failed ? 'alert' : 'status'}
      >
        {words}
        {fraction !== null && ` · ${t('percent', { percent: Math.round(fraction * 100) })}`}
        <TimeLeft phase={phase} />
      </p>
      {state.configurationError && (
        <p className="deepspine-error" data-cy="deepspine-configuration-error" role="alert">
          {say(state.configurationError)}
        </p>
      )}
      {state.elsewhere && (
        <p className="deepspine-hint" data-cy="deepspine-elsewhere" role="status">
          {t('elsewhere')}
        </p>
      )}
      {state.reportProblem && (
        <p className="deepspine-error" data-cy="deepspine-report-problem" role="alert">
          {noticeText(state.reportProblem, t, say)}
        </p>
      )}
      <DraftOffer />
      {state.notice && (
        <p className="deepspine-hint" data-cy="deepspine-notice" role="status">
          {noticeText(state.notice, t, say)}
        </p>
      )}
      {study && !state.onImages && (
        <p className="deepspine-hint">
          {t('offImages')}{' '}
          <button
            type="button"
            className="deepspine-grade"
            data-cy="deepspine-show"
            onClick={() => session.showOnImages()}
          >
            {t('showOnImages')}
          </button>
        </p>
      )}
    </section>
  );
}
