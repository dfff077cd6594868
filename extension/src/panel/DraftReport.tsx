import { useMemo } from 'react';
import { draftReport, draftPhrases } from '../reporting/draft';
import { shownLevels, type GradedStudy } from '../viewer/study/state';
import { CopyButton } from './CopyButton';
import { useSessionState } from './SessionContext';
import { useLanguage, useTexts } from './useTexts';

/** The text that grows with every decision, in the viewer's language. */
export function DraftReport({ study }: { readonly study: GradedStudy }) {
  const { configuration, prior } = useSessionState();
  const language = useLanguage();
  const t = useTexts();
  const { conditions, draftTemplate, draftPhrases: own } = configuration;
  const { text, undecided } = useMemo(
    () =>
      draftReport(shownLevels(study, conditions), {
        template: draftTemplate,
        phrases: draftPhrases(language, own),
        prior,
      }),
    [study, conditions, draftTemplate, own, prior, language]
  );
  return (
    <div className="deepspine-section">
      {text ? (
        <pre
          className="deepspine-draft"
          data-cy="deepspine-draft"
          tabIndex={0}
          role="textbox"
          aria-readonly="true"
          aria-multiline="true"
          aria-label={t('draft')}
        >
          {text}
        </pre>
      ) : (
        <p className="deepspine-hint" data-cy="deepspine-draft-empty">
          {t('draftEmpty')}
        </p>
      )}
      {undecided > 0 && text && (
        <p className="deepspine-hint">{t('draftUndecided', { undecided })}</p>
      )}
      <CopyButton
        hook="deepspine-draft-copy"
        label={t('copy')}
        disabled={!text}
        text={() => text}
      />
    </div>
  );
}
