import { Button } from '@ohif/ui-next';
import { isRunning, type SaveState } from '../viewer/study/state';
import { useSession, useSessionState } from './SessionContext';
import { useSay, useTexts } from './useTexts';

const WORDS = {
  nothing: 'saveNothing',
  unsaved: 'saveUnsaved',
  saving: 'saveSaving',
  saved: 'saveSaved',
} as const;

/** Saving, and where the findings stand with the archive. */
export function SaveControls({ save }: { readonly save: SaveState }) {
  const session = useSession();
  const state = useSessionState();
  const t = useTexts();
  const say = useSay();
  const { whose } = state;
  const failed = save.kind === 'failed';
  return (
    <section className="deepspine-save">
      <p
        className={failed ? 'deepspine-status deepspine-error' : 'deepspine-status'}
        data-cy="deepspine-save-state"
        data-save={save.kind}
        role={failed ? 'alert' : 'status'}
      >
        {failed ? say(save.said) : t(state.arriving ? 'saveLater' : WORDS[save.kind])}
        {whose && !failed && !state.arriving && (
          <span data-cy="deepspine-save-study">
            {' '}
            {t('saveOf', { name: whose.name, date: whose.date })}
          </span>
        )}
      </p>
      {save.kind === 'saved' && save.refused && (
        <p
          className="deepspine-status deepspine-error"
          data-cy="deepspine-save-refused"
          role="alert"
        >
          {t('saveRefused', { what: save.refused.map(one => t(`object-${one}`)).join(', ') })}
        </p>
      )}
      <div className="deepspine-row">
        <Button
          size="sm"
          data-cy="deepspine-save"
          title={whose ? t('saveTo', { name: whose.name, date: whose.date }) : undefined}
          disabled={save.kind === 'saving' || save.kind === 'saved' || isRunning(state)}
          onClick={() => void session.save()}
        >
          {t(failed ? 'saveAgain' : 'save')}
        </Button>
        {failed && (
          <Button
            size="sm"
            variant="ghost"
            data-cy="deepspine-download"
            onClick={() => session.downloadReport()}
          >
            {t('download')}
          </Button>
        )}
      </div>
    </section>
  );
}
