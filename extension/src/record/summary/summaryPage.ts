import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  conditionLabel,
  evidenceOf,
  GRADING_DEFINITIONS,
  GRADINGS,
  isAbnormal,
  isAbnormalGrading,
  isReal,
  notAssessedSentence,
  type Finding,
  type Grading,
  type HeadKey,
  type ModelIdentity,
} from '../../findings';
import { patientToPixel } from '../../imaging/geometry';
import type { SlicePlane } from '../../imaging/types';
import { along } from '../../imaging/vec3';
import { personNameString } from '../header';
import { PRODUCT } from '../product';
import type { AnalysisRecord, NaturalizedDataset } from '../record';
import {
  PAGE_HEIGHT,
  PAGE_WIDTH,
  type Color,
  type GrayPicture,
  type Page,
  type PageItem,
} from './page';
import { pageText, shortened, textWidth, wrapped, type FontName } from './text';

/** What the page shows of a study. */
export interface SummaryContent {
  readonly record: AnalysisRecord;
  /** Header of an image of the study: the patient's and the study's attributes. */
  readonly header: NaturalizedDataset;
  /** A sagittal slice through the middle of the discs, and its plane. */
  readonly picture: GrayPicture | null;
  readonly plane: SlicePlane | null;
  /** The draft report: only what a person accepted or changed; '' where nobody did. */
  readonly draft: string;
  /** When the page is made. */
  readonly now: Date;
}

/** Burnt into the page at its head and its foot, and across the picture. */
export const BURNT_IN = 'RESEARCH USE ONLY – not for diagnosis';

const BLACK: Color = [20, 20, 20];
const GRAY: Color = [95, 95, 95];
const LINE: Color = [170, 170, 170];
const WHITE: Color = [255, 255, 255];
const RED: Color = [150, 20, 20];
const YELLOW: Color = [255, 225, 80];
const NOT_GRADED: Color = [228, 228, 228];
/** From normal to worst; a presence has the first and the third. */
const SHADES: readonly Color[] = [
  [238, 247, 238],
  [255, 245, 205],
  [255, 219, 170],
  [250, 178, 160],
];

const MARGIN = 32;
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const BAND = 34;
const PICTURE = { top: 128, width: 232, height: 268 } as const;

/** From a disc's center to its name. */
const NAME_MM = 27;

class Drawing {
  readonly items: PageItem[] = [];

  box(x: number, y: number, width: number, height: number, color: Color): void {
    this.items.push({ kind: 'box', x, y, width, height, color });
  }

  /** One line of text that ends where its room does; y is that of the base line. */
  line(
    x: number,
    y: number,
    text: string,
    style: { size?: number; font?: FontName; color?: Color; width?: number } = {}
  ): void {
    const { size = 8, font = 'regular', color = BLACK, width = PAGE_WIDTH - MARGIN - x } = style;
    const shown = shortened(text, font, size, width);
    this.items.push({ kind: 'text', x, y, text: shown, font, size, color });
  }

  /**
   * Lines of text from a base line down; where the room ends, the last line says that more stands in the report.
   * @returns the base line of the next one
   */
  block(
    x: number,
    y: number,
    text: string,
    room: { width: number; lines: number; size?: number; font?: FontName; color?: Color }
  ): number {
    const { width, lines, size = 8, font = 'regular', color = BLACK } = room;
    const all = wrapped(text, font, size, width);
    const shown = all.length > lines ? [...all.slice(0, lines - 1), MORE] : all;
    const step = size * 1.25;
    shown.forEach((words, i) => this.line(x, y + i * step, words, { size, font, color, width }));
    return y + shown.length * step;
  }

  centered(y: number, text: string, size: number, color: Color, from = 0, to = PAGE_WIDTH): void {
    const x = from + (to - from - textWidth(text, 'bold', size)) / 2;
    this.items.push({ kind: 'text', x, y, text, font: 'bold', size, color });
  }
}

const MORE = '… more in the structured report';

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

