/** Whose images or findings these are, as far as it is said beside them. */
export interface Whose {
  readonly studyInstanceUID: string;
  /** 'Doe, John'; 'no name' where the study has none. */
  readonly name: string;
  /** ISO 8601; '?' where the study has none. */
  readonly date: string;
}
