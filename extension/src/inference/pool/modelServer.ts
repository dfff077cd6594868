import type { Model, ModelSpec, Tensors } from '../../analysis/types';
import { DeepSpineError } from '../../findings';
import { BackendError, briefly } from '../protocol/backendError';
import { errorData } from '../protocol/protocolErrors';
import type { ModelReply, ModelRequest, RunRequest } from './modelMessages';
import type { RunMeter } from '../ort/runMeter';
import { SerialQueue } from '../ort/serialQueue';

type LoadRequest = Extract<ModelRequest, { type: 'load' }>;

type Served = Pick<Extract<ModelReply, { type: 'done' }>, 'outputs' | 'ran'>;

/** Makes a model of a .onnx file. */
export type OpenModel = (spec: ModelSpec, weights: Uint8Array) => Promise<Model>;

/**
 * Holds models on behalf of a ModelPool. Runs follow each other, and between two of them the thread hears of what has
 * arrived meanwhile.
 *
 * @param reply sends an answer; the buffers of its outputs move with it
 * @param meter that of the models that `open` makes, and of no others
 * @returns what takes the pool's requests
 */
export function modelServer(
  open: OpenModel,
  reply: (reply: ModelReply, transfer: ArrayBuffer[]) => void,
  meter: RunMeter
): (request: ModelRequest) => void {
  const models = new Map<number, Promise<Model>>();
  const turns = new SerialQueue();
  /** Runs that have not begun. */
  const waiting = new Set<number>();
  const load = async ({ model, spec, weights }: LoadRequest): Promise<Served> => {
    const opened = open(spec, weights);
    models.set(model, opened);
    await opened;
    return { outputs: {}, ran: [] };
  };
  const run = async (id: number, { model, inputs }: RunRequest): Promise<Served | null> => {
    if (!waiting.delete(id)) {
      return null;
    }
    meter.reset();
    const outputs = await (await models.get(model)!).run(inputs);
    return { outputs, ran: meter.spans() };
  };
  return request => {
    const { id } = request;
    if (request.type === 'withdraw') {
      waiting.delete(id);
      return;
    }
    if (request.type === 'run') {
      waiting.add(id);
    }
    const served = request.type === 'run' ? turns.add(() => run(id, request)) : load(request);
    served.then(
      done => done && reply({ type: 'done', id, ...done }, buffersOf(done.outputs)),
      (error: unknown) => {
        const known = error instanceof DeepSpineError || error instanceof BackendError;
        // What the runtime throws says nothing of its kind.
        const data = errorData(known ? error : new BackendError(briefly(error)));
        reply({ type: 'failed', id, error: data }, []);
      }
    );
  };
}

const buffersOf = (outputs: Tensors): ArrayBuffer[] => [
  ...new Set(Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer)),
];
