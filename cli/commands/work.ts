import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeepSpineError } from '../../extension/src/findings';
import { PRODUCT } from '../../extension/src/record/product';
import type { ArchiveAccess } from '../access/access';
import { removeOrphans } from '../batch/fetchStudy';
import { modelKey, modelNames, usedModels } from '../batch/identity';
import { Metrics } from '../batch/metrics';
import { serveMetrics } from '../batch/metricsServer';
import { glanceAtQueue, openQueue, type QueueAddress } from '../batch/queue';
import { runStudy } from '../batch/runStudy';
import type { ListenAddress } from '../batch/server';
import type { StudyOptions } from '../batch/stages';
import { Workplace } from '../batch/trust';
import { StudyWorker, type WorkerEvents } from '../batch/worker';
import { writeResult } from '../batch/writeResult';
import { DicomWebArchive } from '../dicomweb/archive';
import { DEFAULT_MODELS_DIR, loadModels } from '../models';
import type { FurtherObject } from '../../extension/src/record/furtherObjects';
import { readManifest, type Device } from '../ortModel';
import {
  bar,
  checkWritable,
  logEvent,
  printJson,
  progressLine,
  sayError,
  type LogFormat,
} from '../output';

export interface WorkCommandOptions extends QueueAddress {
  /** The archive that it works for, where this machine reaches it; without one, those of this machine. */
  readonly dicomweb?: string;
  /** Other addresses by which jobs may name it. */
  readonly enqueuedAs?: readonly string[];
  readonly access: ArchiveAccess;
  readonly models?: string;
  readonly threads?: number;
  readonly device?: Device;
  /** s that a study may go on after the first request to stop. */
  readonly grace: number;
  /** s of silence after which a job counts as lost. */
  readonly silence: number;
  readonly untilEmpty?: boolean;
  /** Folder for results as JSON; the archive is then only read. */
  readonly results?: string;
  /** Folder for FHIR bundles; none where missing. */
  readonly fhir?: string;
  /** What else is stored. */
  readonly also?: readonly FurtherObject[];
  /** Whether the segmentation is offered deflated first. */
  readonly compress?: boolean;
  /** Where it shows its metrics; nowhere where missing. */
  readonly metrics?: ListenAddress;
  readonly json?: boolean;
  readonly log: LogFormat;
  readonly signal: AbortSignal;
}

/**
 * `deepspine work`: takes studies from the queue and analyses them until it is told to stop.
 *
 * SIGTERM and SIGINT let the present study end, within the grace time; after it, or at the second signal, the
 * study goes back to the queue.
 *
 * @returns 0
 * @throws DeepSpineError 'bad-manifest' when the queue's studies are for other models
 */
export async function workCommand(options: WorkCommandOptions): Promise<0> {
  const { access, signal, grace, silence, threads, device, results, fhir, also, compress } =
    options;
  const workplace = new Workplace({ ...options, signedIn: access.signedIn });
  if (results && also) {
    throw new DeepSpineError(
      'bad-arguments',
      'With --results the archive is only read, so nothing is stored; leave out --also or --results.'
    );
  }
  for (const folder of [results, fhir]) {
    if (folder) {
      await mkdir(folder, { recursive: true }).catch(() => undefined);
      await checkWritable([path.join(folder, 'study.json')]);
    }
  }
  const modelsDir = options.models ?? DEFAULT_MODELS_DIR;
  await removeOrphans();
  const used = usedModels(await readManifest(modelsDir));
  const models = await loadModels(modelsDir, { threads, device });
  const name = `${hostname()}:${process.pid}`;
  const progress = progressLine();
  const metrics = new Metrics({
    ...{ command: 'work', version: PRODUCT.version, models: used, backend: models.backend },
    queue: () => glanceAtQueue(options),
  });
  const events = eventsOf(options, metrics, progress.clear);
  let trouble: string | null = null;
  const worker = new StudyWorker(
    {
      ...options,
      name,
      models: modelKey(used),
      silenceMs: silence * 1000,
      run: async (job, released) => {
        const { study } = job;
        metrics.began();
        const root = workplace.rootFor(job);
        const archive = new DicomWebArchive(root, {
          ...access.optionsFor(root, [metrics.observer]),
          signal: released,
        });
        const watched: StudyOptions = {
          signal: released,
          onStage: (stage, ms) => metrics.stage(stage, ms),
          onProgress: ({ stage, fraction }) => progress.show(`${bar(fraction)} ${study} ${stage}`),
        };
        return results
          ? writeResult(archive, study, models, results, { ...watched, fhir })
          : runStudy(archive, study, models, { ...watched, fhir, also, compress });
      },
    },
    {
      ...events,
      connection: away => {
        trouble = away && `Redis does not answer (${away}).`;
        events.connection(away);
      },
    }
  );
  const end = (): void => {
    worker.stop();
    process.once('SIGINT', abort).once('SIGTERM', abort);
    graceTimer = setTimeout(abort, grace * 1000);
  };
  const abort = (): void => worker.abort();
  let graceTimer: NodeJS.Timeout | undefined;
  let closeShown: (() => Promise<void>) | undefined;
  signal.addEventListener('abort', end);
  if (signal.aborted) {
    end();
  }
  try {
    const shown = options.metrics && (await serveMetrics(options.metrics, metrics, () => trouble));
    closeShown = shown?.close;
    const metricsPort = shown?.port ?? null;
    if (options.log === 'json') {
      logEvent('info', 'ready', { worker: name, models: modelNames(used), metrics: metricsPort });
    } else {
      const where = metricsPort === null ? '' : `; metrics on port ${metricsPort}`;
      sayError(`${name} is ready, with ${modelNames(used)}${where}`);
    }
    await Promise.all([
      worker.ended,
      options.untilEmpty ? untilEmpty(options, worker, signal) : undefined,
    ]);
    return 0;
  } finally {
    clearTimeout(graceTimer);
    process.off('SIGINT', abort).off('SIGTERM', abort);
    signal.removeEventListener('abort', end);
    progress.clear();
    await closeShown?.();
    await models.release();
  }
}

