import type { Writable } from 'node:stream';
import type { ReportReading } from '../extension/src/reporting/reader';
import { csvText, jsonText, terminalText } from './plainText';

/** extended: the labels and, in columns of their own, what else is said. */
export type OutputFormat = 'csv' | 'extended' | 'json' | 'explain';

/** Writes what one report after the other says; memory does not grow. */
export interface ReportWriter {
  /** False when nobody reads the output any more (`… | head`). */
  write(id: string, text: string, reading: ReportReading): Promise<boolean>;
  end(): Promise<boolean>;
}

const SCHEMA = 'deepspine/report-labels/1';
const LABEL_COLUMNS = ['report_id', 'level', 'condition', 'grade'];
const EXTENDED_COLUMNS = [...LABEL_COLUMNS, 'side', 'type', 'place', 'detail'];

/** Every CSV row passes here, ids from outside included. */
const rows = (cells: readonly (readonly string[])[]): string => csvText(cells);
/** Every line for people passes here, words from outside included. */
const words = (text: string): string => terminalText(text.replace(/\s+/g, ' '));

function labelRows(id: string, { labels }: ReportReading): string[][] {
  return labels.map(({ level, condition, grade }) => [id, level, condition, grade]);
}

/** The nine first, in the default columns, then what else the report says. */
function extendedRows(id: string, reading: ReportReading): string[][] {
  return [
    ...labelRows(id, reading).map(row => [...row, '', '', '', '']),
    ...reading.extended.map(({ level, finding, grade, side, type, place, detail }) => [
      ...[id, level, finding, grade],
      ...[side, type, place, detail],
    ]),
  ];
}

function explain(id: string, text: string, reading: ReportReading): string {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const labels = reading.labels.map(({ level, condition, grade, evidence }) => {
    const { section, reach, start, end } = evidence;
    const place = `${section}, ${reach}, line ${lineOf(start)}, ${start}-${end}`;
    return `  ${level.padEnd(7)}${condition.padEnd(4)}${grade.padEnd(9)}"${words(evidence.quote)}" (${place})`;
  });
  const further = reading.extended.map(({ level, finding, grade, start, end, quote, ...more }) => {
    const said = [grade, more.side, more.type, more.place, more.detail].filter(Boolean).join(', ');
    return `  ${level.padEnd(7)}${finding}: ${said} "${words(quote)}" (line ${lineOf(start)}, ${start}-${end})`;
  });
  const unread = reading.unread.map(
    ({ reason, quote, start }) => `  unread (${reason}): "${words(quote)}" (line ${lineOf(start)})`
  );
  const lines = [...labels, ...further, ...unread];
  const nothing = reading.status === 'labels' ? 'nothing mentioned' : STATUS_WORDS[reading.status];
  const heading = reading.status === 'labels' ? [] : [`  ${nothing}`];
  return `${[words(id), ...heading, ...lines].join('\n')}\n`;
}

const STATUS_WORDS: Readonly<Record<ReportReading['status'], string>> = {
  labels: 'labels',
  'nothing-found': 'nothing mentioned',
  'not-lumbar-mri': 'not a report of a lumbar MRI; not read',
  'other-language': 'not in English; not read',
};

function render(format: OutputFormat, id: string, text: string, reading: ReportReading): string {
  switch (format) {
    case 'csv':
      return rows(labelRows(id, reading));
    case 'extended':
      return rows(extendedRows(id, reading));
    case 'json': {
      const { status, language, labels, extended, unread } = reading;
      return jsonText({ report_id: id, status, language, labels, extended, unread });
    }
    case 'explain':
      return explain(id, text, reading);
  }
}

const HEADINGS: Readonly<Record<OutputFormat, string>> = {
  csv: `${LABEL_COLUMNS.join(',')}\n`,
  extended: `${EXTENDED_COLUMNS.join(',')}\n`,
  json: `{"schema":"${SCHEMA}","reports":[\n`,
  explain: '',
};

/** Waits until the stream takes more, or is gone. */
function drained(stream: Writable): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}

/** A writer for one of the formats; JSON is one document with one report a line. */
export function reportWriter(stream: Writable, format: OutputFormat): ReportWriter {
  let open = true;
  let first = true;
  stream.once('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  const send = async (content: string): Promise<boolean> => {
    if (open && content !== '' && !stream.write(content)) {
      await drained(stream);
    }
    return open && !stream.destroyed;
  };
  const heading = (): string => {
    if (!first) {
      return format === 'json' ? ',\n' : '';
    }
    first = false;
    return HEADINGS[format];
  };
  return {
    write: (id, text, reading) => send(heading() + render(format, id, text, reading)),
    end: () =>
      send(
        first ? heading() + (format === 'json' ? ']}\n' : '') : format === 'json' ? '\n]}\n' : ''
      ),
  };
}
