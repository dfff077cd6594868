import type { GradedStudy } from '../viewer/study/state';
import { useTexts } from './useTexts';

/** What nothing here says anything of, in one line. */
export function NotAssessed({ study }: { readonly study: GradedStudy }) {
  const t = useTexts();
  const names = (study.notAssessed ?? []).map(key => t(`not-assessed-${key}`));
  return names.length > 0 ? (
    <p className="deepspine-section deepspine-hint" data-cy="deepspine-not-assessed">
      {t('notAssessed', { list: names.join(', ') })}
    </p>
  ) : null;
}
