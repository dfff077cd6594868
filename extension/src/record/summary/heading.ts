import { personNameString } from '../header';
import { PRODUCT } from '../product';
import type { NaturalizedDataset } from '../record';
import { BAND, BURNT_IN, GRAY, MARGIN, RED, WHITE, WIDTH, type Drawing } from './drawing';
import { PAGE_WIDTH } from './page';
import type { SummaryContent } from './summaryContent';
import { pageText } from './text';

const value = (dataset: NaturalizedDataset, keyword: string): string => {
  const held = dataset[keyword];
  const first: unknown = Array.isArray(held) ? held[0] : held;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : '';
};

/** 'Doe, Jane'; the groups of a name in several scripts follow in brackets. */
function nameWords(header: NaturalizedDataset): string {
  const groups = personNameString(header.PatientName)
    .split('=')
    .map(group => group.split('^').filter(Boolean))
    .filter(parts => parts.length > 0)
    .map(([family, ...others]) => [family, others.join(' ')].filter(Boolean).join(', '));
  return groups.length > 1 ? `${groups[0]} (${groups.slice(1).join('; ')})` : (groups[0] ?? '');
}

/** 'YYYY-MM-DD' of a DA; whatever else stands there as it is. */
const dateWords = (date: string): string => date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

const two = (n: number) => String(n).padStart(2, '0');
const timeWords = (now: Date): string =>
  `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;

/** What the page is, and whose. */
export function heading(drawing: Drawing, { header, now }: SummaryContent): void {
  drawing.box(0, 0, PAGE_WIDTH, BAND, RED);
  drawing.centered(24, BURNT_IN, 20, WHITE);
  const shown = (keyword: string) => pageText(value(header, keyword)) || '–';
  drawing.line(MARGIN, 54, 'Lumbar spine MRI: summary of findings', { size: 13, font: 'bold' });
  const made = `made ${timeWords(now)} by ${PRODUCT.model} ${PRODUCT.version}; not verified`;
  drawing.line(MARGIN, 66, made, { color: GRAY });
  const rows: readonly (readonly [string, string][])[] = [
    [
      ['Patient', pageText(nameWords(header)) || '–'],
      ['ID', shown('PatientID')],
    ],
    [
      ['Born', dateWords(shown('PatientBirthDate'))],
      ['Sex', shown('PatientSex')],
    ],
    [
      ['Study', `${dateWords(shown('StudyDate'))}  ${pageText(value(header, 'StudyDescription'))}`],
      ['Accession no.', shown('AccessionNumber')],
    ],
  ];
  rows.forEach((row, i) =>
    row.forEach(([label, words], j) => {
      const x = MARGIN + (j === 0 ? 0 : 330);
      const y = 84 + i * 13;
      const labelWidth = j === 0 ? 44 : 70;
      drawing.line(x, y, label, { size: 9, color: GRAY });
      const width = j === 0 ? 280 : WIDTH - 330 - labelWidth;
      drawing.line(x + labelWidth, y, words, { size: 9, font: 'bold', width });
    })
  );
}
