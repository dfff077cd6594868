/** One attribute of the DICOM JSON model (PS3.18, F.2), as far as answers of archives are read. */
export interface JsonElement {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
}

/** By tag, eight upper-case hexadecimal digits. */
export type JsonDataset = Readonly<Record<string, JsonElement | undefined>>;

/** The datasets of an answer in DICOM JSON, whether it is a list or one alone; what else stands there is left out. */
export const datasetsOfJson = (answer: unknown): JsonDataset[] =>
  (Array.isArray(answer) ? answer : [answer]).filter(isObject).map(withUpperCaseTags);

/** Tags are upper-case (PS3.18, F.2.1.1.1); some archives write them in lower case. */
const withUpperCaseTags = (dataset: object): JsonDataset =>
  Object.fromEntries(Object.entries(dataset).map(([tag, value]) => [tag.toUpperCase(), value]));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The first value of an attribute as text; undefined where it is missing or empty. */
export function textValue(dataset: JsonDataset, tag: string): string | undefined {
  const value = dataset[tag]?.Value?.[0];
  return value === undefined || value === null ? undefined : String(value).trim() || undefined;
}
