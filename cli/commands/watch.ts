import { DeepSpineError } from '../../extension/src/findings';
import { PRODUCT } from '../../extension/src/record/product';
import type { ArchiveAccess } from '../access/access';
import { Announced } from '../batch/announced';
import { modelNames, usedModels } from '../batch/identity';
import { Metrics } from '../batch/metrics';
import { serveMetrics } from '../batch/metricsServer';
import { DEFAULT_RETRY, glanceAtQueue, type QueueAddress } from '../batch/queue';
import type { ListenAddress } from '../batch/server';
import { Watcher, type Look } from '../batch/watcher';
import { serveWatch } from '../batch/watchServer';
import { DicomWebArchive } from '../dicomweb/archive';
import { DEFAULT_MODELS_DIR } from '../models';
import { readManifest } from '../ortModel';
import { logEvent, printJson, sayError, type LogFormat } from '../output';
import { reasonOf } from '../reason';

export interface WatchCommandOptions extends QueueAddress {
  readonly dicomweb: string;
  readonly query: readonly string[];
  readonly access: ArchiveAccess;
  readonly models?: string;
  /** s between two looks. */
  readonly every: number;
  readonly days: number;
  /** Where it listens for an archive that calls, and for whoever asks how it is; nowhere where missing. */
  readonly port?: number;
  /** Where it shows its metrics; nowhere where missing. */
  readonly metrics?: ListenAddress;
  readonly json?: boolean;
  readonly log: LogFormat;
  readonly signal: AbortSignal;
}

/**
 * `deepspine watch`: puts new studies of an archive into the queue until it is stopped. The first look must succeed, so
 * that a mistake is said at once; later ones are repeated however long archive or Redis are away.
 *
 * @returns 0 when stopped
 * @throws DeepSpineError as the first look does
 */
export async function watchCommand(options: WatchCommandOptions): Promise<0> {
  const { dicomweb, access, every, signal } = options;
  const models = usedModels(await readManifest(options.models ?? DEFAULT_MODELS_DIR));
  const metrics = new Metrics({
    ...{ command: 'watch', version: PRODUCT.version, models, backend: '' },
    queue: () => glanceAtQueue(options),
  });
  const archive = new DicomWebArchive(dicomweb, access.optionsFor(dicomweb, [metrics.observer]));
  const watcher = new Watcher({ ...options, archive, models, retry: DEFAULT_RETRY });
  const events = eventsOf(options, metrics);
  let trouble: string | null = null;
  const failed = (error: unknown): void => {
    if (!(error instanceof DeepSpineError)) {
      throw error;
    }
    const reason = reasonOf(error);
    if (trouble !== reason) {
      events.trouble(reason);
    }
    trouble = reason;
  };
  events.looked(await watcher.look());
  const announced = new Announced();
  const { port } = options;
  const server =
    port === undefined
      ? null
      : await serveWatch({ port, trouble: () => trouble, announce: uid => announced.add(uid) });
  const shown = options.metrics && (await serveMetrics(options.metrics, metrics, () => trouble));
  events.ready(modelNames(models), server?.port ?? null, shown?.port ?? null);
  try {
    for (
      let last = Date.now();
      await announced.orAfter(last + every * 1000 - Date.now(), signal);
    ) {
      try {
        await queueAnnounced(watcher, announced, events);
        if (Date.now() >= last + every * 1000) {
          last = Date.now();
          events.looked(await watcher.look());
          if (trouble !== null) {
            events.trouble(null);
          }
          trouble = null;
        }
      } catch (error) {
        // What was announced is kept until the next look.
        last = Date.now();
        failed(error);
      }
    }
    return 0;
  } finally {
    await Promise.all([server?.close(), shown?.close()]);
  }
}

