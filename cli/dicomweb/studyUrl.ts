/** A study of an archive, as the URL of its WADO-RS resource names it (PS3.18, 10.4.1). */
export interface StudyUrl {
  /** Of the DICOMweb service. */
  readonly root: string;
  readonly study: string;
}

/** "https://archive.example/dicom-web/studies/1.2.3" taken apart; null for everything else. */
export function parseStudyUrl(text: string): StudyUrl | null {
  const found = /^(https?:\/\/.+)\/studies\/([0-9.]+)\/?$/.exec(text);
  return found ? { root: found[1]!, study: found[2]! } : null;
}
