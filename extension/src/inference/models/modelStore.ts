import type { Said } from '../../findings';
import { parseManifest } from '../../analysis/models/manifest';
import type { Manifest, ModelFile } from '../../analysis/modelSpec';
import { refused, said } from '../../messages';
import { ByteCache } from './byteCache';
import { download } from './download';
import { sha256Hex } from './hash';
import { ORT_RUNTIMES, type OrtRuntime } from '../ort/ortFiles';
import type { ModelProgress } from '../protocol/types';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file that is only used when it has this very content. */
interface PinnedFile {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface LoadedFiles {
  /** ONNX Runtime's WebAssembly binary. */
  readonly runtime: Bytes;
  /** Weights in the order in which they were asked for. */
  readonly weights: readonly Bytes[];
}

export interface ModelStoreOptions {
  /** Absolute URL with a closing slash. */
  readonly baseUrl: string;
  /** Lower-case hex; a manifest with another hash is refused. */
  readonly manifestSha256?: string;
  readonly fetch?: typeof fetch;
  /** undefined: the browser's own; null: none. */
  readonly caches?: CacheStorage | null;
}

const MANIFEST = 'models/manifest.json';

/**
 * Fetches the manifest, the runtime and the models, checks their hashes, and keeps them in the
 * browser, so that a second analysis needs no network for them. The manifest is asked for each
 * time (it is small and names the current versions) unless it is pinned and at hand; without a
 * network the last good one serves.
 */
export class ModelStore {
  private readonly fetch: typeof fetch;
  private manifestNote: Said | null = null;

  private constructor(
    private readonly options: ModelStoreOptions,
    private readonly cache: ByteCache
  ) {
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  }

  static async open(options: ModelStoreOptions): Promise<ModelStore> {
    const { baseUrl, caches } = options;
    const storage = caches === undefined ? globalThis.caches : (caches ?? undefined);
    return new ModelStore(options, await ByteCache.open(baseUrl, storage));
  }

  /** Sentences on what was worked around so far. */
  get notes(): Said[] {
    return [this.manifestNote, this.cache.note].filter(note => note !== null);
  }

  /**
   * A runtime and the wanted ones of the manifest's files; those of former manifests are forgotten.
   * @throws DeepSpineError 'model-download' (not reachable, not there, cut off), 'model-hash'
   *   (other content than promised), 'bad-manifest', 'cancelled'.
   */
  async load(
    runtime: OrtRuntime,
    manifest: Manifest,
    wanted: readonly ModelFile[],
    onProgress: (progress: ModelProgress) => void,
    signal?: AbortSignal
  ): Promise<LoadedFiles> {
    const files = [this.pinnedRuntime(runtime), ...wanted.map(file => this.pinned(file))];
    const [binary, ...weights] = await this.all(files, onProgress, signal);
    const current = [
      ...Object.values(ORT_RUNTIMES),
      ...manifest.models.flatMap(model => [model, ...(model.variants ?? [])]),
    ];
    await this.cache.keepOnly(new Set(current.map(file => file.sha256)));
    return { runtime: binary!, weights };
  }

  /** One more runtime. Errors as in `load`. */
  async runtime(
    runtime: OrtRuntime,
    onProgress: (progress: ModelProgress) => void,
    signal?: AbortSignal
  ): Promise<Bytes> {
    return this.one(this.pinnedRuntime(runtime), onProgress, signal);
  }

  /** One more of the manifest's files. Errors as in `load`. */
  async weights(
    file: ModelFile,
    onProgress: (progress: ModelProgress) => void,
    signal?: AbortSignal
  ): Promise<Bytes> {
    return this.one(this.pinned(file), onProgress, signal);
  }

  /** What was kept under a name; null when there is nothing or it is no JSON. Whoever reads it checks it. */
  async recall(name: string): Promise<unknown> {
    const bytes = await this.cache.getNamed(name);
    try {
      return bytes && JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return null;
    }
  }

  /** Keeps something small, as JSON, where the browser lets it. */
  async remember(name: string, value: unknown): Promise<void> {
    await this.cache.putNamed(name, new TextEncoder().encode(JSON.stringify(value)));
  }

  private pinnedRuntime({ file, sha256, bytes }: OrtRuntime): PinnedFile {
    return { url: this.options.baseUrl + file, sha256, bytes };
  }

