import { part } from '../../messages';
import type { MessageValue } from '../../findings';
import type { ModelReply, ModelRequest } from './modelMessages';
import type { ModelThread } from './modelPool';
import type { ModelWorkerMessage, ModelWorkerStart } from './modelWorker';
import type { LoadedRuntime } from '../ort/runtime';
import { startWorker } from '../../browser/startWorker';
import { MODEL_WORKER, WORKER_SCRIPT } from '../protocol/workerNames';

/** A worker of the browser as a thread of a ModelPool. */
class WorkerThread implements ModelThread {
  private readonly worker: Worker;
  /** What is to be sent once the script listens; null: it does. */
  private held: ModelRequest[] | null = [];

  constructor(
    baseUrl: string,
    private readonly runtime: LoadedRuntime
  ) {
    this.worker = startWorker(baseUrl + WORKER_SCRIPT, MODEL_WORKER);
  }

  listen(onReply: (reply: ModelReply) => void, onLost: (reason: MessageValue) => void): void {
    this.worker.onmessage = ({ data }: MessageEvent<ModelWorkerMessage>) => {
      if (data.type === 'ready') {
        this.begin();
      } else {
        onReply(data);
      }
    };
    this.worker.onmessageerror = () => onLost(part('model-worker', { context: 'unreadable' }));
    this.worker.onerror = event => {
      event.preventDefault();
      const reason = event.message || part('without-a-message');
      const context = this.held ? 'not-started' : 'crashed';
      onLost(part('model-worker', { context, reason }));
    };
  }

  post(request: ModelRequest): void {
    if (this.held) {
      this.held.push(request);
    } else {
      this.worker.postMessage(request);
    }
  }

  close(): void {
    this.worker.terminate();
  }

  private begin(): void {
    const message: ModelWorkerStart = { type: 'start', runtime: this.runtime };
    this.worker.postMessage(message);
    const { held } = this;
    this.held = null;
    held?.forEach(request => this.post(request));
  }
}

/**
 * Starts workers that compute models in WebAssembly, one thread each, to be those of a ModelPool. They share no memory
 * with this one, so that the page need not be cross-origin isolated; they end with it.
 *
 * @param baseUrl absolute, with a closing slash; the worker's script stands below it
 * @throws what the browser throws when it refuses to start a worker
 */
export function startModelWorkers(
  count: number,
  baseUrl: string,
  runtime: LoadedRuntime
): ModelThread[] {
  return Array.from({ length: count }, () => new WorkerThread(baseUrl, runtime));
}
