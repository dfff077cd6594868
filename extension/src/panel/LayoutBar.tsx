import { useSession, useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

/** The arrangements of viewports that the open studies can fill. */
export function LayoutBar() {
  const session = useSession();
  const { layouts, layout } = useSessionState();
  const t = useTexts();
  if (layouts.length < 2) {
    return null;
  }
  return (
    <div className="deepspine-section deepspine-row" role="group" aria-label={t('layouts')}>
      {layouts.map(id => (
        <button
          key={id}
          type="button"
          className="deepspine-grade"
          data-cy={`deepspine-layout-${id}`}
          aria-pressed={id === layout}
          onClick={() => void session.arrange(id)}
        >
          {t(`layout-${id}`)}
        </button>
      ))}
    </div>
  );
}