function heading(drawing: Drawing, { header, now }: SummaryContent): void {
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

/** The picture with the discs' names at their places. */
function picture(drawing: Drawing, { picture: gray, plane, record }: SummaryContent): void {
  const { top, width, height } = PICTURE;
  drawing.box(MARGIN, top, width, height, BLACK);
  if (!gray || !plane) {
    drawing.line(MARGIN + 12, top + height / 2, 'The images were not at hand.', { color: WHITE });
    return;
  }
  // Pixels need not be square.
  const [wideMm, highMm] = [plane.columns * plane.columnSpacing, plane.rows * plane.rowSpacing];
  const scale = Math.min(width / wideMm, height / highMm);
  const [wide, high] = [wideMm * scale, highMm * scale];
  const [left, upper] = [MARGIN + (width - wide) / 2, top + (height - high) / 2];
  drawing.items.push({
    kind: 'picture',
    ...{ x: left, y: upper, width: wide, height: high, picture: gray },
  });
  for (const { level, frame } of record.levels) {
    const { column, row } = patientToPixel(plane, frame.center);
    const x = left + ((column + 0.5) / plane.columns) * wide;
    const y = upper + ((row + 0.5) / plane.rows) * high;
    if (x < left || x > left + wide || y < upper || y > upper + high) {
      continue;
    }
    drawing.box(x - 1.5, y - 1.5, 3, 3, YELLOW);
    const words = textWidth(level, 'bold', 8);
    // In front of the spine: the canal stays clear.
    const front = patientToPixel(plane, along(frame.center, frame.anterior, NAME_MM)).column;
    const edge = left + ((front + 0.5) / plane.columns) * wide;
    const wanted = edge < x ? edge - words : edge;
    const at = Math.max(MARGIN + 4, Math.min(wanted, MARGIN + width - words - 4));
    drawing.box(at - 2, y - 6, words + 4, 10, BLACK);
    drawing.line(at, y + 2, level, { font: 'bold', color: YELLOW });
  }
  drawing.box(MARGIN, top + height - 15, width, 15, RED);
  drawing.centered(top + height - 4.5, BURNT_IN, 10, WHITE, MARGIN, MARGIN + width);
}

type Stated = Pick<Finding, 'grade' | 'status' | 'source' | 'unsure' | 'remark'> & {
  readonly probability?: number;
  readonly shade: Color;
  /** No real labels stand behind the model that said it. */
  readonly simulated: boolean;
};

const isSimulated = (
  { models }: AnalysisRecord,
  model: ModelIdentity | undefined,
  head: HeadKey
): boolean => model !== undefined && !isReal(evidenceOf(models, model, head));

function statedFinding(record: AnalysisRecord, finding: Finding): Stated {
  const { grade, modelGrade, condition } = finding;
  const { grades } = CONDITION_DEFINITIONS[condition];
  const at = grade === 'not-graded' ? -1 : grades.indexOf(grade);
  return {
    ...finding,
    probability: grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade],
    shade: at < 0 ? NOT_GRADED : SHADES[grades.length === 2 && isAbnormal(grade) ? 2 : at]!,
    simulated: isSimulated(record, modelGrade?.model, condition),
  };
}

/** The two lines of a cell: what is stated, and who says so. */
function cellWords({ grade, status, source, unsure, probability, simulated }: Stated): {
  readonly first: string;
  readonly second: string;
} {
  if (status === 'rejected') {
    return { first: 'rejected', second: grade === 'not-graded' ? 'by reader' : `was: ${grade}` };
  }
  if (grade === 'not-graded') {
    return { first: 'not graded', second: '' };
  }
  const doubt = unsure ? ' ?' : '';
  const byPerson = status === 'changed' || source.kind === 'person';
  const mark = simulated && !byPerson ? '*' : '';
  const said = probability === undefined ? '' : probability.toFixed(2);
  return {
    first: `${grade}${mark}${doubt}`,
    second: byPerson ? 'by reader' : status === 'accepted' ? `accepted ${said}` : said,
  };
}

/** A person stands for what the cell says, or against it. */
const isDecided = ({ status }: Pick<Finding, 'status'>): boolean => status !== 'suggested';

interface Column {
  readonly title: string;
  readonly cells: readonly (Stated | null)[];
}

const ROW = 22;
const FIRST_COLUMN = 42;

/** @returns where the grid ends */
function grid(
  drawing: Drawing,
  y: number,
  title: string,
  levels: readonly string[],
  columns: readonly Column[]
): number {
  drawing.line(MARGIN, y + 8, title, { size: 9, font: 'bold' });
  const wide = (WIDTH - FIRST_COLUMN) / columns.length;
  const top = y + 12;
  const head = 24;
  columns.forEach(({ title: words }, i) => {
    const x = MARGIN + FIRST_COLUMN + i * wide;
    drawing.block(x + 2, top + 7, words, { width: wide - 3, lines: 3, size: 6.4, color: GRAY });
  });
  levels.forEach((level, row) => {
    const at = top + head + row * ROW;
    drawing.line(MARGIN, at + 13, level, { font: 'bold' });
    columns.forEach(({ cells }, i) => {
      const cell = cells[row];
      const x = MARGIN + FIRST_COLUMN + i * wide;
      const shade = cell && cell.status !== 'rejected' ? cell.shade : NOT_GRADED;
      drawing.box(x, at, wide - 1, ROW - 1, shade);
      const { first, second } = cell ? cellWords(cell) : { first: 'not graded', second: '' };
      const decided = cell && isDecided(cell);
      if (decided) {
        drawing.box(x, at, 2.5, ROW - 1, BLACK);
      }
      const color = cell && cell.grade !== 'not-graded' ? BLACK : GRAY;
      drawing.line(x + 5, at + 9, first, {
        ...{ size: 7.5, color, width: wide - 7 },
        font: decided ? 'bold' : 'regular',
      });
      drawing.line(x + 5, at + 17, second, { size: 6.2, color: GRAY, width: wide - 7 });
    });
  });
  return top + head + levels.length * ROW;
}

