import type { Command } from 'commander';
import { DeepSpineError } from '../extension/src/findings';
import { DEFAULT_QUEUE, DEFAULT_REDIS, DEFAULT_RETRY, type QueueAddress } from './batch/queue';
import { deviceOption, positiveInteger, portNumber, repeated, seconds } from './cliValues';
import { headersOf, redisAddress } from './credentials';
import type { Device } from './ortModel';

export const HEADER_HELP = `
An archive that asks who you are gets the headers of --header-file or of DEEPSPINE_DICOMWEB_HEADERS,
one a line, for example "Authorization: Bearer …". They go to that archive only, and stay out of the
queue. --header does the same, but everybody on this machine can read what stands there.`;

const ENQUEUE_HELP = `${HEADER_HELP}

A --query is what QIDO-RS understands of the archive; several must hold together. Without one that
names it, ModalitiesInStudy=MR is added. Enqueue as often as you like: a study that waits, or that
was done with the same models, is not queued twice.

Examples:
  deepspine enqueue --dicomweb https://archive/dicom-web --query StudyDate=20240101-20240331
  deepspine enqueue --dicomweb https://archive/dicom-web --query 'StudyDescription=*LUMBAR*'
  deepspine enqueue --dicomweb https://archive/dicom-web --study 1.2.840.1 --study 1.2.840.2

Exit codes: 0; 1 when no study matches; 2 bad input, or an archive that does not answer.`;

const WATCH_HELP = `${HEADER_HELP}

Looks every so often for studies of the last days that match, and queues each once it has stopped
growing between two looks. What is queued, done or failed already stays as it is: start it as often
as you like. With --port it also takes the word of an archive that has received a study (POST
/studies/<UID>, of this machine only; docker/orthanc-hook.lua has Orthanc do so) and answers GET /healthz.

Examples:
  deepspine watch --dicomweb https://archive/dicom-web --query 'StudyDescription=*LUMBAR*'
  deepspine watch --dicomweb http://localhost:8042/dicom-web --port 9187

Exit codes: 0 when stopped; 2 bad input, or an archive or Redis that does not answer the first time.`;

const WORK_HELP = `${HEADER_HELP}

Start it on any number of machines that reach Redis and the archive; one process takes one study at
a time. Name the archive with --dicomweb: jobs for another one are refused, and the headers go nowhere
else. Without it, jobs for archives of this machine (localhost) are done. Stop it with Ctrl-C or SIGTERM: the present study is finished, or goes back to the queue
when that takes longer than --grace, or at the second signal. A worker that dies without a word
loses its study to another one after --silence. What fails in passing (an archive that restarts) is
tried again, later and later; what is wrong with a study itself is not. Both end in the list that
deepspine status shows. A study on whose findings a person has decided is left as it is.

With --results the archive is only read, and each study's findings are written as deepspine analyze
writes them: to see how good they are before anything is stored. Give such a round a --queue of its
own, since a study is done once per queue.

Examples:
  deepspine work --dicomweb https://archive/dicom-web --header-file key.txt
  deepspine work --threads 1                      one of several workers of a machine
  deepspine work --queue trial --results results --until-empty

Exit codes: 0; 2 when the queue's studies are for other models than these.`;

const STATUS_HELP = `
Examples:
  deepspine status --wait                         ends when all is done
  deepspine status --json | jq '.failures[]'
  deepspine status --retry                        after the cause is mended

Exit codes: 0; with --wait 1 when studies failed.`;

interface QueueOptions extends QueueAddress {
  readonly redisPasswordFile?: string;
  readonly json?: boolean;
}

/**
 * Options of commands that run the models.
 * @param device where they run when nobody says
 */
export function addModelOptions(command: Command, device: Device): Command {
  return command
    .option(
      '--models <dir>',
      'folder with manifest.json and the .onnx files, if not the shipped ones'
    )
    .option('--threads <n>', 'processor threads; where missing, all', positiveInteger)
    .option('--device <name>', 'cpu, cuda, or auto: CUDA where there is one', deviceOption, device);
}

/** Options of commands that ask an archive. */
export function addHeaderOption(command: Command): Command {
  return command
    .option(
      '--header-file <file>',
      'headers for the archive, one "Name: value" a line; or DEEPSPINE_DICOMWEB_HEADERS_FILE',
      process.env.DEEPSPINE_DICOMWEB_HEADERS_FILE
    )
    .option('--header <line>', 'a header, where others may read it; repeatable', repeated);
}

function addQueueOptions(command: Command): Command {
  return command
    .option(
      '--redis <url>',
      'the queue; or DEEPSPINE_REDIS',
      process.env.DEEPSPINE_REDIS ?? DEFAULT_REDIS
    )
    .option(
      '--redis-password-file <file>',
      'its password; or DEEPSPINE_REDIS_PASSWORD_FILE, DEEPSPINE_REDIS_PASSWORD',
      process.env.DEEPSPINE_REDIS_PASSWORD_FILE
    )
    .option('--queue <name>', 'its name in Redis', DEFAULT_QUEUE)
    .option('--json', 'JSON on stdout, for programs');
}

const redisOf = (options: QueueOptions, command: Command): string =>
  redisAddress(options, command.getOptionValueSource('redis'));

