import { findingAt } from '../viewer/study/state';
import { DiscName } from './DiscName';
import { GradeExplanation } from './GradeExplanation';
import { useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

/** What is asked of a chosen finding now and then: its criterion, what drove the grade, the disc's name. */
export function FindingMore() {
  const { study, selected } = useSessionState();
  const t = useTexts();
  const finding = selected ? findingAt(study, selected) : undefined;
  if (!study || !finding || !selected) {
    return <p className="deepspine-section deepspine-hint">{t('detailHint')}</p>;
  }
  return (
    <section className="deepspine-section" data-cy="deepspine-more" aria-label={t('more')}>
      <GradeExplanation finding={finding} />
      <DiscName study={study} level={selected.level} />
      <p className="deepspine-hint">
        {t('criterion')}: {t(`criterion-${finding.condition}`)}
      </p>
    </section>
  );
}
