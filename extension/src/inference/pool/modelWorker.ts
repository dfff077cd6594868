/** In a worker that computes for the one in which the analysis runs: models in WebAssembly, in one thread. */
import type { ModelSpec } from '../../analysis/types';
import type { ModelReply, ModelRequest } from './modelMessages';
import { modelServer } from './modelServer';
import { OrtModel } from '../ort/ortModel';
import { RunMeter } from '../ort/runMeter';
import { useRuntime, type LoadedRuntime } from '../ort/runtime';
import { SerialQueue } from '../ort/serialQueue';

/** The first message. */
export interface ModelWorkerStart {
  readonly type: 'start';
  readonly runtime: LoadedRuntime;
}

export type ModelWorkerMessage = { readonly type: 'ready' } | ModelReply;

/** Answers requests from now on. */
export function serveModels(): void {
  // Sessions of one runtime are made and run one after another.
  const session = { queue: new SerialQueue(), meter: new RunMeter() };
  const open = async (spec: ModelSpec, weights: Uint8Array) =>
    OrtModel.create(weights, spec, session);
  const serve = modelServer(open, say, session.meter);
  self.onmessage = ({ data }: MessageEvent<ModelWorkerStart | ModelRequest>) => {
    if (data.type === 'start') {
      useRuntime(data.runtime);
    } else {
      serve(data);
    }
  };
  say({ type: 'ready' });
}

function say(message: ModelWorkerMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
