import type { ReportCheck } from '../reporting/check';
import { disagreementWords } from './disagreements';
import { ReportReading } from './ReportReading';
import { useSession, useSessionState } from './SessionContext';
import { useTexts, type Translate } from './useTexts';

function summary(check: ReportCheck, t: Translate): string {
  const { status, statements, disagreements, compared } = check;
  if (status === 'other-language' || status === 'not-lumbar-mri') {
    return t(`check-${status}`);
  }
  if (statements === 0) {
    return t('checkNothing');
  }
  return disagreements.length === 0
    ? t('checkAgrees', { compared })
    : t('checkDisagrees', { disagreements: disagreements.length, compared });
}

/** A report's text against the findings; choosing a line goes to its cell. */
export function ReportCheckSection({ check }: { readonly check: ReportCheck | null }) {
  const session = useSession();
  const { reportText } = useSessionState();
  const t = useTexts();
  return (
    <div className="deepspine-section">
      <p className="deepspine-hint">{t('checkHint')}</p>
      <textarea
        className="deepspine-text"
        data-cy="deepspine-check-text"
        aria-label={t('checkText')}
        rows={4}
        spellCheck={false}
        value={reportText}
        onChange={event => session.checkReport(event.target.value)}
        // The viewer's hotkeys are single letters.
        onKeyDown={event => event.stopPropagation()}
      />
      {check && (
        <p role="status" data-cy="deepspine-check-summary" data-status={check.status}>
          {summary(check, t)}
        </p>
      )}
      <ul className="deepspine-disagreements">
        {check?.disagreements.map(disagreement => {
          const { level, condition, kind, quote } = disagreement;
          return (
            <li key={`${level} ${condition}`}>
              <button
                type="button"
                data-cy={`deepspine-check-${level}-${condition}`}
                data-kind={kind}
                title={quote}
                onClick={() => void session.select({ level, condition })}
              >
                <strong>
                  {level} {t(`condition-${condition}`)}
                </strong>{' '}
                {disagreementWords(disagreement, t)}
              </button>
            </li>
          );
        })}
      </ul>
      {check && check.notComparable > 0 && (
        <p className="deepspine-hint">{t('checkNotComparable', { cells: check.notComparable })}</p>
      )}
      {check && <ReportReading check={check} />}
    </div>
  );
}