/** Stops the worker when nothing waits, runs or is due to be tried again. */
async function untilEmpty(
  address: QueueAddress,
  worker: StudyWorker,
  signal: AbortSignal
): Promise<void> {
  const { queue, close } = await openQueue(address);
  try {
    while (!signal.aborted && (await queue.getJobCountByTypes('wait', 'active', 'delayed')) > 0) {
      await sleep(1000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    worker.stop();
    await close();
  }
}

/** One JSON object a line on stdout. */
function jsonEvents(): WorkerEvents {
  const write = (event: object): void => {
    printJson(event);
  };
  return {
    done: result => write({ event: result.outcome, ...result }),
    failed: (study, failure, attempt, again) =>
      write({ event: 'failed', study, ...failure, attempt, again }),
    released: study => write({ event: 'released', study }),
    connection: trouble => write({ event: trouble ? 'redis-away' : 'redis-back', trouble }),
  };
}

/** One line for a person on stderr. */
function spokenEvents(clear: () => void): WorkerEvents {
  const say = (text: string): void => {
    clear();
    sayError(text);
  };
  const words = {
    stored: 'stored',
    'already-there': 'was done already',
    written: 'written',
    reviewed: 'has findings that a person has reviewed; left as it is',
  };
  return {
    done: ({ study, outcome, levels, ms, warnings, refused = [] }) =>
      say(
        `${study} ${words[outcome]}: ${levels} levels, ${(ms / 1000).toFixed(1)} s` +
          (warnings.length > 0 ? `; ${warnings.length} warnings` : '') +
          (refused.length > 0 ? `; the archive does not take ${refused.join(', ')}` : '')
      ),
    failed: (study, { reason }, attempt, again) =>
      say(`${study} failed (attempt ${attempt}${again ? ', another one follows' : ''}): ${reason}`),
    released: study => say(`${study} goes back to the queue`),
    connection: trouble =>
      say(trouble ? `Redis does not answer (${trouble}); waiting for it` : 'Redis answers again'),
  };
}

/** The same on stderr, for collectors of logs: codes in the place of sentences, which may name a series. */
const loggedEvents: WorkerEvents = {
  done: ({ study, outcome, levels, ms, warnings, instancesStored, refused = [] }) =>
    logEvent(refused.length > 0 ? 'warn' : 'info', outcome, {
      ...{ study, levels, ms, warnings: warnings.length, instancesStored },
      ...(refused.length > 0 ? { refused: refused.join(' ') } : {}),
    }),
  failed: (study, { code }, attempt, again) =>
    logEvent(again ? 'warn' : 'error', 'failed', { study, code, attempt, again }),
  released: study => logEvent('warn', 'released', { study }),
  connection: trouble =>
    trouble
      ? logEvent('error', 'redis-away', { reason: trouble })
      : logEvent('info', 'redis-back', {}),
};

const countedEvents = (metrics: Metrics): WorkerEvents => ({
  done: ({ outcome, ms }) => metrics.ended(outcome, '', ms),
  failed: (_study, { code }, _attempt, again) => metrics.ended(again ? 'retried' : 'failed', code),
  released: () => metrics.ended('released'),
  connection: () => undefined,
});

/** Each event to all who want it. */
function eventsOf(
  { json, log }: WorkCommandOptions,
  metrics: Metrics,
  clear: () => void
): WorkerEvents {
  const all = [
    countedEvents(metrics),
    ...(json ? [jsonEvents()] : []),
    ...(log === 'json' ? [loggedEvents] : json ? [] : [spokenEvents(clear)]),
  ];
  return {
    done: result => all.forEach(one => one.done(result)),
    failed: (...of) => all.forEach(one => one.failed(...of)),
    released: study => all.forEach(one => one.released(study)),
    connection: trouble => all.forEach(one => one.connection(trouble)),
  };
}
