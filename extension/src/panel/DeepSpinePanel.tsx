import { PanelSection, ScrollArea } from '@ohif/ui-next';
import type { Session } from '../viewer/session';
import { FindingDetail } from './FindingDetail';
import { FindingsGrid } from './FindingsGrid';
import { LevelMeasurements } from './LevelMeasurements';
import { RunControls } from './RunControls';
import { SaveControls } from './SaveControls';
import { SessionContext, useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

function Warnings() {
  const { study } = useSessionState();
  const t = useTexts();
  if (!study || study.warnings.length === 0) {
    return null;
  }
  return (
    <section className="deepspine-warnings" data-cy="deepspine-warnings" aria-label={t('warnings')}>
      <h3>{t('warnings')}</h3>
      <ul>
        {study.warnings.map(({ code, text, level }) => (
          <li key={`${code} ${level ?? ''} ${text}`} data-code={code}>
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What computed the findings: backend with its reason, and the models. */
function Provenance() {
  const { backend, study } = useSessionState();
  const t = useTexts();
  return (
    <section className="deepspine-section deepspine-hint">
      <p data-cy="deepspine-backend" data-backend={backend?.backend}>
        {backend
          ? [
              `${t('backend', { backend: backend.backend })}: ${backend.reason}`,
              ...backend.notes,
            ].join(' ')
          : t('backendPending')}
      </p>
      {study && (
        <p data-cy="deepspine-models">
          {t('models')}: {study.models.map(({ name, version }) => `${name} ${version}`).join(', ')}
        </p>
      )}
    </section>
  );
}

function PanelContent() {
  const { study, save } = useSessionState();
  const t = useTexts();
  return (
    <div className="deepspine-panel text-foreground" data-cy="deepspine-panel">
      <div className="deepspine-scroll">
        <ScrollArea className="h-full">
          <RunControls />
          {study && (
            <>
              <FindingsGrid study={study} />
              <FindingDetail />
              <Warnings />
              <PanelSection>
                <PanelSection.Header>{t('measurements')}</PanelSection.Header>
                <PanelSection.Content>
                  <LevelMeasurements study={study} />
                </PanelSection.Content>
              </PanelSection>
            </>
          )}
          <Provenance />
        </ScrollArea>
      </div>
      {study && <SaveControls save={save} />}
      <p className="deepspine-research" data-cy="deepspine-research-use">
        {t('researchUse')}
      </p>
    </div>
  );
}

/** What the radiologist sees of DeepSPINE. */
export function DeepSpinePanel({ session }: { readonly session: Session }) {
  return (
    <SessionContext.Provider value={session}>
      <PanelContent />
    </SessionContext.Provider>
  );
}
