import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { Command, CommanderError } from 'commander';
import { DeepSpineError } from '../extension/src/findings';
import { readReport, type ReportReading } from '../extension/src/reporting/reader';
import { bar, checkWritable, progressLine, sayError } from './output';
import { openInput, type Complain, type InputReport } from './reportInput';
import { reportWriter, type OutputFormat, type ReportWriter } from './reportOutput';

interface Options {
  readonly out?: string;
  readonly json?: boolean;
  readonly explain?: boolean;
  /** A file of its own for the extended table; true: the result itself is that table. */
  readonly extended?: string | true;
}

const HELP = `
The CSV has a header with the columns report_id and text (others are ignored); cells with commas,
quotes or line breaks are quoted as in RFC 4180. In a folder, every .txt file is one report, named
by its report id.

The labels are a CSV report_id,level,condition,grade with one row for every condition that a report
mentions at a level; what it does not mention has no row. With --extended further rows and columns
(side, type, place, detail) say what else a report names: herniation, lateral recess stenosis, nerve
roots, spondylolisthesis, Modic changes, desiccation, height loss, annular fissures, facet cysts and
effusions, compression fractures, earlier surgery. The last line on stderr counts the reports with
labels, without any finding, of another body part or technique, and in another language. Rows that cannot be read are named with
their line on stderr and do not stop the run.

Exit codes: 0 done; 2 bad input; 130 stopped with Ctrl-C. Research use only: not a medical device.`;

/**
 * `deepspine read-reports`: turns lumbar MRI reports into level-by-level labels. Memory does not grow
 * with the number of reports; equal input gives equal output.
 *
 * @param argv arguments after the command's name
 * @returns the exit code: 0 done, 2 bad input (one line on stderr), 130 stopped
 */
export async function readReports(argv: readonly string[]): Promise<number> {
  const program = new Command('deepspine read-reports')
    .description('Reads level-by-level labels out of lumbar MRI reports.')
    .argument('<path>', 'a CSV of reports, or a folder of .txt files')
    .option('--out <file>', 'write the result here instead of to stdout')
    .option('--json', 'write JSON with the words each label rests on, and their offsets')
    .option('--explain', 'write text that explains every label')
    .option('--extended [file]', 'write the extended table, as the result or to a file of its own')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  try {
    program.parse(separateFlag(argv), { from: 'user' });
    await run(program.args[0]!, program.opts<Options>());
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) {
        return 0;
      }
      sayError(`${error.message.replace(/^error: /, '')} (read-reports --help explains)`);
      return 2;
    }
    if (error instanceof DeepSpineError) {
      sayError(error.message);
      return error.code === 'cancelled' ? 130 : 2;
    }
    throw error;
  }
}

/** "--extended reports.csv" with no other path: the path is the input, not the table's file. */
function separateFlag(argv: readonly string[]): string[] {
  const at = argv.indexOf('--extended');
  const value = argv[at + 1];
  if (at < 0 || value === undefined || value.startsWith('-')) {
    return [...argv];
  }
  const others = argv.filter(
    (word, i) => i !== at + 1 && !word.startsWith('-') && argv[i - 1] !== '--out'
  );
  return others.length > 0 ? [...argv] : [...argv.slice(0, at + 1), '--', ...argv.slice(at + 1)];
}

async function run(input: string, options: Options): Promise<void> {
  const table = options.extended === true;
  if ([options.json, options.explain, table].filter(Boolean).length > 1) {
    throw new DeepSpineError(
      'bad-arguments',
      'Choose one of --json, --explain and --extended without a file.'
    );
  }
  const further = typeof options.extended === 'string' ? options.extended : undefined;
  if (further !== undefined && further === options.out) {
    throw new DeepSpineError('bad-arguments', '--out and --extended name the same file.');
  }
  await checkWritable([options.out, further]);
  let complaints = 0;
  const progress = progressLine();
  const complain: Complain = sentence => {
    complaints += 1;
    progress.clear();
    sayError(sentence);
  };
  const reports = await openInput(input, complain);
  const plain: OutputFormat = table ? 'extended' : 'csv';
  const format: OutputFormat = options.json ? 'json' : options.explain ? 'explain' : plain;
  const outputs: Output[] = [{ format, file: options.out }];
  if (further !== undefined) {
    outputs.push({ format: 'extended', file: further });
  }
  const tally = new Tally();
  await writeAll(reports, outputs, progress, tally);
  progress.clear();
  sayError(
    tally.count === 0 && complaints === 0 ? `${input} holds no reports.` : tally.line(complaints)
  );
}

/** Where one form of the result goes; without a file to stdout. */
interface Output {
  readonly format: OutputFormat;
  readonly file: string | undefined;
}

/** Counts what became of the reports. */
class Tally {
  count = 0;
  private unread = 0;
  private readonly states = new Map<ReportReading['status'], number>();

  add({ status, unread }: ReportReading): void {
    this.count += 1;
    this.unread += unread.length;
    this.states.set(status, (this.states.get(status) ?? 0) + 1);
  }

  line(complaints: number): string {
    const of = (status: ReportReading['status']): number => this.states.get(status) ?? 0;
    const leftOut = complaints > 0 ? `, ${complaints} rows or files left out (named above)` : '';
    return (
      `${this.count} reports read${leftOut}: ${of('labels')} with labels, ` +
      `${of('nothing-found')} nothing found, ${of('not-lumbar-mri')} not a lumbar MRI report, ` +
      `${of('other-language')} other language; ${this.unread} clauses unread (--json names them).`
    );
  }
}

/** Reads every report and writes what it says; a file appears whole or not at all. */
async function writeAll(
  reports: AsyncIterable<InputReport>,
  outputs: readonly Output[],
  progress: ReturnType<typeof progressLine>,
  tally: Tally
): Promise<void> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const sinks = outputs.map(openSink);
  let shown = 0;
  try {
    for await (const { id, text, progress: fraction } of reports) {
      if (stopped) {
        throw new DeepSpineError('cancelled', 'Stopped; nothing was written.');
      }
      const reading = readReport(text);
      tally.add(reading);
      for (const { writer, closed } of sinks) {
        // A reader that went away (`… | head`) ends the run, unless a file is written as well.
        if (!(await writer.write(id, text, reading)) && closed && sinks.length === 1) {
          return;
        }
      }
      const now = Date.now();
      if (now - shown > 100) {
        shown = now;
        progress.show(`${bar(fraction)}  ${tally.count} reports`);
      }
    }
    for (const sink of sinks) {
      await sink.keep();
    }
  } catch (error) {
    await Promise.all(sinks.map(sink => sink.drop()));
    throw error;
  } finally {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

/** One form of the result on its way to a file or stdout. */
interface Sink {
  readonly writer: ReportWriter;
  /** Goes to stdout, which may be closed by whoever reads it. */
  readonly closed: boolean;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

function openSink({ format, file }: Output): Sink {
  if (file === undefined) {
    const writer = reportWriter(process.stdout, format);
    const keep = async (): Promise<void> => {
      await writer.end();
    };
    return { writer, closed: true, keep, drop: () => Promise.resolve() };
  }
  const partial = `${file}.${process.pid}.part`;
  const stream = createWriteStream(partial);
  const writer = reportWriter(stream, format);
  return {
    writer,
    closed: false,
    keep: async () => {
      await writer.end();
      stream.end();
      await finished(stream);
      await rename(partial, file);
    },
    drop: async () => {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}
