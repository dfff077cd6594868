import type { Model, ModelSpec } from '../analysis/types';
import { DeepSpineError } from '../findings';
import { briefly } from './backendError';
import type { ModelReply, ModelRequest, Tensors } from './modelMessages';

/** Makes a model of a .onnx file. */
export type OpenModel = (spec: ModelSpec, weights: Uint8Array) => Promise<Model>;

/**
 * Holds models on behalf of a ModelPool.
 *
 * @param reply sends an answer; the buffers of its outputs move with it
 * @returns what takes the pool's requests
 */
export function modelServer(
  open: OpenModel,
  reply: (reply: ModelReply, transfer: ArrayBuffer[]) => void
): (request: ModelRequest) => void {
  const models = new Map<number, Promise<Model>>();
  const serve = async (request: ModelRequest): Promise<Tensors> => {
    if (request.type === 'load') {
      const opened = open(request.spec, request.weights);
      models.set(request.model, opened);
      await opened;
      return {};
    }
    const model = await models.get(request.model)!;
    return model.run(request.inputs);
  };
  return request => {
    const { id } = request;
    serve(request).then(
      outputs => reply({ type: 'done', id, outputs }, buffersOf(outputs)),
      (error: unknown) => {
        const known = error instanceof DeepSpineError;
        const message = known ? error.message : briefly(error);
        reply({ type: 'failed', id, code: known ? error.code : null, message }, []);
      }
    );
  };
}

const buffersOf = (outputs: Tensors): ArrayBuffer[] => [
  ...new Set(Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer)),
];
