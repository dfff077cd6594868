import type { Topic } from './claims';
import type { Item, LevelItem } from './item';
import { readItems } from './items';
import type { Line } from './layout';
import type { Numbering } from './levels';
import { tokenize } from './tokens';
import { topicOfItems } from './topics';

/** One cell of a table: words about one topic at one level. Offsets into the report's text. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly levels: readonly number[];
  /** The words that name the levels. */
  readonly heading: Field;
  readonly topic: Topic | undefined;
}

interface Field {
  readonly start: number;
  readonly end: number;
}

type Splitter = (text: string, line: Line) => Field[];

function splitBy(pattern: RegExp, text: string, line: Line): Field[] {
  const content = text.slice(line.start, line.end);
  const fields: Field[] = [];
  let from = 0;
  for (const match of content.matchAll(pattern)) {
    fields.push({ start: line.start + from, end: line.start + match.index });
    from = match.index + match[0].length;
  }
  fields.push({ start: line.start + from, end: line.end });
  return fields;
}

/** The ways in which columns are separated, surest first. */
const SPLITTERS: readonly Splitter[] = [
  (text, line) => splitBy(/\|/g, text, trimmedPipes(text, line)),
  (text, line) => splitBy(/\t+/g, text, line),
  (text, line) => splitBy(/;/g, text, line),
  (text, line) => splitBy(/ {2,}/g, text, trimmedSpace(text, line)),
];

function trimmedPipes(text: string, line: Line): Line {
  const content = text.slice(line.start, line.end);
  const left = /^\s*\|?/.exec(content)![0].length;
  const right = /\|?\s*$/.exec(content)![0].length;
  return { ...line, start: line.start + left, end: Math.max(line.start + left, line.end - right) };
}

function trimmedSpace(text: string, line: Line): Line {
  const content = text.slice(line.start, line.end);
  return {
    ...line,
    start: line.start + /^\s*/.exec(content)![0].length,
    end: line.end - /\s*$/.exec(content)![0].length,
  };
}

/** A column head names things; it grades nothing ("Other" is a head, too). */
function isHeading(item: Item): boolean {
  const named = item.kind === 'level' && item.scope === undefined;
  return !named && !['grade', 'negation', 'normal', 'open'].includes(item.kind);
}

/** Reads the tables among the lines; gives their cells and the lines that are no part of a table. */
export class TableReader {
  constructor(
    private readonly text: string,
    private readonly lowered: string,
    private readonly numbering: Numbering,
    private readonly correct: (word: string) => string
  ) {}

  /**
   * Reads a table that begins at `lines[at]`: a row of column heads and at least one row below it.
   * Either the rows are levels and the columns are topics, or the other way round.
   */
  tableAt(lines: readonly Line[], at: number): { cells: Cell[]; rows: number } | undefined {
    const below = lines[at + 1];
    for (const split of below ? SPLITTERS : []) {
      const head = split(this.text, lines[at]!);
      if (head.length < 2 || split(this.text, below!).length < 2) {
        continue;
      }
      const table = this.byLevel(lines, at, head, split) ?? this.byTopic(lines, at, head, split);
      if (table && table.rows > 1) {
        return table;
      }
    }
    return this.slashedAt(lines, at);
  }

  private items(field: Field): ReturnType<typeof readItems> {
    return readItems(tokenize(this.lowered, field.start, field.end, this.correct), this.numbering);
  }

  private levels(field: Field): readonly number[] | undefined {
    const items = this.items(field);
    const [first] = items.filter((item): item is LevelItem => item.kind === 'level' && !item.scope);
    const only = items.every(item => ['level', 'filler', 'separator'].includes(item.kind));
    return first && only ? first.levels : undefined;
  }

  private isRule(line: Line): boolean {
    return /^[\s|:+=-]*$/.test(this.text.slice(line.start, line.end));
  }

