import type { LevelResult } from '../../analysis/types';
import { LEVELS, type Level, type Vec3 } from '../../findings';
import { sub } from '../../imaging/vec3';
import { newestReport, readStructuredReport } from '../../record';
import { firstInstance } from '../images/displaySets';
import type { DisplaySet, Runtime } from '../host/ohif';
import { naturalized } from '../../record/part10/part10';
import type { PriorStudy } from '../study/state';

/** So many earlier studies with reports are looked into, the newest first. */
const MOST_STUDIES = 5;

/** A study as OHIF's data sources give it. */
interface FoundStudy {
  readonly studyInstanceUid: string;
  /** DICOM DA. */
  readonly date?: string;
  readonly modalities?: string;
}

/** '20250301' → '2025-03-01'; anything else as it is. */
export const isoDate = (da: string): string => da.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

/** Earlier studies that hold reports, the newest first. */
export function candidates(
  found: readonly FoundStudy[],
  current: { readonly studyInstanceUID: string; readonly date: string }
): FoundStudy[] {
  return found
    .filter(
      ({ studyInstanceUid, date = '', modalities = '' }) =>
        studyInstanceUid !== current.studyInstanceUID &&
        /\bSR\b/.test(modalities) &&
        (current.date === '' || date <= current.date)
    )
    .sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
    .slice(0, MOST_STUDIES);
}

/**
 * The newest earlier study of the same patient that holds a DeepSPINE report, with its findings. Null
 * where there is none, and where the archive cannot be asked. Rejects when the archive fails.
 */
export async function findPrior(
  runtime: Runtime,
  displaySet: DisplaySet
): Promise<PriorStudy | null> {
  const instance = firstInstance(displaySet);
  const [PatientID, StudyDate] = [instance?.PatientID, instance?.StudyDate];
  const { query, retrieve } = runtime.dataSource();
  const client = retrieve?.getWadoDicomWebClient?.();
  if (typeof PatientID !== 'string' || PatientID === '' || !query || !client) {
    return null;
  }
  const found = await query.studies.search({ patientId: PatientID, disableWildcard: true });
  const current = {
    studyInstanceUID: displaySet.StudyInstanceUID,
    date: typeof StudyDate === 'string' ? StudyDate : '',
  };
  for (const { studyInstanceUid, date = '' } of candidates(found ?? [], current)) {
    const series = (await query.series.search(studyInstanceUid)) ?? [];
    const reports: object[] = [];
    for (const { modality, seriesInstanceUid } of series) {
      if (modality === 'SR') {
        const authorization = runtime.services.userAuthenticationService.getAuthorizationHeader();
        client.headers = { ...client.headers, ...(authorization as object | undefined) };
        reports.push(
          ...(await client.retrieveSeriesMetadata({
            studyInstanceUID: studyInstanceUid,
            seriesInstanceUID: seriesInstanceUid,
          }))
        );
      }
    }
    const newest = newestReport(reports.map(naturalized));
    const stored = newest && readStructuredReport(newest);
    if (stored) {
      return {
        studyInstanceUID: studyInstanceUid,
        date: isoDate(date),
        levels: stored.record.levels,
      };
    }
  }
  return null;
}

/**
 * From one examination's patient coordinates to another's, mm: how far the same disc lies apart. Takes
 * the wanted level where both have it, else the nearest level that both have; null where they share none.
 */
export function shiftBetween(
  from: readonly LevelResult[],
  to: readonly LevelResult[],
  wanted: Level
): Vec3 | null {
  const distance = (level: Level) => Math.abs(LEVELS.indexOf(level) - LEVELS.indexOf(wanted));
  const [nearest] = from
    .filter(({ level }) => to.some(other => other.level === level))
    .sort((a, b) => distance(a.level) - distance(b.level));
  const same = nearest && to.find(({ level }) => level === nearest.level);
  return nearest && same ? sub(same.frame.center, nearest.frame.center) : null;
}
