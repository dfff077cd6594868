/**
 * Entry of the worker in which the models run: ONNX Runtime and nothing else, so that it computes while the analysis
 * prepares the next inputs. The worker of the analysis starts it and ends with it.
 */
import type { Model } from '../analysis/types';
import { startEngine, type Engine } from './engine';
import { failureOf } from './protocolErrors';
import type { ModelInfo, RuntimeReply, RuntimeRequest } from './runtimeMessages';

let engine: Engine | null = null;
const abort = new AbortController();

self.onmessage = ({ data }: MessageEvent<RuntimeRequest>) => {
  switch (data.type) {
    case 'start':
      void start(data);
      break;
    case 'cancel-start':
      abort.abort();
      break;
    case 'run':
      void run(data);
      break;
  }
};
reply({ type: 'ready' });

async function start({ config }: Extract<RuntimeRequest, { type: 'start' }>): Promise<void> {
  try {
    engine = await startEngine(
      config,
      {
        onModelProgress: progress => reply({ type: 'model-progress', progress }),
        // Later on the answers themselves are signs of life.
        onAlive: () => {
          if (!engine) {
            reply({ type: 'alive' });
          }
        },
        onDeviceLost: reason => reply({ type: 'device-lost', reason }),
      },
      abort.signal
    );
  } catch (error) {
    reply({ type: 'not-started', failure: failureOf(error) });
    return;
  }
  const { models, backend, meter } = engine;
  const infos = {
    segmentation: infoOf(models.segmentation),
    grading: models.grading && infoOf(models.grading),
  };
  reply({ type: 'started', backend, models: infos, cost: meter.read() });
}

const infoOf = ({ spec, batch }: Model): ModelInfo => ({
  spec,
  ...(batch === undefined ? {} : { batch }),
});

async function run({ id, task, inputs }: Extract<RuntimeRequest, { type: 'run' }>): Promise<void> {
  const model = engine?.models[task];
  try {
    if (!engine || !model) {
      throw new Error(`no ${task} model was started`);
    }
    const outputs = await model.run(inputs);
    const buffers = Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer);
    reply({ type: 'ran', id, outputs, cost: engine.meter.read() }, [...new Set(buffers)]);
  } catch (error) {
    reply({ type: 'not-run', id, failure: failureOf(error) });
  }
}

function reply(message: RuntimeReply, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
