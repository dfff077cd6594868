import type { LevelResult } from '../../analysis/levelResult';
import { LEVELS, type Level, type Vec3 } from '../../findings';
import { sub } from '../../imaging/vec3';
import {
  newestReport,
  patientDifference,
  readStructuredReport,
  type PatientDifference,
} from '../../record';
import { firstInstance } from '../images/displaySets';
import type { DisplaySet, Runtime } from '../host/ohif';
import type { PriorStudy } from '../study/state';
import { archivedReports } from './archivedReports';
import { archiveClient } from './wholeReport';

/** So many earlier studies with reports are looked into, the newest first. */
const MOST_STUDIES = 5;

/** A study as OHIF's data sources give it. */
interface FoundStudy {
  readonly studyInstanceUid: string;
  /** DICOM DA. */
  readonly date?: string;
  readonly modalities?: string;
  /** Patient ID. */
  readonly mrn?: string;
}

/** '20250301' → '2025-03-01'; anything else as it is. */
export const isoDate = (da: string): string => da.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

/**
 * Earlier studies that hold reports, the newest first. An archive that does not heed the Patient ID answers with
 * everybody's.
 */
export function candidates(
  found: readonly FoundStudy[],
  current: {
    readonly studyInstanceUID: string;
    readonly date: string;
    readonly patientID: string;
  }
): FoundStudy[] {
  return found
    .filter(
      ({ studyInstanceUid, date = '', modalities = '', mrn }) =>
        studyInstanceUid !== current.studyInstanceUID &&
        /\bSR\b/.test(modalities) &&
        (!mrn || mrn.trim() === current.patientID.trim()) &&
        (current.date === '' || date <= current.date)
    )
    .sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
    .slice(0, MOST_STUDIES);
}

/** An earlier study with findings that is not compared, since it seems to be another patient's. */
export interface LeftOutPrior {
  /** ISO 8601, 'YYYY-MM-DD'; '' where the study has none. */
  readonly date: string;
  readonly differs: PatientDifference;
}

export interface PriorSearch {
  readonly prior: PriorStudy | null;
  /** The newest one, where there is no prior. */
  readonly leftOut: LeftOutPrior | null;
}

const NOTHING: PriorSearch = { prior: null, leftOut: null };

/**
 * The newest earlier study of the same patient that holds a DeepSPINE report, with its findings. Whose a study is, is
 * asked of its report: archives answer with studies of others, and IDs are shared. None where the archive cannot be
 * asked. Rejects when the archive fails.
 */
export async function findPrior(runtime: Runtime, displaySet: DisplaySet): Promise<PriorSearch> {
  const instance = firstInstance(displaySet);
  const [PatientID, StudyDate] = [instance?.PatientID, instance?.StudyDate];
  const { query } = runtime.dataSource();
  const client = archiveClient(runtime);
  if (!instance || typeof PatientID !== 'string' || PatientID === '' || !query || !client) {
    return NOTHING;
  }
  const found = await query.studies.search({ patientId: PatientID, disableWildcard: true });
  const current = {
    studyInstanceUID: displaySet.StudyInstanceUID,
    date: typeof StudyDate === 'string' ? StudyDate : '',
    patientID: PatientID,
  };
  let leftOut: LeftOutPrior | null = null;
  for (const { studyInstanceUid, date = '' } of candidates(found ?? [], current)) {
    const reports = await archivedReports(runtime, client, studyInstanceUid);
    const newest = newestReport(reports);
    const stored = newest && readStructuredReport(newest);
    const differs = newest && patientDifference(instance, newest);
    if (stored && differs === null) {
      return {
        prior: {
          studyInstanceUID: studyInstanceUid,
          date: isoDate(date),
          levels: stored.record.levels,
        },
        leftOut: null,
      };
    }
    if (stored && differs) {
      leftOut ??= { date: isoDate(date), differs };
    }
  }
  return { prior: null, leftOut };
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
