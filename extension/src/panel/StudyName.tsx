import { useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

/** Whose findings these are; in plain sight where the active images are of another study. */
export function StudyName() {
  const { whose, activeWhose, prior } = useSessionState();
  const t = useTexts();
  if (!whose) {
    return null;
  }
  const other = activeWhose !== null && activeWhose.studyInstanceUID !== whose.studyInstanceUID;
  // One study, one patient: the line that says where they are saved says whose they are.
  if (!other && !prior) {
    return null;
  }
  return (
    <p
      className={other ? 'deepspine-other-study' : 'deepspine-hint deepspine-whose'}
      data-cy="deepspine-whose"
      data-other={other ? '' : undefined}
      role={other ? 'alert' : undefined}
    >
      {other
        ? t('whoseOther', {
            name: whose.name,
            date: whose.date,
            otherName: activeWhose.name,
            otherDate: activeWhose.date,
          })
        : t('whose', { name: whose.name, date: whose.date })}
    </p>
  );
}
