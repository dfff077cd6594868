import type { FhirElement } from './resource';

/** Without the characters that neither FHIR's strings (R4, 2.24.0.1) nor XML 1.0 (2.2) have a place for. */
export const plain = (words: string): string =>
  [...words]
    .filter(character => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(character) || character === '\n')
    .join('');

/** A value with all of its texts plain. */
export function withPlainTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    return plain(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(withPlainTexts)
    : Object.fromEntries(Object.entries(value).map(([key, of]) => [key, withPlainTexts(of)]));
}

const xml = (words: string): string =>
  plain(words).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Paragraphs as a Narrative (R4, 2.4). */
export function narrative(lines: readonly string[]): FhirElement {
  const body = lines.map(line => `<p>${xml(line).replaceAll('\n', '<br/>')}</p>`).join('');
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>`,
  };
}
