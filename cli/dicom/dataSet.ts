import { parseDicom, type DataSet, type Element } from 'dicom-parser';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import { inflate } from './inflate';

export type { DataSet } from 'dicom-parser';

const PREAMBLE_BYTES = 128;

/** Whether bytes begin like a DICOM Part 10 file (PS3.10 section 7.1): 128 bytes, then "DICM". */
export function isPart10(bytes: Uint8Array): boolean {
  const prefix = bytes.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + 4);
  return Buffer.from(prefix).toString('latin1') === 'DICM';
}

/**
 * Parses a Part 10 file; values are decoded only when they are asked for.
 *
 * @throws DeepSpineError 'unsupported-file' when it is none, 'corrupt-file' when it breaks off. The
 *   message is the end of a sentence that begins with the file's name.
 */
export function parsePart10(bytes: Uint8Array): DataSet {
  if (!isPart10(bytes)) {
    throw new DeepSpineError(
      'unsupported-file',
      'is not a DICOM Part 10 file (no DICM prefix after 128 bytes); export it again as DICOM'
    );
  }
  try {
    return parseDicom(bytes, { inflater: inflate });
  } catch (cause) {
    throw new DeepSpineError('corrupt-file', `is cut off or corrupt (${parserReason(cause)})`, {
      cause,
    });
  }
}

/** dicom-parser throws strings, errors and { exception } alike. */
function parserReason(cause: unknown): string {
  const inner =
    typeof cause === 'object' && cause !== null && 'exception' in cause ? cause.exception : cause;
  return reasonOf(inner).replace(/^dicomParser\.[\w.]*:\s*/i, '');
}

/** All values of a string attribute, trimmed; undefined when it is missing or empty. */
export function strings(dataSet: DataSet, tag: string): string[] | undefined {
  const text = dataSet.elements[tag] ? dataSet.string(tag) : undefined;
  const values = text?.split('\\').map(value => value.trim());
  return values?.some(value => value !== '') ? values : undefined;
}

/** The first value of a string attribute; undefined when it is missing or empty. */
export function string(dataSet: DataSet, tag: string): string | undefined {
  return strings(dataSet, tag)?.[0] || undefined;
}

/** A decimal string (DS, PS3.5 6.2); an integer string (IS) is one as well. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A DS or IS attribute; undefined unless it holds `count` finite numbers and nothing else. JavaScript takes
 * an empty value for 0 and reads hexadecimals: neither is a decimal string.
 */
export function numbers(dataSet: DataSet, tag: string, count: number): number[] | undefined {
  const values = strings(dataSet, tag)?.map(decimal);
  return values?.length === count && values.every(Number.isFinite) ? values : undefined;
}

const decimal = (value: string): number => (DECIMAL.test(value) ? Number(value) : NaN);

/** The first value of a DS or IS attribute. */
export function number(dataSet: DataSet, tag: string): number | undefined {
  const value = decimal(string(dataSet, tag) ?? '');
  return Number.isFinite(value) ? value : undefined;
}

const NO_ITEMS: readonly DataSet[] = [];
const itemsOf = new WeakMap<Element, readonly DataSet[]>();

/**
 * The data sets of a sequence's items; empty when it is missing. Every frame of an enhanced image asks for the
 * same sequence: it is listed once.
 */
export function items(dataSet: DataSet, tag: string): readonly DataSet[] {
  const sequence = dataSet.elements[tag];
  if (!sequence?.items) {
    return NO_ITEMS;
  }
  let listed = itemsOf.get(sequence);
  if (!listed) {
    listed = sequence.items.flatMap(item => (item.dataSet ? [item.dataSet] : []));
    itemsOf.set(sequence, listed);
  }
  return listed;
}
