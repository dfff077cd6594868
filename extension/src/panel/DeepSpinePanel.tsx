import { PanelSection, ScrollArea } from '@ohif/ui-next';
import type { Session } from '../viewer/session/session';
import { shownLevels, type GradedStudy } from '../viewer/study/state';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { checkReport } from '../reporting/check';
import { ArrivingGrid } from './ArrivingGrid';
import { CopyButton } from './CopyButton';
import { DecisionBar } from './DecisionBar';
import { DraftReport } from './DraftReport';
import { FindingDetail } from './FindingDetail';
import { FindingMore } from './FindingMore';
import { FindingsGrid } from './FindingsGrid';
import { GradingsTable } from './GradingsTable';
import { LayoutBar } from './LayoutBar';
import { LeftOutImages, leftOutCount } from './LeftOutImages';
import { LevelMeasurements } from './LevelMeasurements';
import { NotAssessed } from './NotAssessed';
import { OverlayBar } from './OverlayBar';
import { ReportCheckSection } from './ReportCheckSection';
import { RunControls } from './RunControls';
import { SaveControls } from './SaveControls';
import { StudyName } from './StudyName';
import { SessionContext, useSession, useSessionState } from './SessionContext';
import { useKeptWidth } from './useKeptWidth';
import { useSay, useTexts } from './useTexts';

interface SectionProps {
  readonly title: string;
  readonly closed?: boolean;
  readonly children: ReactNode;
}

function Warnings() {
  const { study } = useSessionState();
  const t = useTexts();
  const say = useSay();
  if (!study || study.warnings.length === 0) {
    return null;
  }
  return (
    <section className="deepspine-warnings" data-cy="deepspine-warnings" aria-label={t('warnings')}>
      <h3>{t('warnings')}</h3>
      <ul>
        {study.warnings.map(warning => (
          <li key={`${warning.code} ${warning.text}`} data-code={warning.code}>
            {say(warning)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What computed the findings: backend with its reason, and the models. */
function Provenance() {
  const session = useSession();
  const { backend, study, series } = useSessionState();
  const t = useTexts();
  const say = useSay();
  return (
    <section className="deepspine-section deepspine-hint">
      {series && <p>{t('analyzed', { series: say(series) })}</p>}
      <p data-cy="deepspine-backend" data-backend={backend?.backend}>
        {backend
          ? [
              `${t('backend', { backend: backend.backend })}: ${say(backend.reason)}`,
              ...backend.notes.map(say),
            ].join(' ')
          : t('backendPending')}
      </p>
      {study && (
        <p data-cy="deepspine-models">
          {t('models')}: {study.models.map(({ name, version }) => `${name} ${version}`).join(', ')}
        </p>
      )}
      <CopyButton
        hook="deepspine-diagnostics"
        label={t('diagnostics')}
        title={t('diagnosticsHint')}
        text={() => session.diagnostics()}
      />
    </section>
  );
}

function Section({ title, closed, children }: SectionProps) {
  return (
    <PanelSection defaultOpen={!closed}>
      <PanelSection.Header>{title}</PanelSection.Header>
      <PanelSection.Content>{children}</PanelSection.Content>
    </PanelSection>
  );
}

/** Everything about the findings of one study. */
function Findings({ study }: { readonly study: GradedStudy }) {
  const { reportText, configuration } = useSessionState();
  const { conditions } = configuration;
  const [confidence, setConfidence] = useState(false);
  const left = leftOutCount(study.series ?? []);
  const t = useTexts();
  const check = useMemo(
    () => (reportText.trim() ? checkReport(reportText, shownLevels(study, conditions)) : null),
    [reportText, study, conditions]
  );
  return (
    <>
      <FindingsGrid study={study} check={check} confidence={confidence} />
      <DecisionBar study={study} confidence={confidence} onConfidence={setConfidence} />
      <OverlayBar />
      <FindingMore />
      <Warnings />
      {study.levels.some(({ gradings }) => gradings?.some(g => g.grade !== 'not-graded')) && (
        <Section title={t('gradings')}>
          <GradingsTable study={study} />
        </Section>
      )}
      <Section title={t('draft')}>
        <DraftReport study={study} />
      </Section>
      <Section title={t('check')} closed>
        <ReportCheckSection check={check} />
      </Section>
      <Section title={t('measurements')} closed>
        <LevelMeasurements study={study} />
      </Section>
      <NotAssessed study={study} />
      {left > 0 && (
        <Section title={t('leftOut', { images: left })} closed>
          <LeftOutImages series={study.series ?? []} />
        </Section>
      )}
    </>
  );
}

/** Enter and space are shortcuts of the viewer, which would keep them from the button that has the focus. */
function pressesButton(event: KeyboardEvent): void {
  const { key, target } = event;
  if ((key === 'Enter' || key === ' ') && target instanceof Element && target.closest('button')) {
    event.stopPropagation();
  }
}

function PanelContent() {
  const { study: graded, arriving: coming, save, elsewhere } = useSessionState();
  const t = useTexts();
  const panel = useRef<HTMLDivElement>(null);
  useKeptWidth(panel);
  // Beside the images of another study, what is known of this one would be taken for that one's.
  const [study, arriving] = elsewhere ? [null, null] : [graded, coming];
  return (
    <div
      ref={panel}
      className="deepspine-panel text-foreground"
      data-cy="deepspine-panel"
      onKeyDown={pressesButton}
    >
      <div className="deepspine-scroll">
        <ScrollArea className="h-full">
          <RunControls />
          <StudyName />
          <LayoutBar />
          {study ? <Findings study={study} /> : arriving && <ArrivingGrid arriving={arriving} />}
          <Provenance />
        </ScrollArea>
      </div>
      <FindingDetail />
      {(study || arriving) && <SaveControls save={save} />}
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
