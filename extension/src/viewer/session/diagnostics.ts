import { PRODUCT } from '../../record';
import type { StudySeries } from '../study/seriesChoice';
import { displaySetPlane, displaySetRole } from '../images/seriesAttributes';
import { allFindings, type SessionState } from '../study/state';

/** What the browser says of itself. */
export interface BrowserInfo {
  readonly userAgent: string;
  readonly processors: number;
  readonly crossOriginIsolated: boolean;
  readonly webgpu: boolean;
  readonly secureContext: boolean;
}

export const browserInfo = (): BrowserInfo => ({
  userAgent: navigator.userAgent,
  processors: navigator.hardwareConcurrency,
  crossOriginIsolated: globalThis.crossOriginIsolated,
  webgpu: 'gpu' in navigator,
  secureContext: globalThis.isSecureContext,
});

/** Geometry and acquisition of a series. No description: people write names into it. */
function seriesFacts(series: StudySeries): object {
  const {
    displaySets: [displaySet],
    images,
  } = series;
  const slice = images[0]?.slice;
  const { sopClassUID, repetitionTime, echoTime, inversionTime, magneticFieldStrength } = series;
  return {
    role: displaySetRole(displaySet),
    plane: displaySetPlane(displaySet),
    images: images.length,
    rows: slice?.rows,
    columns: slice?.columns,
    spacingMm: slice && [slice.rowSpacing, slice.columnSpacing],
    sopClassUID,
    repetitionTime,
    echoTime,
    inversionTime,
    magneticFieldStrength,
  };
}

/** How often each value occurs. */
function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  values.forEach(value => (counts[value] = (counts[value] ?? 0) + 1));
  return counts;
}

/**
 * What support needs to understand a problem, as JSON text: versions, settings, times, how the images
 * were made. Nothing of the patient: no name, no identifier, no date, no grade of a place, no free text
 * of the study.
 */
export function diagnostics(
  state: SessionState,
  series: readonly StudySeries[],
  browser: BrowserInfo
): string {
  const { phase, study, backend, configuration, configurationError, timings } = state;
  const findings = allFindings(study);
  return JSON.stringify(
    {
      product: `${PRODUCT.model} ${PRODUCT.version}`,
      browser,
      configuration,
      configurationError: configurationError?.text ?? null,
      phase: phase.kind === 'failed' ? { kind: phase.kind, code: phase.code } : phase,
      save: state.save.kind,
      backend: backend && {
        ...backend,
        reason: backend.reason.text,
        notes: backend.notes.map(({ text }) => text),
      },
      timingsMs: timings,
      layout: state.layout,
      series: series.map(seriesFacts),
      study: study && {
        origin: study.origin,
        // What they were tested on stands in their manifest.
        models: study.models.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
        levels: study.levels.length,
        warnings: study.warnings.map(({ code }) => code),
        statuses: tally(findings.map(({ status }) => status)),
        notGraded: findings.filter(({ grade }) => grade === 'not-graded').length,
        prior: state.prior !== null,
      },
    },
    null,
    2
  );
}
