import { REPORT_SERIES } from '../../record';
import type { DataSource } from '../host/ohif';

/** Answers of this page, by study: a list asks for its rows again and again. */
const known = new WeakMap<DataSource, Map<string, Promise<boolean>>>();

/**
 * Whether the archive holds findings of DeepSPINE for a study, by the description of its reports; false where the
 * archive cannot be asked. Asked once per study and page.
 * @param modalities of the study, as the archive has them; without an SR nobody is asked
 */
export function hasFindings(
  dataSource: DataSource,
  studyInstanceUID: string,
  modalities: string
): Promise<boolean> {
  const { query } = dataSource;
  if (!query || !/\bSR\b/.test(modalities)) {
    return Promise.resolve(false);
  }
  const answers = known.get(dataSource) ?? new Map<string, Promise<boolean>>();
  known.set(dataSource, answers);
  const answer =
    answers.get(studyInstanceUID) ??
    query.series
      .search(studyInstanceUID)
      .then(series =>
        (series ?? []).some(
          ({ modality, description }) => modality === 'SR' && description === REPORT_SERIES
        )
      )
      .catch(() => false);
  answers.set(studyInstanceUID, answer);
  return answer;
}
