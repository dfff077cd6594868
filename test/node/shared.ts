import path from 'node:path';

/** Data that may not be committed lies beside the repository, where it is there at all. */
const SHARED = path.resolve(__dirname, '../../../shared/data');

export const RSNA_STUDY = path.join(SHARED, 'rsna/100206310');
