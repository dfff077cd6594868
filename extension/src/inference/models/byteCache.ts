import type { Said } from '../../findings';
import { said } from '../../messages';
import { sha256Hex } from './hash';

/** One cache for all of DeepSPINE's files of an origin; entries are told apart by base and hash. */
const CACHE_NAME = 'deepspine-models-v1';

/**
 * Files kept in the browser's Cache API under the hash of their content. It never throws: where
 * the cache is missing (plain http), forbidden (private windows) or full, `note` says so in a
 * sentence, and every file simply has to be downloaded again.
 */
export class ByteCache {
  private constructor(
    private readonly cache: Cache | null,
    private readonly base: string,
    private trouble: Said | null
  ) {}

  /**
   * @param base absolute URL with a closing slash; two bases do not evict each other's files.
   * @param storage undefined where the browser offers none.
   */
  static async open(base: string, storage: CacheStorage | undefined): Promise<ByteCache> {
    try {
      const cache = await storage?.open(CACHE_NAME);
      return new ByteCache(cache ?? null, base, cache ? null : NOT_OFFERED);
    } catch {
      return new ByteCache(null, base, NOT_ALLOWED);
    }
  }

  get note(): Said | null {
    return this.trouble;
  }

  /** The file with this hash, checked again; null when it is not there or no longer intact. */
  async get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.read(this.keyOf(sha256));
    if (!bytes) {
      return null;
    }
    if ((await sha256Hex(bytes)) === sha256) {
      return bytes;
    }
    await this.cache?.delete(this.keyOf(sha256)).catch(() => false);
    return null;
  }

  async put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.write(this.keyOf(sha256), bytes);
  }

  /** Bytes under a plain name, unchecked: the last good manifest, for work without a network. */
  async getNamed(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.read(this.base + name);
  }

  async putNamed(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.write(this.base + name, bytes);
  }

  /** Removes this base's files with other hashes: former versions of the models. */
  async keepOnly(hashes: ReadonlySet<string>): Promise<void> {
    try {
      const kept = new Set([...hashes].map(hash => this.keyOf(hash)));
      for (const { url } of (await this.cache?.keys()) ?? []) {
        if (url.startsWith(this.keyOf('')) && !kept.has(url)) {
          await this.cache?.delete(url);
        }
      }
    } catch {
      // An old file that stays costs only space.
    }
  }

  private keyOf(sha256: string): string {
    return `${this.base}sha256/${sha256}`;
  }

  private async read(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const response = await this.cache?.match(key);
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      this.trouble = NOT_ALLOWED;
      return null;
    }
  }

  private async write(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.cache?.put(key, new Response(bytes));
    } catch {
      this.trouble = NOT_ALLOWED;
    }
  }
}

const NOT_OFFERED = said('note-not-kept', { context: 'no-https' });
const NOT_ALLOWED = said('note-not-kept', { context: 'forbidden' });
