import type { ParsedDataset, ParsedElement } from './dcmjs';

/** One attribute in the DICOM JSON model (PS3.18 F.2). */
export interface JsonElement {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

export type JsonDataset = Record<string, JsonElement>;

const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const NUMERIC = new Set(['DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);
/** Pixel Data, Float Pixel Data, Double Float Pixel Data. */
const PIXELS = new Set(['7FE00010', '7FE00008', '7FE00009']);
const SPECIFIC_CHARACTER_SET = '00080005';
/** Longer binary values are fetched on their own rather than repeated in every metadata answer. */
const INLINE_BYTES = 1024;

/**
 * The DICOM JSON model of a data set (PS3.18 annex F).
 * @param bulkRoot URL under which `<tag>` answers with that attribute's bytes. Only attributes of the
 *   top level are referred to; binary values inside sequences stand inline.
 */
export function toDicomJson(dataset: ParsedDataset, bulkRoot: string): JsonDataset {
  const json: JsonDataset = {};
  for (const [tag, element] of Object.entries(dataset)) {
    if (/^[0-9A-F]{8}$/i.test(tag)) {
      json[tag.toUpperCase()] = toElement(tag, element, bulkRoot);
    }
  }
  if (json[SPECIFIC_CHARACTER_SET]) {
    // The text below is UTF-8 whatever the file held (PS3.18 F.2).
    json[SPECIFIC_CHARACTER_SET] = { vr: 'CS', Value: ['ISO_IR 192'] };
  }
  return json;
}

/** A binary attribute's bytes; encapsulated fragments one after the other. */
export function binaryValue(element: ParsedElement | undefined): Buffer[] {
  return values(element).flatMap(value => {
    if (value instanceof ArrayBuffer) {
      return [Buffer.from(value)];
    }
    return ArrayBuffer.isView(value)
      ? [Buffer.from(value.buffer, value.byteOffset, value.byteLength)]
      : [];
  });
}

function toElement(tag: string, element: ParsedElement, bulkRoot: string): JsonElement {
  const { vr } = element;
  if (vr === 'SQ') {
    const items = values(element).map(item => toDicomJson(item as ParsedDataset, ''));
    return items.length > 0 ? { vr, Value: items } : { vr };
  }
  if (BINARY.has(vr)) {
    const bytes = binaryValue(element);
    const length = bytes.reduce((sum, part) => sum + part.length, 0);
    if (length === 0) {
      return { vr };
    }
    return bulkRoot && (PIXELS.has(tag) || length > INLINE_BYTES)
      ? { vr, BulkDataURI: `${bulkRoot}/${tag}` }
      : { vr, InlineBinary: Buffer.concat(bytes).toString('base64') };
  }
  const value = values(element).map(v => toValue(vr, v));
  // An empty value among others keeps its place as null (PS3.18 F.2.5); trailing emptiness is no value.
  return value.some(v => v !== null) ? { vr, Value: value } : { vr };
}

function toValue(vr: string, value: unknown): unknown {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  if (vr === 'PN') {
    return toPersonName(value);
  }
  if (vr === 'AT') {
    return typeof value === 'number'
      ? value.toString(16).padStart(8, '0').toUpperCase()
      : String(value);
  }
  if (NUMERIC.has(vr)) {
    const number = Number(value);
    // JSON has no NaN; a number that is none is handed on as it stands (PS3.18 F.2.3 allows strings).
    return Number.isFinite(number) && typeof value !== 'bigint' ? number : String(value);
  }
  return value;
}

function toPersonName(value: unknown): unknown {
  if (typeof value === 'string') {
    return { Alphabetic: value };
  }
  const { Alphabetic, Ideographic, Phonetic } = value as Record<string, string | undefined>;
  const name = {
    ...(Alphabetic && { Alphabetic }),
    ...(Ideographic && { Ideographic }),
    ...(Phonetic && { Phonetic }),
  };
  return Object.keys(name).length > 0 ? name : null;
}

function values(element: ParsedElement | undefined): unknown[] {
  const value = element?.Value;
  if (value === undefined || value === null) {
    return [];
  }
  return Array.isArray(value) ? Array.from(value as unknown[]) : [value];
}
