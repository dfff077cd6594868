import { Command, CommanderError, Option } from 'commander';
import { DeepSpineError } from '../extension/src/findings';
import {
  ACCESS_HELP,
  accessOf,
  addAccessOptions,
  addArchiveCommands,
  addModelOptions,
  addStoreOptions,
} from './cliArchive';
import { classCount, positiveInteger, shardOption } from './cliValues';
import { sayError } from './output';
import { terminalText } from './plainText';

/** 0: done. 1: done in part, or a fault of ours. 2: bad input. 130: stopped with Ctrl-C. */
type ExitCode = 0 | 1 | 2 | 130;

const EXAMPLES = `
Examples:
  deepspine analyze study/                        grades every disc, JSON on stdout
  deepspine analyze study/ --out result.json --sr findings.dcm --seg spine.dcm
  deepspine analyze archive/ --each results/      every study there, each as results/<study>.json
  deepspine analyze https://archive/dicom-web/studies/1.2.3 --store
                                                  the same from and into an archive
  deepspine enqueue --dicomweb https://archive/dicom-web --query StudyDate=20240101-
  deepspine watch --dicomweb https://archive/dicom-web    queues new studies as they arrive
  deepspine work                                  on as many machines as you like
  deepspine status --wait                         how far they are, and what failed
  deepspine extract archive/ --out crops/         disc volumes for training, with index.csv
  deepspine read-reports reports.csv --out labels.csv
  deepspine evaluate predictions.jsonl --baseline training-labels.csv --html figures.html
  deepspine compare --reports labels.csv --predictions results/
  deepspine help analyze                          everything about one command

Exit codes: 0 done; 1 some studies failed, or a fault of ours; 2 bad input. A sentence on stderr
says what is wrong and with which file. Damaged files among good ones are left out: the result is
written and says so, and the exit code is 2.
Research use only: not a medical device.`;

const EVALUATE_HELP = `
Predictions, one of
  .jsonl       one graded cell a line; probabilities of none, mild, moderate, severe, of
               absent, present, or of Pfirrmann's 1 to 5. truth, grade (as stated) and comparator may be missing:
               {"study":"1","level":"L4-L5","condition":"SCS","truth":"mild",
                "probabilities":{"none":0.2,"mild":0.5,"moderate":0.2,"severe":0.1},
                "comparator":{"none":0.1,"mild":0.4,"moderate":0.4,"severe":0.1}}
  .json        results of deepspine analyze; labels name a study by its UID, or by the
               file's name without .json
  a folder     of these; its labels.csv and baseline.csv stand for --labels, --baseline
  -            JSON lines on standard input

Labels are a CSV with the columns study (or report_id), level, condition, grade, as
deepspine read-reports writes it; or train.csv of RSNA 2024 (with --classes 3), or SPIDER's
radiological_gradings.csv (disc bulging and the gradings). Cells without a truth and cells that are not graded do not
count; how many there are is said. Lines that cannot be read are named on stderr, and the exit
code is then 2.

Every figure stands beside that of the trivial baseline (the most frequent grade of the
condition at that level in the training set) and, where there is one, of the comparator
(measurements alone), with 95 % confidence intervals by resampling studies.

Examples:
  deepspine evaluate test.jsonl --baseline train.csv --models models --html figures.html
  deepspine evaluate results/ --labels read.csv --baseline train.csv --json > figures.json
  deepspine evaluate results/ --labels train.csv --classes 3`;

const COMPARE_HELP = `
A disagreement is no error of the report: the model is wrong often enough (models/MODEL_CARD.md).

Examples:
  deepspine read-reports reports.csv --out labels.csv
  deepspine compare --reports labels.csv --predictions results/ --models models --limit 50`;