  /** Column heads are topics: "Level | Canal | Left foramen". */
  private byLevel(
    lines: readonly Line[],
    at: number,
    head: readonly Field[],
    split: Splitter
  ): { cells: Cell[]; rows: number } | undefined {
    const heads = head.map(field => this.items(field));
    const topics = heads.map(topicOfItems);
    const named =
      topics.slice(1).filter(Boolean).length > 0 || /finding|comment/i.test(this.line(lines[at]!));
    const clean = heads.every(items => items.every(isHeading));
    if (!named || !clean) {
      return undefined;
    }
    const cells: Cell[] = [];
    let rows = 1;
    for (let i = at + 1; i < lines.length; i += 1, rows += 1) {
      const line = lines[i]!;
      if (this.isRule(line)) {
        continue;
      }
      const fields = split(this.text, line);
      const levels = fields.length > 1 ? this.levels(fields[0]!) : undefined;
      if (!levels) {
        break;
      }
      for (const [column, field] of fields.entries()) {
        if (column > 0) {
          cells.push(
            ...this.cellsOf(
              field,
              { levels, heading: fields[0]! },
              topics[column],
              this.text.slice(head[column]?.start ?? 0, head[column]?.end ?? 0)
            )
          );
        }
      }
    }
    return cells.length > 0 ? { cells, rows } : undefined;
  }

  /** Column heads are levels: "Canal   none  mild  severe" under "L3-4  L4-5  L5-S1". */
  private byTopic(
    lines: readonly Line[],
    at: number,
    head: readonly Field[],
    split: Splitter
  ): { cells: Cell[]; rows: number } | undefined {
    const columns = head.map(field => this.levels(field));
    const leveled = columns.filter(levels => levels !== undefined).length;
    if (leveled < 2 || columns.slice(1).some(levels => levels === undefined)) {
      return undefined;
    }
    const cells: Cell[] = [];
    let rows = 1;
    for (let i = at + 1; i < lines.length; i += 1, rows += 1) {
      if (this.isRule(lines[i]!)) {
        continue;
      }
      const fields = split(this.text, lines[i]!);
      const topic = fields[0] && topicOfItems(this.items(fields[0]));
      // The column heads may or may not have a head of their own above the row names.
      const shift = fields.length - columns.length;
      if (!topic || shift < 0 || shift > 1) {
        break;
      }
      for (const [column, field] of fields.entries()) {
        const levels = columns[column - shift];
        if (column > 0 && levels) {
          cells.push({ ...field, levels, heading: head[column - shift]!, topic });
        }
      }
    }
    return cells.length > 0 ? { cells, rows } : undefined;
  }

  private line(line: Line): string {
    return this.text.slice(line.start, line.end);
  }

  /** "Foraminal (R/L)" over "mild/none" holds two cells. */
  private cellsOf(
    field: Field,
    row: Pick<Cell, 'levels' | 'heading'>,
    topic: Topic | undefined,
    head: string
  ): Cell[] {
    if (/^\s*-*\s*$/.test(this.text.slice(field.start, field.end))) {
      return [];
    }
    const order = /\b(r|right|l|left)\s*\/\s*(r|right|l|left)\b/i.exec(head);
    const parts = splitBy(/\//g, this.text, { ...field, afterBlank: false });
    if (order && topic && parts.length === 2) {
      return parts.map((part, i) => ({
        ...part,
        ...row,
        topic: {
          ...topic,
          regions: topic.regions.map(({ region }) => ({
            region,
            side: /^r/i.test(order[i + 1]!) ? ('right' as const) : ('left' as const),
          })),
        },
      }));
    }
    return [{ ...field, ...row, topic }];
  }

  /** "(canal / right foramen / left foramen):" above lines like "L3-4: mild / none / mild". */
  private slashedAt(
    lines: readonly Line[],
    at: number
  ): { cells: Cell[]; rows: number } | undefined {
    const { start, end } = lines[at]!;
    const key = /\(([^()]*\/[^()]*)\)\s*:?\s*$/.exec(this.text.slice(start, end));
    if (!key) {
      return undefined;
    }
    const keyStart = start + key.index + 1;
    const fields = splitBy(/\//g, this.text, {
      start: keyStart,
      end: keyStart + key[1]!.length,
      afterBlank: false,
    });
    const topics = fields.map(field => topicOfItems(this.items(field)));
    const cells: Cell[] = [];
    let rows = 1;
    for (let i = at + 1; topics.every(Boolean) && i < lines.length; i += 1, rows += 1) {
      const line = lines[i]!;
      const colon = this.text.indexOf(':', line.start);
      const levels =
        colon > 0 && colon < line.end ? this.levels({ start: line.start, end: colon }) : undefined;
      const parts = levels ? splitBy(/\//g, this.text, { ...line, start: colon + 1 }) : [];
      if (!levels || parts.length !== topics.length) {
        break;
      }
      parts.forEach((part, column) =>
        cells.push({
          ...part,
          levels,
          heading: { start: line.start, end: colon },
          topic: topics[column],
        })
      );
    }
    return cells.length > 0 ? { cells, rows } : undefined;
  }
}