/** The commands for many studies on many machines. */
export function addArchiveCommands(
  program: Command,
  signal: AbortSignal,
  done: (code: number) => void
): void {
  const enqueue = program
    .command('enqueue')
    .summary('queue the studies of an archive for analysis')
    .description(
      'Finds studies in an archive (QIDO-RS) and puts them into the queue, from which\n' +
        'deepspine work takes them.'
    )
    .requiredOption('--dicomweb <url>', 'the DICOMweb service, https://archive/dicom-web')
    .option('--query <condition>', 'Attribute=value; repeatable', repeated)
    .option('--study <uid>', 'a Study Instance UID, instead of a query; repeatable', repeated)
    .option('--limit <n>', 'no more studies than this', positiveInteger)
    .option('--attempts <n>', 'before a study fails', positiveInteger, DEFAULT_RETRY.attempts)
    .option(
      '--backoff <s>',
      'before the second attempt; doubled each time',
      seconds,
      DEFAULT_RETRY.backoffMs / 1000
    )
    .option('--models <dir>', 'folder with manifest.json')
    .addHelpText('after', ENQUEUE_HELP);
  addQueueOptions(addHeaderOption(enqueue)).action(
    async (options: EnqueueCliOptions, command: Command) => {
      const { enqueueCommand } = await import('./commands/enqueue');
      const { query = [], study: studies = [], backoff } = options;
      done(
        await enqueueCommand({
          ...options,
          redis: redisOf(options, command),
          query,
          studies,
          headers: headersOf(options),
          backoffMs: backoff * 1000,
          signal,
        })
      );
    }
  );

  const watch = program
    .command('watch')
    .summary('queue new studies of an archive as they arrive')
    .description('Looks for new studies in an archive (QIDO-RS), again and again, and queues them.')
    .option(
      '--dicomweb <url>',
      'the DICOMweb service; or DEEPSPINE_DICOMWEB',
      process.env.DEEPSPINE_DICOMWEB
    )
    .option('--query <condition>', 'Attribute=value; repeatable', repeated)
    .option('--every <s>', 'between two looks', seconds, 60)
    .option('--days <n>', 'how old a study may be, by its date', positiveInteger, 7)
    .option('--port <n>', 'listen on 127.0.0.1 for an archive that calls', portNumber)
    .option('--models <dir>', 'folder with manifest.json')
    .addHelpText('after', WATCH_HELP);
  addQueueOptions(addHeaderOption(watch)).action(
    async ({ dicomweb, ...options }: WatchCliOptions, command: Command) => {
      if (dicomweb === undefined) {
        throw new DeepSpineError(
          'bad-arguments',
          'Name the archive with --dicomweb or DEEPSPINE_DICOMWEB.'
        );
      }
      const { watchCommand } = await import('./commands/watch');
      done(
        await watchCommand({
          ...options,
          dicomweb,
          query: options.query ?? [],
          redis: redisOf(options, command),
          headers: headersOf(options),
          signal,
        })
      );
    }
  );

  const work = program
    .command('work')
    .summary('take studies from the queue and analyze them')
    .description(
      'Takes studies from the queue, fetches them (WADO-RS), analyses them and stores\n' +
        'report (SR) and segmentation (SEG) in the archive (STOW-RS), until it is stopped.'
    )
    .option(
      '--dicomweb <url>',
      'the archive, where this machine reaches it; or DEEPSPINE_DICOMWEB',
      process.env.DEEPSPINE_DICOMWEB
    )
    .option(
      '--enqueued-as <url>',
      'another address by which jobs may name it; repeatable',
      repeated
    )
    .option('--grace <s>', 'for the present study when stopped', seconds, 60)
    .option('--silence <s>', 'after which a study counts as lost', seconds, 120)
    .option('--until-empty', 'end when the queue is empty')
    .option('--results <dir>', 'write <study>.json here; the archive is only read')
    .addHelpText('after', WORK_HELP);
  addQueueOptions(addHeaderOption(addModelOptions(work, 'auto'))).action(
    async (options: WorkCliOptions, command: Command) => {
      const { workCommand } = await import('./commands/work');
      done(
        await workCommand({
          ...options,
          redis: redisOf(options, command),
          headers: headersOf(options),
          signal,
        })
      );
    }
  );

  const status = program
    .command('status')
    .summary('how far the queue is, and what failed and why')
    .description('Says how many studies wait, run, are done and failed, and why they failed.')
    .option('--wait', 'wait until nothing is left to do')
    .option('--retry', 'first queue again what failed')
    .addHelpText('after', STATUS_HELP);
  addQueueOptions(status).action(async (options: QueueOptions, command: Command) => {
    const { statusCommand } = await import('./commands/status');
    done(await statusCommand({ ...options, redis: redisOf(options, command), signal }));
  });
}

interface EnqueueCliOptions extends QueueOptions {
  readonly dicomweb: string;
  readonly query?: readonly string[];
  readonly study?: readonly string[];
  readonly header?: readonly string[];
  readonly headerFile?: string;
  readonly limit?: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly models?: string;
}

interface WatchCliOptions extends QueueOptions {
  readonly dicomweb?: string;
  readonly query?: readonly string[];
  readonly every: number;
  readonly days: number;
  readonly port?: number;
  readonly header?: readonly string[];
  readonly headerFile?: string;
  readonly models?: string;
}

interface WorkCliOptions extends QueueOptions {
  readonly dicomweb?: string;
  readonly enqueuedAs?: readonly string[];
  readonly header?: readonly string[];
  readonly headerFile?: string;
  readonly models?: string;
  readonly threads?: number;
  readonly device: Device;
  readonly grace: number;
  readonly silence: number;
  readonly untilEmpty?: boolean;
  readonly results?: string;
}