  private pinned({ file, sha256, bytes }: ModelFile): PinnedFile {
    return { url: this.urlOf(file), sha256, bytes };
  }

  /** Models come from the configured place only, whatever a manifest says. */
  private urlOf(file: string): string {
    const url = new URL(file, `${this.options.baseUrl}models/`).href;
    if (!url.startsWith(this.options.baseUrl)) {
      throw refused('bad-manifest', { context: 'outside', file });
    }
    return url;
  }

  /**
   * The list of models.
   * @throws DeepSpineError as `load`.
   */
  async manifest(signal?: AbortSignal): Promise<Manifest> {
    const { baseUrl, manifestSha256: pin } = this.options;
    const url = baseUrl + MANIFEST;
    const kept = await this.cache.getNamed(MANIFEST);
    if (pin && kept && (await sha256Hex(kept)) === pin.toLowerCase()) {
      return parseManifest(parseJson(kept, url));
    }
    let bytes: Bytes;
    try {
      bytes = await download(url, { fetch: this.fetch, signal, cache: 'no-cache' });
    } catch (error) {
      if (!kept || signal?.aborted) {
        throw error;
      }
      bytes = kept;
      this.manifestNote = said('note-kept-models');
    }
    if (pin && (await sha256Hex(bytes)) !== pin.toLowerCase()) {
      throw refused('model-hash', { context: 'manifest', path: new URL(url).pathname });
    }
    const manifest = parseManifest(parseJson(bytes, url));
    await this.cache.putNamed(MANIFEST, bytes);
    return manifest;
  }

  private async one(
    file: PinnedFile,
    onProgress: (progress: ModelProgress) => void,
    signal?: AbortSignal
  ): Promise<Bytes> {
    const [bytes] = await this.all([file], onProgress, signal);
    return bytes!;
  }

  /** All files at once; the first failure stops the other downloads and is the one reported. */
  private async all(
    files: readonly PinnedFile[],
    onProgress: (progress: ModelProgress) => void,
    signal?: AbortSignal
  ): Promise<Bytes[]> {
    const progress = new TotalProgress(files, onProgress);
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    try {
      return await Promise.all(
        files.map(async (file, i) => {
          const onBytes = (bytes: number) => progress.set(i, bytes);
          const bytes =
            (await this.cache.get(file.sha256)) ?? (await this.fresh(file, onBytes, either));
          onBytes(file.bytes);
          return bytes;
        })
      );
    } catch (error) {
      stop.abort();
      throw error;
    }
  }

  /** From the network; once more past the HTTP cache, which may hold an outdated copy. */
  private async fresh(
    file: PinnedFile,
    onBytes: (loaded: number) => void,
    signal: AbortSignal
  ): Promise<Bytes> {
    const attempt = (mode: RequestCache) =>
      download(file.url, {
        fetch: this.fetch,
        signal,
        cache: mode,
        expectedBytes: file.bytes,
        onBytes,
      });
    let bytes = await attempt('default');
    if ((await sha256Hex(bytes)) !== file.sha256) {
      bytes = await attempt('reload');
      if ((await sha256Hex(bytes)) !== file.sha256) {
        throw refused('model-hash', { context: 'file', path: new URL(file.url).pathname });
      }
    }
    await this.cache.put(file.sha256, bytes);
    return bytes;
  }
}

/** Sums the bytes of several files and speaks up about once per percent. */
class TotalProgress {
  private readonly loaded: number[];
  private readonly totalBytes: number;
  private lastPercent = -1;

  constructor(
    private readonly files: readonly PinnedFile[],
    private readonly onProgress: (progress: ModelProgress) => void
  ) {
    this.loaded = files.map(() => 0);
    this.totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  }

  set(index: number, bytes: number): void {
    this.loaded[index] = Math.min(bytes, this.files[index]?.bytes ?? 0);
    const loadedBytes = this.loaded.reduce((sum, part) => sum + part, 0);
    const percent = Math.floor((100 * loadedBytes) / this.totalBytes);
    if (percent !== this.lastPercent) {
      this.lastPercent = percent;
      this.onProgress({ phase: 'download', loadedBytes, totalBytes: this.totalBytes });
    }
  }
}

function parseJson(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw refused('bad-manifest', { context: 'json', path: new URL(url).pathname }, error);
  }
}
