import type { DeepSpineError, Vec3 } from '../../findings';
import { part, refused } from '../../messages';
import type { Arguments } from '../../messages/catalogue';
import { type Code, sameCode } from '../codes';
import type { NaturalizedDataset } from '../record';

/** The error for a report of ours that cannot be read, with the fault that it has. */
export const badReport = (...fault: Arguments<'report-fault'>): DeepSpineError =>
  refused('bad-report', { reason: part('report-fault', ...fault) });

/** A sequence as an array, whether it came as an array, a single item or not at all. */
export function items(sequence: unknown): NaturalizedDataset[] {
  const list: unknown[] = Array.isArray(sequence) ? sequence : [sequence];
  return list.filter(
    (entry): entry is NaturalizedDataset => typeof entry === 'object' && entry !== null
  );
}

/** The code in a code sequence; null when there is none. */
export function codeOf(sequence: unknown): Code | null {
  const [first] = items(sequence);
  return first && first.CodeValue !== undefined
    ? {
        value: String(first.CodeValue),
        scheme: String(first.CodingSchemeDesignator ?? ''),
        meaning: String(first.CodeMeaning ?? ''),
      }
    : null;
}

/** The children of a content item that have the given concept name. */
export function children(node: NaturalizedDataset, name: Code): NaturalizedDataset[] {
  return items(node.ContentSequence).filter(child =>
    sameCode(codeOf(child.ConceptNameCodeSequence), name)
  );
}

export function child(node: NaturalizedDataset, name: Code): NaturalizedDataset | null {
  return children(node, name)[0] ?? null;
}

/** A child that every report of ours has. */
export function need(node: NaturalizedDataset, name: Code): NaturalizedDataset {
  const found = child(node, name);
  if (!found) {
    throw badReport({ context: 'missing', item: name.meaning });
  }
  return found;
}

/** The value of a CODE child. */
export function codeValue(node: NaturalizedDataset, name: Code): Code | null {
  return codeOf(child(node, name)?.ConceptCodeSequence);
}

/**
 * The text of a TEXT item. Text Value (UT, PS3.5 6.2) has one value and may hold backslashes, at which some readers
 * part it into several.
 */
export const textOf = ({ TextValue: value }: NaturalizedDataset): string =>
  Array.isArray(value) ? value.join('\\') : String(value ?? '');

/** The value of a TEXT child. */
export function textValue(node: NaturalizedDataset, name: Code): string | null {
  const found = child(node, name);
  return found?.TextValue === undefined || found.TextValue === null ? null : textOf(found);
}

/** The value of a UIDREF child. */
export function uidValue(node: NaturalizedDataset, name: Code): string | null {
  const value = child(node, name)?.UID;
  return value === undefined || value === null ? null : String(value);
}

/** The number in a NUM item, the double in preference to the decimal string. */
export function numberOf(node: NaturalizedDataset): number {
  const [measured] = items(node.MeasuredValueSequence);
  const value = Number(measured?.FloatingPointValue ?? measured?.NumericValue ?? NaN);
  if (!Number.isFinite(value)) {
    throw badReport({ context: 'number' });
  }
  return value;
}

/** The coordinates of an SCOORD or SCOORD3D item. */
export function coordinates(node: NaturalizedDataset): number[] {
  const data = node.GraphicData;
  const list: unknown[] = Array.isArray(data)
    ? data
    : ArrayBuffer.isView(data)
      ? Array.from(data as Float32Array)
      : [];
  const numbers = list.map(Number);
  if (!numbers.length || !numbers.every(Number.isFinite)) {
    throw badReport({ context: 'coordinates' });
  }
  return numbers;
}

/** The points of an SCOORD3D item, LPS mm. */
export function points(node: NaturalizedDataset, count: number): Vec3[] {
  const flat = coordinates(node);
  if (flat.length !== 3 * count) {
    throw badReport({ context: 'points', points: count });
  }
  return Array.from({ length: count }, (_, i) => [
    flat[3 * i]!,
    flat[3 * i + 1]!,
    flat[3 * i + 2]!,
  ]);
}
