/** Parameters of the viewer's address that name series of a study: the viewer loads these alone. */
const NAMES_SERIES = /^seriesinstanceuids?$/i;

/** Whether the link that a study was opened by names series: others of the study may be in the archive. */
export const linkNamesSeries = (search: string = globalThis.location?.search ?? ''): boolean =>
  [...new URLSearchParams(search)].some(
    ([name, value]) => NAMES_SERIES.test(name) && value.trim() !== ''
  );
