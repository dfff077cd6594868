import type { Model, Tensors } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { moving } from '../../browser/rpc/messages';
import type { Handlers } from '../../browser/rpc/serve';
import { refused } from '../../messages';
import type { RunMeter } from '../ort/runMeter';
import { SerialQueue } from '../ort/serialQueue';
import type { ModelApi } from './modelApi';

/** Makes a model of a .onnx file. */
export type OpenModel = (spec: ModelSpec, weights: Uint8Array) => Promise<Model>;

/**
 * Holds models on behalf of a ModelPool. Runs follow each other, and between two of them the thread hears of what has
 * arrived meanwhile. The buffers of their outputs move.
 *
 * @param meter that of the models that `open` makes, and of no others
 */
export function modelHandlers(open: OpenModel, meter: RunMeter): Handlers<ModelApi> {
  const models = new Map<number, Promise<Model>>();
  const turns = new SerialQueue();
  return {
    load: async ({ model, spec, weights }) => {
      const opened = open(spec, weights);
      models.set(model, opened);
      await opened;
    },
    // The answer leaves before the next run begins.
    run: ({ model, inputs }, { signal }) =>
      turns.add(async () => {
        if (signal.aborted) {
          throw refused('cancelled');
        }
        meter.reset();
        const outputs = await (await models.get(model)!).run(inputs);
        return moving({ outputs, ran: meter.spans() }, buffersOf(outputs));
      }),
  };
}

const buffersOf = (outputs: Tensors): ArrayBuffer[] => [
  ...new Set(Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer)),
];
