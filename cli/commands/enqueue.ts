import type { ArchiveAccess } from '../access/access';
import { modelKey, modelNames, usedModels } from '../batch/identity';
import {
  addMissing,
  DEFAULT_RETRY,
  openQueue,
  type QueueAddress,
  type RetryOptions,
  type StudyJob,
} from '../batch/queue';
import { searchFor } from '../batch/searchConditions';
import { DicomWebArchive } from '../dicomweb/archive';
import { checkedUid } from '../dicomweb/uid';
import { DEFAULT_MODELS_DIR } from '../models';
import { readManifest } from '../ortModel';
import { printJson, progressLine, sayError } from '../output';

export interface EnqueueCommandOptions extends QueueAddress, Partial<RetryOptions> {
  readonly dicomweb: string;
  /** Conditions as of QIDO-RS, "StudyDate=20240101-20241231"; all must hold. */
  readonly query: readonly string[];
  readonly studies: readonly string[];
  readonly access: ArchiveAccess;
  readonly models?: string;
  readonly limit?: number;
  readonly json?: boolean;
  readonly signal?: AbortSignal;
}

/** Jobs that go to Redis in one message. */
const BATCH = 100;

/**
 * `deepspine enqueue`: puts the studies of an archive that match a query into the queue. A study that is queued
 * already, or was done with the same models, is left as it is.
 *
 * @returns 0; 1 when no study matches
 */
export async function enqueueCommand(options: EnqueueCommandOptions): Promise<0 | 1> {
  const { dicomweb, query, studies, access, limit = Infinity, json, signal } = options;
  const { attempts = DEFAULT_RETRY.attempts, backoffMs = DEFAULT_RETRY.backoffMs } = options;
  const archive = new DicomWebArchive(dicomweb, { ...access.optionsFor(dicomweb), signal });
  const models = usedModels(await readManifest(options.models ?? DEFAULT_MODELS_DIR));
  const { queue, close } = await openQueue(options);
  const progress = progressLine();
  let [found, added] = [0, 0];
  let doubt = false;
  const asked = studies.map(uid => checkedUid(uid, '--study'));
  const search = searchFor(query);
  async function* matching(): AsyncGenerator<string> {
    for await (const { uid } of archive.studies(search, () => (doubt = true))) {
      yield uid;
    }
  }
  try {
    let batch: StudyJob[] = [];
    const flush = async (): Promise<void> => {
      added += (await addMissing(queue, batch, { attempts, backoffMs })).length;
      batch = [];
      progress.show(`${found} studies found, ${added} new`);
    };
    for await (const study of asked.length > 0 ? asked : matching()) {
      if (found >= limit) {
        break;
      }
      found++;
      batch.push({ archive: archive.root, study, models: modelKey(models) });
      if (batch.length === BATCH) {
        await flush();
      }
    }
    await flush();
  } finally {
    progress.clear();
    await close();
  }
  if (doubt) {
    sayError(
      `the archive does not show whether more than these ${found} studies match; enqueue narrower queries as well, such as one for each month`
    );
  }
  if (json) {
    printJson({ found, added, alreadyQueued: found - added, models });
  } else {
    const known = found - added > 0 ? `, ${found - added} of them were queued before` : '';
    sayError(
      found === 0
        ? 'no study matches; see --query in deepspine help enqueue'
        : `${found} studies${known}, for ${modelNames(models)}`
    );
  }
  return found > 0 ? 0 : 1;
}
