import type { JsonDataset } from './json';

interface OpenElement {
  Value: unknown[];
}

/** One tag of the Native DICOM Model; of its attributes only those that matter. */
const TAG = /<(\/?)(?:[\w.-]+:)?(NativeDicomModel|DicomAttribute|Item|Value)\b([^<>]*)>/g;

/**
 * The datasets of a Native DICOM Model (PS3.19, A.1) in the form of the DICOM JSON model: sequences and plain
 * values; names of persons and bulk data are left out. Text that is no such model has none.
 */
export function datasetsOfXml(xml: string): JsonDataset[] {
  const root: Record<string, OpenElement> = {};
  const datasets: Record<string, OpenElement>[] = [root];
  const elements: OpenElement[] = [];
  let valueFrom: number | null = null;
  for (const match of xml.matchAll(TAG)) {
    const [all, closing, name, attributes = ''] = match;
    const empty = attributes.trimEnd().endsWith('/');
    if (closing) {
      if (name === 'Value' && valueFrom !== null) {
        elements.at(-1)?.Value.push(plain(xml.slice(valueFrom, match.index)));
      } else if (name === 'Item' && datasets.length > 1) {
        datasets.pop();
      } else if (name === 'DicomAttribute') {
        elements.pop();
      }
      valueFrom = null;
    } else if (name === 'DicomAttribute') {
      const tag = /\btag\s*=\s*["']([0-9a-f]{8})["']/i.exec(attributes)?.[1]?.toUpperCase();
      const element: OpenElement = { Value: [] };
      if (tag) {
        datasets.at(-1)![tag] = element;
      }
      if (!empty) {
        elements.push(element);
      }
    } else if (name === 'Item' && !empty) {
      const item = {};
      elements.at(-1)?.Value.push(item);
      datasets.push(item);
    } else if (name === 'Value' && !empty) {
      valueFrom = match.index + all.length;
    }
  }
  return Object.keys(root).length > 0 ? [root] : [];
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const plain = (text: string): string =>
  text.trim().replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!);
