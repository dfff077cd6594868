import { useEffect, useMemo, useRef } from 'react';
import { hasNamingDoubt } from '../viewer/study/naming';
import { draftReport, draftPhrases } from '../reporting/draft';
import { draftLevels } from '../viewer/study/draftLevels';
import type { GradedStudy } from '../viewer/study/state';
import { CopyButton } from './CopyButton';
import { useSession, useSessionState } from './SessionContext';
import { useLanguage, useTexts } from './useTexts';

/**
 * The text that grows with every decision, in the viewer's language. A person can write on in it; from then on it
 * stays as they wrote it, until they ask for the findings' own text.
 */
export function DraftReport({ study }: { readonly study: GradedStudy }) {
  const session = useSession();
  const { configuration, prior, draftText } = useSessionState();
  const language = useLanguage();
  const t = useTexts();
  const { conditions, draftStyle, draftTemplate, draftPhrases: own } = configuration;
  const { text, undecided } = useMemo(
    () =>
      draftReport(draftLevels(study, conditions), {
        style: draftStyle,
        template: draftTemplate,
        phrases: draftPhrases(language, own),
        prior,
        namingDoubt: hasNamingDoubt(study),
        notAssessed: (study.notAssessed ?? []).map(key => t(`not-assessed-${key}`)),
      }),
    [study, conditions, draftStyle, draftTemplate, own, prior, language, t]
  );
  const shown = draftText ?? text;
  return (
    <div className="deepspine-section">
      {shown ? (
        <EditableText
          text={shown}
          label={t('draft')}
          onEdited={edited => session.writeDraft(edited === text ? null : edited)}
        />
      ) : (
        <p className="deepspine-hint" data-cy="deepspine-draft-empty">
          {t('draftEmpty')}
        </p>
      )}
      {draftText !== null && (
        <p className="deepspine-hint" data-cy="deepspine-draft-edited">
          {t('draftEdited')}{' '}
          <button
            type="button"
            className="deepspine-grade"
            data-cy="deepspine-draft-renew"
            onClick={() => session.writeDraft(null)}
          >
            {t('draftRenew')}
          </button>
        </p>
      )}
      {undecided > 0 && text && (
        <p className="deepspine-hint">{t('draftUndecided', { undecided })}</p>
      )}
      <CopyButton
        hook="deepspine-draft-copy"
        label={t('copy')}
        disabled={!shown}
        text={() => shown}
      />
    </div>
  );
}

interface EditableTextProps {
  readonly text: string;
  readonly label: string;
  readonly onEdited: (text: string) => void;
}

/** Plain text to be edited where it stands. */
function EditableText({ text, label, onEdited }: EditableTextProps) {
  const element = useRef<HTMLPreElement>(null);
  useEffect(() => {
    // Only what came from elsewhere: writing it while a person types would move their caret.
    if (element.current && element.current.innerText !== text) {
      element.current.textContent = text;
    }
  }, [text]);
  return (
    <pre
      ref={element}
      className="deepspine-draft"
      data-cy="deepspine-draft"
      contentEditable="plaintext-only"
      suppressContentEditableWarning
      role="textbox"
      tabIndex={0}
      aria-multiline="true"
      aria-label={label}
      spellCheck={false}
      onInput={event => onEdited(event.currentTarget.innerText)}
      // The viewer's hotkeys are single letters.
      onKeyDown={event => event.stopPropagation()}
    />
  );
}
