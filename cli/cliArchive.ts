import type { Command } from 'commander';
import { DeepSpineError } from '../extension/src/findings';
import { DEFAULT_QUEUE, DEFAULT_REDIS, DEFAULT_RETRY, type QueueAddress } from './batch/queue';
import type { AccessOptions, ArchiveAccess } from './access/access';
import type { ListenAddress } from './batch/server';
import {
  deviceOption,
  furtherList,
  listenAddress,
  logFormat,
  positiveInteger,
  portNumber,
  repeated,
  seconds,
} from './cliValues';
import { redisAddress } from './credentials';
import type { FurtherObject } from '../extension/src/record/furtherObjects';
import type { Device } from './ortModel';
import { reasonOf } from './reason';
import { setLogFormat, type LogFormat } from './output';

export const ACCESS_HELP = `
An archive that asks who you are gets the headers of --header-file or of DEEPSPINE_DICOMWEB_HEADERS,
one a line, for example "Authorization: Bearer …"; or tokens of an OpenID Connect issuer (client
credentials), renewed before they expire: --oidc-issuer, --oidc-client and the secret from
--oidc-secret-file or DEEPSPINE_OIDC_SECRET; or a certificate, --client-cert and --client-key. All of
that goes to the archive only, and stays out of the queue. --header does the same, but everybody on this
machine can read what stands there. Each of these options may stand in the environment instead, as
DEEPSPINE_OIDC_ISSUER, DEEPSPINE_CLIENT_CERT and so on.

--audit writes a line for each search, read and write at the archive: when, as whom (--audit-as), which
study, what, and the outcome. Without the line nothing is asked.`;

const ENQUEUE_HELP = `${ACCESS_HELP}

A --query is what QIDO-RS understands of the archive; several must hold together. Without one that
names it, ModalitiesInStudy=MR is added. Enqueue as often as you like: a study that waits, or that
was done with the same models, is not queued twice.

Examples:
  deepspine enqueue --dicomweb https://archive/dicom-web --query StudyDate=20240101-20240331
  deepspine enqueue --dicomweb https://archive/dicom-web --query 'StudyDescription=*LUMBAR*'
  deepspine enqueue --dicomweb https://archive/dicom-web --study 1.2.840.1 --study 1.2.840.2

Exit codes: 0; 1 when no study matches; 2 bad input, or an archive that does not answer.`;

const WATCH_HELP = `${ACCESS_HELP}

Looks every so often for studies of the last days that match, and queues each once it has stopped
growing between two looks. What is queued, done or failed already stays as it is: start it as often
as you like. With --port it also takes the word of an archive that has received a study (POST
/studies/<UID>, of this machine only; docker/orthanc-hook.lua has Orthanc do so) and answers GET /healthz.

Examples:
  deepspine watch --dicomweb https://archive/dicom-web --query 'StudyDescription=*LUMBAR*'
  deepspine watch --dicomweb http://localhost:8042/dicom-web --port 9187

Exit codes: 0 when stopped; 2 bad input, or an archive or Redis that does not answer the first time.`;