function grids(drawing: Drawing, { record }: SummaryContent): number {
  const { levels } = record;
  const names = levels.map(({ level }) => level);
  const conditions = CONDITIONS.map((condition): Column => ({
    title: conditionLabel(condition),
    cells: levels.map(({ findings }) => {
      const finding = findings.find(one => one.condition === condition);
      return finding ? statedFinding(record, finding) : null;
    }),
  }));
  let y = grid(drawing, 402, 'Findings', names, conditions);
  if (levels.some(({ gradings }) => gradings && gradings.length > 0)) {
    const gradings = GRADINGS.map((key): Column => ({
      title: GRADING_DEFINITIONS[key].name,
      cells: levels.map(({ gradings: list }) => {
        const found = list?.find(({ grading }) => grading === key);
        return found ? statedGrading(record, found) : null;
      }),
    }));
    y = grid(drawing, y + 6, 'Degeneration gradings', names, gradings);
  }
  return y;
}

function statedGrading(record: AnalysisRecord, grading: Grading): Stated {
  const { grade, modelGrade, grading: key } = grading;
  const { grades } = GRADING_DEFINITIONS[key];
  const at = grade === 'not-graded' ? -1 : grades.indexOf(grade);
  const worst = at === grades.length - 1 && grades.length > 2;
  return {
    ...(grading as unknown as Finding),
    probability: grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade],
    shade: at < 0 ? NOT_GRADED : SHADES[isAbnormalGrading(key, grade) ? (worst ? 3 : 2) : 0]!,
    simulated: isSimulated(record, modelGrade?.model, key),
  };
}

/** Beside the picture: the draft, what people remarked, and what is in doubt. */
function words(drawing: Drawing, { record, draft }: SummaryContent): void {
  const x = MARGIN + PICTURE.width + 14;
  const width = PAGE_WIDTH - MARGIN - x;
  const title = (y: number, text: string): number => {
    drawing.line(x, y, text, { size: 9, font: 'bold' });
    return y + 12;
  };
  let y = title(PICTURE.top + 8, 'Draft report (decided by a person)');
  const none =
    'Nobody has decided on a finding yet. A draft says only what a person accepted or changed.';
  y = drawing.block(x, y, draft ? pageText(draft) : none, {
    ...{ width, lines: 12, size: 7.6 },
    color: draft ? BLACK : GRAY,
  });
  const remarks = record.levels.flatMap(({ level, findings, gradings = [] }) => [
    ...findings.flatMap(({ condition, remark }) =>
      remark ? [`${level} ${conditionLabel(condition)}: ${remark}`] : []
    ),
    ...gradings.flatMap(({ grading, remark }) =>
      remark ? [`${level} ${GRADING_DEFINITIONS[grading].name}: ${remark}`] : []
    ),
  ]);
  if (remarks.length > 0) {
    y = title(y + 5, 'Remarks of the reader');
    const text = remarks.map(remark => pageText(remark.replace(/\s+/g, ' '))).join('\n');
    y = drawing.block(x, y, text, { width, lines: 5, size: 7.6 });
  }
  const room = Math.floor((PICTURE.top + PICTURE.height - (y + 17)) / (7.2 * 1.25));
  if (record.warnings.length > 0 && room > 0) {
    y = title(y + 5, 'Warnings');
    const text = record.warnings.map(warning => `– ${pageText(warning.text)}`).join('\n');
    drawing.block(x, y, text, { width, lines: room, size: 7.2 });
  }
}

const LEGEND =
  'Black bar: a person accepted, changed or rejected it; all else is what a model suggests, with its probability. ' +
  '*: tested on simulated images only, without evidence from patients. ?: doubtful. not graded: nobody said anything, which is not “none”.';

function foot(drawing: Drawing, { record }: SummaryContent, from: number): void {
  const models = record.models
    .map(({ name, version, sha256 }) => `${name} ${version} (${sha256.slice(0, 8)})`)
    .join(', ');
  const lines = [LEGEND, notAssessedSentence(record.notAssessed ?? []), `Models: ${models}.`]
    .filter(Boolean)
    .map(pageText);
  const bottom = PAGE_HEIGHT - 24;
  const size = 6.4;
  const room = Math.max(1, Math.floor((bottom - from - 6) / (size * 1.25)));
  drawing.box(MARGIN, from + 2, WIDTH, 0.5, LINE);
  drawing.block(MARGIN, from + 11, lines.join('\n'), {
    ...{ width: WIDTH, lines: room, size, color: GRAY },
  });
  drawing.box(0, PAGE_HEIGHT - 22, PAGE_WIDTH, 22, RED);
  drawing.centered(PAGE_HEIGHT - 7, BURNT_IN, 13, WHITE);
}

/**
 * One page of a study for systems that know no structured report: whose it is, a sagittal slice with the discs' names,
 * every cell of both grids, the draft and what is in doubt.
 */
export function summaryPage(content: SummaryContent): Page {
  const drawing = new Drawing();
  heading(drawing, content);
  picture(drawing, content);
  words(drawing, content);
  foot(drawing, content, grids(drawing, content));
  return { width: PAGE_WIDTH, height: PAGE_HEIGHT, items: drawing.items };
}
