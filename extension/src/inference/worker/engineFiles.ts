import type { Manifest, ModelFile } from '../../analysis/modelSpec';
import type { Choice } from '../backend/choosePlans';
import type { ModelStore } from '../models/modelStore';
import { ORT_RUNTIMES, wasmRuntimeBeside, webgpuRuntime, type OrtRuntime } from '../ort/ortFiles';
import type { LoadedRuntime } from '../ort/runtime';
import type { ModelProgress } from '../protocol/types';

type Bytes = Uint8Array<ArrayBuffer>;

/** Whom loading is for. */
interface Loading {
  /** Absolute URL with a closing slash. */
  readonly baseUrl: string;
  readonly onModelProgress: (progress: ModelProgress) => void;
  readonly signal: AbortSignal | undefined;
}

/** The files of an engine: those that were planned, and those that turn out to be needed while it starts. */
export class EngineFiles {
  private constructor(
    private readonly store: ModelStore,
    private readonly loading: Loading,
    /** That of the models in other workers. */
    private readonly onWasm: OrtRuntime,
    private readonly totalBytes: number,
    /** What this worker computes with. */
    readonly runtime: LoadedRuntime,
    /** In the order of the plans. */
    readonly weights: readonly Bytes[]
  ) {}

  /** @throws DeepSpineError as ModelStore.load */
  static async load(
    store: ModelStore,
    manifest: Manifest,
    { plans, gpu, adapter }: Choice,
    loading: Loading
  ): Promise<EngineFiles> {
    const { baseUrl, onModelProgress, signal } = loading;
    const wanted = plans.map(({ file }) => file);
    const onWasm = adapter === undefined ? ORT_RUNTIMES.wasm : wasmRuntimeBeside();
    const own = gpu ? webgpuRuntime() : onWasm;
    const { runtime, weights } = await store.load(own, manifest, wanted, onModelProgress, signal);
    const total = own.bytes + wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    const loadedOwn = { script: baseUrl + own.script, binary: runtime };
    const files = new EngineFiles(store, loading, onWasm, total, loadedOwn, weights);
    files.tellLoaded();
    return files;
  }

  /** The runtime of models in other workers. */
  async wasmRuntime(): Promise<LoadedRuntime> {
    const { baseUrl, onModelProgress, signal } = this.loading;
    const script = baseUrl + this.onWasm.script;
    if (script === this.runtime.script) {
      return this.runtime;
    }
    const binary = await this.store.runtime(this.onWasm, onModelProgress, signal);
    this.tellLoaded();
    return { script, binary };
  }

  /** A file that was not planned. */
  async fetchWeights(file: ModelFile): Promise<Bytes> {
    const { onModelProgress, signal } = this.loading;
    const weights = await this.store.weights(file, onModelProgress, signal);
    this.tellLoaded();
    return weights;
  }

  private tellLoaded(): void {
    const { totalBytes } = this;
    this.loading.onModelProgress({ phase: 'start', loadedBytes: totalBytes, totalBytes });
  }
}