/** @throws DeepSpineError where archive or Redis are away; what could not be queued stays announced */
async function queueAnnounced(
  watcher: Watcher,
  announced: Announced,
  events: WatchEvents
): Promise<void> {
  for (const study of announced.studies) {
    try {
      events.told(study, await watcher.told(study));
    } catch (error) {
      if (!(error instanceof DeepSpineError) || error.code !== 'no-series') {
        throw error;
      }
      events.unwanted(study, reasonOf(error));
    }
    announced.delete(study);
  }
}

interface WatchEvents {
  ready(models: string, port: number | null, metrics: number | null): void;
  looked(look: Look): void;
  told(study: string, queued: boolean): void;
  /** An announced study that the archive has not, or that --query does not ask for. */
  unwanted(study: string, reason: string): void;
  /** null: all is well again. */
  trouble(reason: string | null): void;
}

/** One JSON object a line on stdout: UIDs and counts, nothing of a patient. */
const jsonEvents: WatchEvents = {
  ready: (models, port, metrics) => printJson({ event: 'ready', models, port, metrics }),
  looked: ({ found, arriving, queued }) => {
    queued.forEach(study => printJson({ event: 'queued', study, by: 'look' }));
    printJson({ event: 'looked', found, arriving, queued: queued.length });
  },
  told: (study, queued) => printJson({ event: queued ? 'queued' : 'known', study, by: 'archive' }),
  unwanted: (study, reason) => printJson({ event: 'unwanted', study, reason }),
  trouble: reason => printJson({ event: reason === null ? 'well' : 'trouble', reason }),
};

/** One line for a person on stderr, where there is something to say. */
const spokenEvents: WatchEvents = {
  ready: (models, port, metrics) =>
    sayError(
      `watching, for ${models}${port === null ? '' : `; listening on 127.0.0.1:${port}`}` +
        (metrics === null ? '' : `; metrics on port ${metrics}`)
    ),
  looked: ({ queued }) => queued.forEach(study => sayError(`${study} is new in the queue`)),
  told: (study, queued) =>
    sayError(`${study} was announced by the archive${queued ? ' and queued' : '; it was known'}`),
  unwanted: (_study, reason) => sayError(reason),
  trouble: reason => sayError(reason === null ? 'all is well again' : `${reason} It looks again.`),
};

/** The same on stderr, for collectors of logs; what is as it was at the last look is no event. */
const loggedEvents: WatchEvents = {
  ready: (models, port, metrics) => logEvent('info', 'ready', { models, port, metrics }),
  looked: ({ queued }) =>
    queued.forEach(study => logEvent('info', 'queued', { study, by: 'look' })),
  told: (study, queued) => logEvent('info', queued ? 'queued' : 'known', { study, by: 'archive' }),
  unwanted: study => logEvent('info', 'unwanted', { study }),
  trouble: reason =>
    reason === null ? logEvent('info', 'well', {}) : logEvent('error', 'trouble', { reason }),
};

const countedEvents = (metrics: Metrics): WatchEvents => ({
  ready: () => undefined,
  looked: ({ queued }) => {
    metrics.looked();
    queued.forEach(() => metrics.arrived('queued', 'look'));
  },
  told: (_study, queued) => metrics.arrived(queued ? 'queued' : 'known', 'archive'),
  unwanted: () => metrics.arrived('unwanted', 'archive'),
  trouble: () => undefined,
});

/** Each event to all who want it. */
function eventsOf({ json, log }: WatchCommandOptions, metrics: Metrics): WatchEvents {
  const all = [
    countedEvents(metrics),
    ...(json ? [jsonEvents] : []),
    ...(log === 'json' ? [loggedEvents] : json ? [] : [spokenEvents]),
  ];
  return {
    ready: (...of) => all.forEach(one => one.ready(...of)),
    looked: look => all.forEach(one => one.looked(look)),
    told: (...of) => all.forEach(one => one.told(...of)),
    unwanted: (...of) => all.forEach(one => one.unwanted(...of)),
    trouble: reason => all.forEach(one => one.trouble(reason)),
  };
}
