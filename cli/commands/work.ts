import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalyzeOptions } from '../../extension/src/analysis/types';
import { removeOrphans } from '../batch/fetchStudy';
import { modelKey, modelNames, usedModels } from '../batch/identity';
import { openQueue, type QueueAddress } from '../batch/queue';
import { runStudy } from '../batch/runStudy';
import { Workplace } from '../batch/trust';
import { StudyWorker, type WorkerEvents } from '../batch/worker';
import { writeResult } from '../batch/writeResult';
import { DicomWebArchive } from '../dicomweb/archive';
import { DEFAULT_MODELS_DIR, loadModels } from '../models';
import { readManifest, type Device } from '../ortModel';
import { bar, checkWritable, printJson, progressLine, sayError } from '../output';

export interface WorkCommandOptions extends QueueAddress {
  /** The archive that it works for, where this machine reaches it; without one, those of this machine. */
  readonly dicomweb?: string;
  /** Other addresses by which jobs may name it. */
  readonly enqueuedAs?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
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
  readonly json?: boolean;
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
  const { headers, json, signal, grace, silence, threads, device, results } = options;
  const workplace = new Workplace(options);
  if (results) {
    await mkdir(results, { recursive: true }).catch(() => undefined);
    await checkWritable([path.join(results, 'study.json')]);
  }
  const modelsDir = options.models ?? DEFAULT_MODELS_DIR;
  await removeOrphans();
  const used = usedModels(await readManifest(modelsDir));
  const models = await loadModels(modelsDir, { threads, device });
  const name = `${hostname()}:${process.pid}`;
  const progress = progressLine();
  const worker = new StudyWorker(
    {
      ...options,
      name,
      models: modelKey(used),
      silenceMs: silence * 1000,
      run: async (job, released) => {
        const { study } = job;
        const archive = new DicomWebArchive(workplace.rootFor(job), {
          ...{ headers, signal: released },
        });
        const watched: Pick<AnalyzeOptions, 'signal' | 'onProgress'> = {
          signal: released,
          onProgress: ({ stage, fraction }) => progress.show(`${bar(fraction)} ${study} ${stage}`),
        };
        return results
          ? writeResult(archive, study, models, results, watched)
          : runStudy(archive, study, models, watched);
      },
    },
    json ? jsonEvents() : spokenEvents(progress.clear)
  );
  const end = (): void => {
    worker.stop();
    process.once('SIGINT', abort).once('SIGTERM', abort);
    graceTimer = setTimeout(abort, grace * 1000);
  };
  const abort = (): void => worker.abort();
  let graceTimer: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', end);
  if (signal.aborted) {
    end();
  }
  sayError(`${name} is ready, with ${modelNames(used)}`);
  try {
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
    done: ({ study, outcome, levels, ms, warnings }) =>
      say(
        `${study} ${words[outcome]}: ${levels} levels, ${(ms / 1000).toFixed(1)} s` +
          (warnings.length > 0 ? `; ${warnings.length} warnings` : '')
      ),
    failed: (study, { reason }, attempt, again) =>
      say(`${study} failed (attempt ${attempt}${again ? ', another one follows' : ''}): ${reason}`),
    released: study => say(`${study} goes back to the queue`),
    connection: trouble =>
      say(trouble ? `Redis does not answer (${trouble}); waiting for it` : 'Redis answers again'),
  };
}
