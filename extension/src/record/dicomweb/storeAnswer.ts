import { datasetsOfJson, textValue, type JsonDataset } from './json';
import { datasetsOfXml } from './xml';

/** An instance that an archive did not take, as its answer lists it. */
export interface RefusedInstance {
  /** SOP Instance UID; null where the answer names none. */
  readonly instance: string | null;
  /** Failure Reason (0008,1197), PS3.18 table I.2-2; null where the answer gives none. */
  readonly reason: number | null;
}

/** What an archive says became of the instances that it was sent (STOW-RS, PS3.18 10.5.3). */
export interface StoreAnswer {
  /** Failed SOP Sequence and Other Failures Sequence; what is there already is not among them. */
  readonly refused: readonly RefusedInstance[];
  /** Whether it lists instances that it has: those it took, with a warning or without, or had before. */
  readonly has: boolean;
}

const REFERENCED_SOP = '00081199';
const FAILED_SOP = '00081198';
const OTHER_FAILURES = '0008119A';
const FAILURE_REASON = '00081197';
const SOP_INSTANCE = '00081155';

/**
 * The archive has the instance: our UIDs are random or follow from the content, so it took this very object before.
 * 0111H Duplicate SOP Instance (PS3.7, annex C), 45070 of Azure's DICOM service.
 */
const STORED_ALREADY = new Set([0x0111, 45070]);

/** Nothing was taken in at this moment; later it may be: 0110H, A7xxH, and 45071 of Azure's DICOM service. */
export const isPassing = (reason: number | null): boolean =>
  reason === 0x0110 || reason === 45071 || (reason !== null && reason >> 8 === 0xa7);

/** Hexadecimal, as PS3.3 C.14.1.1 and PS3.18 table I.2-2 list failure reasons. */
export const reasonCode = (reason: number): string =>
  `${reason.toString(16).toUpperCase().padStart(4, '0')}H`;

/** Reads the body of an answer to a store request, JSON or XML; one that is neither says nothing. */
export function readStoreAnswer(body: string): StoreAnswer {
  const datasets = datasetsOf(body);
  const listed = [FAILED_SOP, OTHER_FAILURES].flatMap(tag => datasets.flatMap(items(tag)));
  const failed = listed.map(item => ({
    instance: textValue(item, SOP_INSTANCE) ?? null,
    reason: integer(textValue(item, FAILURE_REASON)),
  }));
  // An item that names neither an instance nor a reason is how some archives write an empty sequence.
  const meant = failed.filter(({ instance, reason }) => instance !== null || reason !== null);
  const refused = meant.filter(({ reason }) => reason === null || !STORED_ALREADY.has(reason));
  const referenced = datasets.flatMap(items(REFERENCED_SOP));
  return { refused, has: referenced.length > 0 || refused.length < meant.length };
}

function datasetsOf(body: string): JsonDataset[] {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return datasetsOfXml(body);
  }
  return datasetsOfJson(answer);
}

const items =
  (tag: string) =>
  (dataset: JsonDataset): JsonDataset[] =>
    datasetsOfJson(dataset[tag]?.Value ?? []);

function integer(text: string | undefined): number | null {
  const parsed = Number(text ?? NaN);
  return Number.isInteger(parsed) ? parsed : null;
}
