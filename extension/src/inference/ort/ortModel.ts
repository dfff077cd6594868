import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web/webgpu';
import type { Model, Tensors } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { refused, part } from '../../messages';
import { BackendError, briefly } from '../../browser/rpc/errors';
import { onDevice } from './gpuErrors';

import { nextTask } from '../../browser/nextTask';
import type { RunMeter } from './runMeter';
import type { SerialQueue } from './serialQueue';
import type { Precision } from '../protocol/types';

export interface OrtModelOptions {
  /** Runs the model on this device; on WebAssembly where missing. */
  readonly device?: GPUDevice;
  /** What the file computes in; 'fp32' where missing. */
  readonly precision?: Precision;
  /** Shared by every model of the worker. */
  readonly queue: SerialQueue;
  readonly meter: RunMeter;
  /** A sign of life: a session was made, or a model has run. */
  readonly onAlive?: () => void;
}

/** Where tensors are larger than this, common adapters refuse them. */
const LARGEST_TENSOR = 128 * 2 ** 20;
/** Pixels of a large slice, 480 mm at 0.94 mm, and feature channels at its full resolution: bytes × these. */
const LARGEST_SLICE = 512 * 512 * 64;
const BYTES = { fp32: 4, fp16: 2 };

/** Outputs that are on their way from the device. */
interface Reading {
  readonly outputs: Promise<Tensors>;
  /** What holds the device's memory until all is read. */
  readonly tensors: readonly OrtTensor[];
}

/**
 * A model in an ONNX Runtime session of this worker. Runs are computed one after another, in the order in which they
 * are asked for.
 *
 * On a device everything between input and output stays there, and nothing is left to the processor. Outputs are
 * read back beside the next run: asking for it belongs to the run, waiting for it does not.
 */
export class OrtModel implements Model {
  readonly batch?: number;
  /** Tensors on the device that have been read; the runtime takes them back only between runs. */
  private spent: OrtTensor[] = [];

  private constructor(
    readonly spec: ModelSpec,
    private readonly session: InferenceSession,
    private readonly options: OrtModelOptions
  ) {
    if (options.device && typeof spec.inputs[0]?.shape[0] === 'string') {
      this.batch = Math.floor(
        LARGEST_TENSOR / (LARGEST_SLICE * BYTES[options.precision ?? 'fp32'])
      );
    }
  }

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
        ...(options.device ? ON_DEVICE : {}),
      });
    const session = await options.queue.add(() =>
      guarded(start, options.device).catch((error: unknown) => {
        throw new BackendError(
          part('model-not-started', { file: spec.file, reason: briefly(error) })
        );
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
      throw refused('bad-manifest', {
        context: 'tensor',
        file: spec.file,
        tensor: missing.name,
      });
    }
    return model;
  }

  /**
   * Runs the model once. Free axes take whatever size the inputs have.
   * @returns the outputs that the manifest names, in memory of their own.
   * @throws BackendError on whatever goes wrong in the runtime.
   */
  async run(inputs: Tensors): Promise<Tensors> {
    const outputs = await this.metered(inputs);
    this.options.onAlive?.();
    // Without this turn of the event loop a message to cancel would never be seen between slices.
    await nextTask();
    return outputs;
  }

  /** Frees the session once the runs that were asked for have ended. */
  async release(): Promise<void> {
    await this.options.queue.add(async () => {
      this.freeSpent();
      await this.session.release();
    });
  }

  /** A run that counts from when its turn has come. */
  private async metered(inputs: Tensors): Promise<Tensors> {
    const { queue, meter, device } = this.options;
    let end = () => {};
    try {
      const reading = await queue.add(() => {
        end = meter.begin();
        return guarded(() => this.start(inputs), device);
      });
      return await this.read(reading);
    } catch (error) {
      throw new BackendError(
        part('model-not-run', { file: this.spec.file, reason: briefly(error) })
      );
    } finally {
      end();
    }
  }

  /** Has the runtime compute, and asks for the outputs. */
  private async start(inputs: Tensors): Promise<Reading> {
    this.freeSpent();
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, { data, dims }] of Object.entries(inputs)) {
      feeds[name] = new OrtTensor('float32', data, dims);
    }
    try {
      const results = await this.session.run(
        feeds,
        this.spec.outputs.map(output => output.name)
      );
      const named = Object.entries(results);
      // Called for all at once, so that the device is asked before the next run is given to it.
      const outputs = Promise.all(
        named.map(async ([name, tensor]) => {
          const data = (await tensor.getData()) as Float32Array;
          return [name, { dims: tensor.dims, data }] as const;
        })
      ).then(entries => Object.fromEntries(entries));
      // Whoever waits for it hears of an error; nobody does when the run itself has failed as well.
      outputs.catch(() => undefined);
      return { outputs, tensors: named.map(([, tensor]) => tensor) };
    } finally {
      Object.values(feeds).forEach(tensor => tensor.dispose());
    }
  }

  private async read({ outputs, tensors }: Reading): Promise<Tensors> {
    try {
      return await outputs;
    } finally {
      this.spent.push(...tensors);
    }
  }

  private freeSpent(): void {
    this.spent.splice(0).forEach(tensor => tensor.dispose());
  }
}

/**
 * A graph of which a part has to run on the processor is refused: copying to and fro costs more than the device
 * saves.
 */
const ON_DEVICE = {
  preferredOutputLocation: 'gpu-buffer',
  extra: { session: { disable_cpu_ep_fallback: '1' } },
} as const;

const guarded = <T>(work: () => Promise<T>, device?: GPUDevice): Promise<T> =>
  device ? onDevice(device, work) : work();