const WORK_HELP = `${ACCESS_HELP}

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
export function addAccessOptions(command: Command): Command {
  const from = (name: string): string | undefined => process.env[`DEEPSPINE_${name}`] || undefined;
  return command
    .option('--oidc-issuer <url>', 'who gives tokens for the archive', from('OIDC_ISSUER'))
    .option('--oidc-client <id>', 'as whom they are asked for', from('OIDC_CLIENT'))
    .option(
      '--oidc-secret-file <file>',
      'its secret; or DEEPSPINE_OIDC_SECRET',
      from('OIDC_SECRET_FILE')
    )
    .option('--oidc-scope <scope>', 'for which tokens are asked', from('OIDC_SCOPE'))
    .option('--oidc-audience <name>', 'whom they are for', from('OIDC_AUDIENCE'))
    .option(
      '--ca <file>',
      'certificates (PEM) of authorities to trust beside the public ones',
      from('CA')
    )
    .option('--client-cert <file>', 'certificate (PEM) for the archive', from('CLIENT_CERT'))
    .option('--client-key <file>', 'its key (PEM)', from('CLIENT_KEY'))
    .option(
      '--client-key-password-file <file>',
      'its password; or DEEPSPINE_CLIENT_KEY_PASSWORD',
      from('CLIENT_KEY_PASSWORD_FILE')
    )
    .option(
      '--proxy <url>',
      'to the archive and the issuer; env: as HTTPS_PROXY and NO_PROXY say',
      from('PROXY')
    )
    .option(
      '--audit <file>',
      'append a line for each use of the archive; or syslog, syslog://host:port',
      from('AUDIT')
    )
    .option('--audit-as <name>', 'as whom it is used: AE title or account', from('AUDIT_AS'))
    .option(
      '--header-file <file>',
      'headers for the archive, one "Name: value" a line; or DEEPSPINE_DICOMWEB_HEADERS_FILE',
      process.env.DEEPSPINE_DICOMWEB_HEADERS_FILE
    )
    .option('--header <line>', 'a header, where others may read it; repeatable', repeated);
}

/** How and what a command stores in an archive beside the report. */
export function addStoreOptions(command: Command): Command {
  return command
    .option(
      '--also <list>',
      'store these too, for systems that know no SR: key-images, summary-image, summary-pdf',
      furtherList
    )
    .option(
      '--no-compress',
      'store the segmentation as it is; else deflated where the archive takes that'
    );
}

/** How the archive of a command is reached. */
export async function accessOf(options: AccessOptions, command: Command): Promise<ArchiveAccess> {
  const { archiveAccess } = await import('./access/access');
  return archiveAccess(options, command.name(), command.getOptionValueSource('proxy'));
}

/** Options of commands that run for months. */
function addServiceOptions(command: Command): Command {
  const { DEEPSPINE_METRICS: metrics, DEEPSPINE_LOG: log } = process.env;
  return command
    .option(
      '--metrics <[host:]port>',
      'answer GET /metrics (Prometheus) and /healthz; of this machine alone, unless a host is named',
      listenAddress,
      metrics ? fromEnvironment('DEEPSPINE_METRICS', metrics, listenAddress) : undefined
    )
    .option(
      '--log <format>',
      'of stderr: text for people, or json without anything of a patient',
      logFormat,
      log ? fromEnvironment('DEEPSPINE_LOG', log, logFormat) : 'text'
    );
}

/** @throws DeepSpineError 'bad-arguments', naming the variable */
function fromEnvironment<T>(name: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (cause) {
    throw new DeepSpineError('bad-arguments', `${name} is ${text}. ${reasonOf(cause)}`, { cause });
  }
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
  addQueueOptions(addAccessOptions(enqueue)).action(
    async (options: EnqueueCliOptions, command: Command) => {
      const { enqueueCommand } = await import('./commands/enqueue');
      const { query = [], study: studies = [], backoff } = options;
      done(
        await enqueueCommand({
          ...options,
          redis: redisOf(options, command),
          query,
          studies,
          access: await accessOf(options, command),
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
  addServiceOptions(addQueueOptions(addAccessOptions(watch))).action(
    async ({ dicomweb, ...options }: WatchCliOptions, command: Command) => {
      if (dicomweb === undefined) {
        throw new DeepSpineError(
          'bad-arguments',
          'Name the archive with --dicomweb or DEEPSPINE_DICOMWEB.'
        );
      }
      setLogFormat(options.log);
      const { watchCommand } = await import('./commands/watch');
      done(
        await watchCommand({
          ...options,
          dicomweb,
          query: options.query ?? [],
          redis: redisOf(options, command),
          access: await accessOf(options, command),
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
    .option('--fhir <dir>', 'write <study>.fhir.json here, a FHIR R4 bundle')
    .addHelpText('after', WORK_HELP);
  addStoreOptions(work);
  addServiceOptions(addQueueOptions(addAccessOptions(addModelOptions(work, 'auto')))).action(
    async (options: WorkCliOptions, command: Command) => {
      setLogFormat(options.log);
      const { workCommand } = await import('./commands/work');
      done(
        await workCommand({
          ...options,
          redis: redisOf(options, command),
          access: await accessOf(options, command),
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

interface ServiceOptions {
  readonly metrics?: ListenAddress;
  readonly log: LogFormat;
}

interface EnqueueCliOptions extends QueueOptions, AccessOptions {
  readonly dicomweb: string;
  readonly query?: readonly string[];
  readonly study?: readonly string[];
  readonly limit?: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly models?: string;
}

interface WatchCliOptions extends QueueOptions, AccessOptions, ServiceOptions {
  readonly dicomweb?: string;
  readonly query?: readonly string[];
  readonly every: number;
  readonly days: number;
  readonly port?: number;
  readonly models?: string;
}

interface WorkCliOptions extends QueueOptions, AccessOptions, ServiceOptions {
  readonly dicomweb?: string;
  readonly enqueuedAs?: readonly string[];
  readonly models?: string;
  readonly threads?: number;
  readonly device: Device;
  readonly grace: number;
  readonly silence: number;
  readonly untilEmpty?: boolean;
  readonly results?: string;
  readonly fhir?: string;
  readonly also?: readonly FurtherObject[];
  readonly compress: boolean;
}
