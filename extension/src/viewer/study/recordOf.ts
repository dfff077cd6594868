import type { AnalysisRecord } from '../../record';

/** All that is stored of findings; a field that is added to the record has to be added here as well. */
const FIELDS: Readonly<Record<keyof AnalysisRecord, true>> = {
  studyInstanceUID: true,
  sagittalSeriesUID: true,
  axialSeriesUID: true,
  models: true,
  notAssessed: true,
  levels: true,
  warnings: true,
};

/** A study without what only the panel needs: what goes to the archive, and into the browser's keeping. */
export const recordOf = (study: AnalysisRecord): AnalysisRecord =>
  Object.fromEntries(
    Object.entries(study).filter(([field]) => Object.hasOwn(FIELDS, field))
  ) as unknown as AnalysisRecord;
