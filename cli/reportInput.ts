import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse, type CsvError } from 'csv-parse';
import { DeepSpineError } from '../extension/src/findings';

/** One report of the input. `progress` is the fraction 0..1 of the input read so far. */
export interface InputReport {
  readonly id: string;
  readonly text: string;
  readonly progress: number;
}

/** Says what is wrong with one row or file; the run goes on. */
export type Complain = (sentence: string) => void;

/** No report is that long; a quote that is never closed would otherwise swallow the file. */
const LONGEST_ROW = 1_000_000;

/** The reports of a CSV, a folder of .txt files or one such file, read one after the other. */
export async function openInput(
  input: string,
  complain: Complain
): Promise<AsyncIterable<InputReport>> {
  const info = await stat(input).catch(cause => {
    throw new DeepSpineError('bad-arguments', `${input}: there is no such file or folder.`, {
      cause,
    });
  });
  if (info.isDirectory()) {
    const names = (await readdir(input)).filter(name => /\.txt$/i.test(name)).sort();
    if (names.length === 0) {
      throw new DeepSpineError(
        'bad-report',
        `${input} holds no .txt files; name a folder of reports.`
      );
    }
    return textFiles(input, names, complain);
  }
  if (/\.txt$/i.test(input)) {
    return textFiles(path.dirname(input), [path.basename(input)], complain);
  }
  const { delimiter } = await checkHeader(input);
  return csvRows(input, info.size, delimiter, complain);
}

async function* textFiles(
  folder: string,
  names: readonly string[],
  complain: Complain
): AsyncIterable<InputReport> {
  for (const [i, name] of names.entries()) {
    const file = path.join(folder, name);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      complain(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); left out.`);
      continue;
    }
    if (text.trim() === '') {
      complain(`${file}: the report is empty; left out.`);
      continue;
    }
    yield { id: name.replace(/\.txt$/i, ''), text, progress: (i + 1) / names.length };
  }
}

const columnName = (name: string): string =>
  name
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase();

/** Looks at the first line only: which delimiter, and whether the two columns are there. */
async function checkHeader(file: string): Promise<{ delimiter: string }> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const [header = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r\n|\n|\r/, 1);
    const delimiter = [',', ';', '\t'].find(mark => {
      const columns = header.split(mark).map(name => columnName(name.replaceAll('"', '')));
      return columns.includes('report_id') && columns.includes('text');
    });
    if (delimiter === undefined) {
      const first = header.slice(0, 80).replace(/[^\x20-\x7e]/g, '?');
      throw new DeepSpineError(
        'bad-report',
        `${file}: the first line must name the columns report_id and text, but it reads "${first}".`
      );
    }
    return { delimiter };
  } finally {
    await handle.close();
  }
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number; readonly bytes: number };
}

async function* csvRows(
  file: string,
  size: number,
  delimiter: string,
  complain: Complain
): AsyncIterable<InputReport> {
  // The last line known to end a row: what is never closed begins behind it.
  let lastLine = 1;
  let lastBad = 1;
  let unclosed = false;
  const where = (line: number | string): string => `${file}, line ${line}`;
  const rows = createReadStream(file).pipe(
    parse({
      bom: true,
      delimiter,
      info: true,
      columns: names => (names as string[]).map(columnName),
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: LONGEST_ROW,
      on_skip: error => {
        unclosed ||= error?.code === 'CSV_QUOTE_NOT_CLOSED';
        if (!unclosed) {
          complain(`${where(lineOf(error))}: ${reasonOf(error)}; left out.`);
          lastBad = Math.max(lastBad, Number(error?.lines ?? 0));
        }
        return undefined;
      },
    })
  );
  for await (const { record, info } of rows as AsyncIterable<Row>) {
    const line = firstLine(record, info.lines);
    lastLine = info.lines;
    const id = record.report_id?.trim() ?? '';
    const text = record.text ?? '';
    if (id === '') {
      complain(`${where(line)}: the report_id is empty; left out.`);
    } else if (text.trim() === '') {
      complain(`${where(line)}: report ${id} has no text; left out.`);
    } else {
      yield { id, text, progress: size > 0 ? info.bytes / size : 1 };
    }
  }
  if (unclosed) {
    complain(
      `${where(Math.max(lastLine, lastBad) + 1)}: a quoted cell is never closed; this row and all ` +
        'that follow are left out.'
    );
  }
}

/** The line on which a row begins, from that on which it ends. */
function firstLine(record: Row['record'], lastLine: number): number {
  const breaks = Object.values(record).map(cell => cell.match(/\r\n|\n|\r/g)?.length ?? 0);
  return lastLine - breaks.reduce((sum, count) => sum + count, 0);
}

function lineOf(error: CsvError | undefined): number | string {
  const lines: unknown = error?.lines;
  return typeof lines === 'number' ? lines : '?';
}

function reasonOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell without being doubled';
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'the number of cells differs from the header (quote texts that hold commas)';
    case 'CSV_MAX_RECORD_SIZE':
      return 'the row is longer than a million characters (a quote may not be closed)';
    default:
      return 'the row cannot be read';
  }
}
