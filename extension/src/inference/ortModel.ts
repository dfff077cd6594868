import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web/webgpu';
import type { Model, ModelSpec, Tensor } from '../analysis/types';
import { DeepSpineError } from '../findings';
import { BackendError, briefly } from './backendError';
import { onDevice } from './gpuErrors';
import { nextTask } from './nextTask';
import type { RunMeter } from './runMeter';
import type { SerialQueue } from './serialQueue';

export interface OrtModelOptions {
  /** Runs the model on this device; on WebAssembly where missing. */
  readonly device?: GPUDevice;
  /** Shared by every model of the worker. */
  readonly queue: SerialQueue;
  readonly meter: RunMeter;
  /** A sign of life: a session was made, or a model has run. */
  readonly onAlive?: () => void;
}

/** A model in an ONNX Runtime session of this worker. */
export class OrtModel implements Model {
  private constructor(
    readonly spec: ModelSpec,
    private readonly session: InferenceSession,
    private readonly options: OrtModelOptions
  ) {}

  /**
   * @param weights the .onnx file.
   * @throws BackendError when no session can be made; DeepSpineError 'bad-manifest' when the file
   *   lacks an input or output that the manifest names.
   */
  static async create(
    weights: Uint8Array,
    spec: ModelSpec,
    options: OrtModelOptions
  ): Promise<OrtModel> {
    const provider = options.device
      ? ({ name: 'webgpu', device: options.device } as const)
      : ({ name: 'wasm' } as const);
    const start = () =>
      InferenceSession.create(weights, {
        executionProviders: [provider],
        graphOptimizationLevel: 'all',
        // Errors reach the caller as exceptions; the console is left to the viewer.
        logSeverityLevel: 4,
      });
    const session = await options.queue.add(() =>
      guarded(start, options.device).catch((error: unknown) => {
        throw new BackendError(`${spec.file} could not be started: ${briefly(error)}`);
      })
    );
    options.onAlive?.();
    const model = new OrtModel(spec, session, options);
    const missing = [
      ...spec.inputs.filter(input => !session.inputNames.includes(input.name)),
      ...spec.outputs.filter(output => !session.outputNames.includes(output.name)),
    ][0];
    if (missing) {
      await model.release();
      throw new DeepSpineError(
        'bad-manifest',
        `The model file ${spec.file} has no tensor named "${missing.name}", which the manifest ` +
          'promises. Ask the administrator to replace the model and manifest.json together.'
      );
    }
    return model;
  }

  /**
   * Runs the model once. Free axes take whatever size the inputs have.
   * @returns the outputs that the manifest names, in memory of their own.
   * @throws BackendError on whatever goes wrong in the runtime.
   */
  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const { queue, meter, onAlive, device } = this.options;
    const outputs = await queue.add(async () => {
      const since = performance.now();
      const found = await guarded(() => this.runNow(inputs), device).catch((error: unknown) => {
        throw new BackendError(`${this.spec.file} could not be run: ${briefly(error)}`);
      });
      meter.add(performance.now() - since);
      return found;
    });
    onAlive?.();
    // Without this turn of the event loop a message to cancel would never be seen between slices.
    await nextTask();
    return outputs;
  }

  async release(): Promise<void> {
    await this.options.queue.add(() => this.session.release());
  }

  private async runNow(
    inputs: Readonly<Record<string, Tensor>>
  ): Promise<Readonly<Record<string, Tensor>>> {
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, { data, dims }] of Object.entries(inputs)) {
      feeds[name] = new OrtTensor('float32', data, dims);
    }
    try {
      const results = await this.session.run(
        feeds,
        this.spec.outputs.map(output => output.name)
      );
      const outputs: Record<string, Tensor> = {};
      for (const [name, tensor] of Object.entries(results)) {
        outputs[name] = { dims: tensor.dims, data: (await tensor.getData()) as Float32Array };
        tensor.dispose();
      }
      return outputs;
    } finally {
      Object.values(feeds).forEach(tensor => tensor.dispose());
    }
  }
}

const guarded = <T>(work: () => Promise<T>, device?: GPUDevice): Promise<T> =>
  device ? onDevice(device, work) : work();
