import { DeepSpineError } from '../../findings';
import { refused } from '../../messages';

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
  /** HTTP cache mode, as in fetch. */
  readonly cache?: RequestCache;
  /** Decoded size where it is known beforehand; fewer bytes are an interrupted download. */
  readonly expectedBytes?: number;
  /** Called with the bytes so far. */
  readonly onBytes?: (loaded: number) => void;
}

/**
 * The body behind a URL, as bytes.
 * @throws DeepSpineError 'model-download' with a sentence that names the path: offline, refused,
 *   a web page in place of the file, or cut off; 'cancelled' when the signal fires.
 */
export async function download(
  url: string,
  options: DownloadOptions
): Promise<Uint8Array<ArrayBuffer>> {
  const path = new URL(url).pathname;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  try {
    const response = await options.fetch(url, {
      signal: options.signal,
      cache: options.cache,
      credentials: 'same-origin',
    });
    refuse(response, path);
    const reader = response.body?.getReader();
    while (reader) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
      loaded += value.length;
      options.onBytes?.(loaded);
    }
  } catch (error) {
    throw explain(error, path, loaded, options);
  }
  if (options.expectedBytes !== undefined && loaded < options.expectedBytes) {
    throw cutOff(path, loaded, options.expectedBytes);
  }
  return concatenate(chunks, loaded);
}

/** Servers of single-page applications answer unknown paths with their start page and status 200. */
function refuse(response: Response, path: string): void {
  if (!response.ok) {
    const status = `${response.status} ${response.statusText}`.trim();
    throw refused('model-download', { context: 'refused', path, status });
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw refused('model-download', { context: 'web-page', path });
  }
}

function explain(
  error: unknown,
  path: string,
  loaded: number,
  { signal, expectedBytes }: DownloadOptions
): DeepSpineError {
  if (error instanceof DeepSpineError) {
    return error;
  }
  if (signal?.aborted) {
    return refused('cancelled', {}, error);
  }
  if (loaded > 0) {
    return cutOff(path, loaded, expectedBytes, error);
  }
  return refused('model-download', { context: 'unreachable', path }, error);
}

function cutOff(path: string, loaded: number, expected?: number, cause?: unknown): DeepSpineError {
  return expected === undefined
    ? refused('model-download', { context: 'cut-off', path, loaded }, cause)
    : refused('model-download', { context: 'cut-off-of', path, loaded, expected }, cause);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
