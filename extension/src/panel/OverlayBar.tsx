import { OVERLAY_KINDS } from '../viewer/study/overlays';
import { useSession, useSessionState } from './SessionContext';
import { Toggle } from './Toggle';
import { useTexts } from './useTexts';

/** What of ours is seen over the images: a switch per kind, and whether normal findings are drawn as well. */
export function OverlayBar() {
  const session = useSession();
  const { overlays, annotate, configuration } = useSessionState();
  const t = useTexts();
  return (
    <div
      className="deepspine-section deepspine-row"
      role="group"
      aria-label={t('overlays')}
      data-cy="deepspine-overlays"
      data-hidden={overlays.all ? undefined : ''}
    >
      <span className="deepspine-hint">{t('overlays')}</span>
      {OVERLAY_KINDS.map(kind => (
        <Toggle
          key={kind}
          name={`deepspine-overlay-${kind}`}
          pressed={overlays.all && overlays[kind]}
          hint={t('overlaysHint')}
          label={t(`overlay-${kind}`)}
          onToggle={() => session.toggleOverlays(kind)}
        />
      ))}
      <Toggle
        name="deepspine-draw-all"
        pressed={(annotate ?? configuration.annotate) === 'all'}
        hint={t('drawAllHint')}
        label={t('drawAll')}
        onToggle={all => session.annotate(all ? 'all' : 'abnormal')}
      />
    </div>
  );
}
