import { Connection, type Loss } from '../../browser/rpc/connection';
import { BackendError } from '../../browser/rpc/errors';
import { startWorker } from '../../browser/startWorker';
import { part } from '../../messages';
import type { LoadedRuntime } from '../ort/runtime';
import { MODEL_WORKER, WORKER_SCRIPT } from '../protocol/workerNames';
import type { ModelThread } from './modelApi';
import type { ModelWorkerApi } from './modelWorker';

/**
 * Starts a worker that computes models in WebAssembly, in one thread, to be one of a ModelPool. It shares no memory
 * with this one, so that the page need not be cross-origin isolated; it ends with it.
 *
 * @param baseUrl absolute, with a closing slash; the worker's script stands below it
 * @throws what the browser throws when it refuses to start a worker
 */
export function startModelWorker(baseUrl: string, runtime: LoadedRuntime): ModelThread {
  const worker = startWorker(baseUrl + WORKER_SCRIPT, MODEL_WORKER);
  const connection = new Connection<ModelWorkerApi>(worker, { lost });
  connection.send('start', runtime);
  return connection;
}

function lost({ how, reason }: Loss): BackendError {
  const context = how === 'silent' ? 'crashed' : how;
  return new BackendError(part('model-worker', { context, reason }));
}