/**
 * Runs the command line.
 *
 * @param argv arguments after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(argv, controller.signal);
  } catch (error) {
    return report(error);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  if (argv[0] === 'read-reports') {
    // The report reader has options of its own.
    const { readReports } = await import('./readReports');
    return readReports(argv.slice(1));
  }
  let exitCode = 0;
  const program = createProgram(signal, code => (exitCode = code));
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function createProgram(signal: AbortSignal, done: (code: number) => void): Command {
  const program = new Command('deepspine')
    .description(
      'Grades lumbar discs in MRI: segments the spine, names the discs, grades nine\n' +
        'degenerative conditions and measures each level, on this machine alone.'
    )
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .exitOverride()
    // One line for a mistake; --help is for those who ask.
    .configureOutput({ outputError: () => undefined });

  const analyzing = program
    .command('analyze')
    .summary('analyze one study (DICOM files or folders, or one .mha volume)')
    .description(
      'Analyses one study and writes the result as JSON\n' +
        '(models/schema/analyze-result.schema.json). Folders are searched for DICOM\n' +
        'files; series are chosen by what they show. Files that cannot be read are\n' +
        'left out and named in the warnings and on stderr. A URL that ends in\n' +
        '/studies/<Study Instance UID> is fetched by WADO-RS.'
    )
    .argument('<path...>', 'DICOM files or folders of one study, one .mha file, or a study URL')
    .option('--out <file>', 'write the JSON here instead of to stdout')
    .addOption(
      new Option(
        '--each <folder>',
        'analyze every study that is found, in one process; each result as <study>.json there'
      ).conflicts(['out', 'sr', 'seg', 'keyImages', 'store'])
    )
    .option('--sr <file>', 'write the findings as a DICOM structured report (TID 1500)')
    .option('--seg <file>', 'write vertebrae, discs and canal as a DICOM segmentation')
    .option(
      '--key-images <file>',
      'write which images show abnormal findings (DICOM Key Object Selection)'
    )
    .option('--summary-image <file>', 'write one page that sums up the findings (DICOM image)')
    .option('--summary-pdf <file>', 'the same page as a DICOM Encapsulated PDF')
    .option('--fhir <file>', 'write the findings as a FHIR R4 bundle (JSON)')
    .option(
      '--store',
      'store report and segmentation in the archive of the study URL, unless a person has decided on its findings'
    )
    .addHelpText('after', ACCESS_HELP)
    .action(async (paths: string[], options: object, command: Command) => {
      const { each } = options as { readonly each?: string };
      if (each !== undefined) {
        const { analyzeEachCommand } = await import('./commands/analyzeEach');
        done(await analyzeEachCommand(paths, { ...options, each, signal }));
        return;
      }
      const { analyzeCommand } = await import('./commands/analyze');
      done(
        await analyzeCommand(paths, {
          ...options,
          access: await accessOf(options, command),
          signal,
        })
      );
    });
  addStoreOptions(analyzing);
  addAccessOptions(addModelOptions(analyzing, 'cpu'));

  const extracting = program
    .command('extract')
    .summary('cut disc volumes for training out of many studies')
    .description(
      'Locates the discs of every study below a folder (DICOM in any layout, or .mha\n' +
        'volumes) and writes each disc as <study>_<level>.f32: little-endian float32,\n' +
        'un-normalized, axes planes, rows, columns in the disc frame; where an axial\n' +
        'series covers it also <study>_<level>_axial.f32; and index.csv with shapes and\n' +
        'geometry. A study that fails is reported and does not stop the run; the exit\n' +
        'code is then 1. A run that was broken off goes on where it was.'
    )
    .argument('<dir...>', 'folders of DICOM files or of .mha volumes')
    .requiredOption('--out <dir>', 'folder for the volumes; made when missing')
    .option('--shard <k/n>', 'only the k-th part of n, for n machines with one folder', shardOption)
    .option('--json', 'also say on stdout, as JSON, what was done and what failed')
    .action(async (paths: string[], options: { out: string }) => {
      const { extractCommand } = await import('./commands/extract');
      done(await extractCommand(paths, { ...options, signal }));
    });
  addModelOptions(extracting, 'cpu');

  program
    .command('evaluate')
    .summary('how good grades are: the table of the paper')
    .description(
      'Compares grades with labels: accuracy within one class, exact accuracy,\n' +
        'quadratic kappa, AUC, sensitivity, specificity and calibration error, over all\n' +
        'levels and per level.'
    )
    .argument('<path...>', 'predictions (.jsonl), results of analyze (.json), folders, or -')
    .option('--labels <file>', 'CSV of true grades: study,level,condition,grade, or as below')
    .option('--baseline <file>', 'CSV of the training labels, of which the trivial baseline knows')
    .option('--classes <n>', '4, or 3: none and mild are one class', classCount, 4)
    .option('--models <dir>', 'folder whose manifest.json has the operating points (else 0.5)')
    .option('--rounds <n>', 'bootstrap rounds', positiveInteger, 1000)
    .option('--seed <n>', 'seed of the bootstrap', positiveInteger, 1)
    .option('--json', 'write JSON (models/schema/evaluation.schema.json) instead of text')
    .option('--out <file>', 'write the table or the JSON here instead of to stdout')
    .option('--html <file>', 'also write a page with ROC curves and confusion matrices')
    .option('--crops <dir>', 'folder of deepspine extract: the page shows the worst misses')
    .addHelpText('after', EVALUATE_HELP)
    .action(async (paths: string[], options: object) => {
      const { evaluateCommand } = await import('./commands/evaluate');
      done(await evaluateCommand(paths, { ...options, signal }));
    });

  program
    .command('compare')
    .summary('where reports and findings disagree, most confident first')
    .description(
      'Lists the cells of which reports and predictions do not say the same, and the\n' +
        'findings that reports do not mention (reported: not-mentioned, which is no\n' +
        'grade), ordered by how sure the model is that the report is not right. Abnormal\n' +
        'degeneration gradings that reports do not mention come last (report-silent). CSV\n' +
        'on stdout.'
    )
    .requiredOption('--reports <file>', 'labels: what read-reports writes, or another labels CSV')
    .requiredOption(
      '--predictions <path...>',
      'as of evaluate: .jsonl, results of analyze, folders'
    )
    .option('--classes <n>', '4, or 3: none and mild are one class', classCount, 4)
    .option('--models <dir>', 'folder whose manifest.json has the operating points (else 0.5)')
    .option('--mentioned-only', 'leave out what the reports do not mention')
    .option('--limit <n>', 'list no more than the first n', positiveInteger)
    .option('--json', 'write JSON instead of CSV')
    .option('--out <file>', 'write here instead of to stdout')
    .addHelpText('after', COMPARE_HELP)
    .action(async (options: { reports: string; predictions: string[] }) => {
      const { compareCommand } = await import('./commands/compare');
      done(await compareCommand({ ...options, signal }));
    });

  addArchiveCommands(program, signal, done);

  program
    .command('read-reports')
    .summary('turn radiology reports into labels')
    .description('Reads a CSV (report_id,text) or a folder of .txt; deepspine read-reports --help.')
    .argument('<path>')
    .option('--out <file>', 'write the labels here instead of to stdout');
  return program;
}

/** Says in one line on stderr what went wrong; returns the exit code. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return 0;
    }
    const help = error.code === 'commander.help' ? 'name a command' : error.message;
    sayError(`${help.replace(/^error: /, '')} (deepspine --help explains)`);
    return 2;
  }
  if (error instanceof DeepSpineError) {
    sayError(error.message);
    return error.code === 'cancelled' ? 130 : 2;
  }
  const fault = error instanceof Error ? error : new Error(String(error));
  sayError(`this is a fault in deepspine itself: ${fault.message} (DEEPSPINE_DEBUG=1 shows where)`);
  if (process.env.DEEPSPINE_DEBUG) {
    process.stderr.write(`${terminalText(fault.stack ?? '')}\n`);
  }
  return 1;
}
