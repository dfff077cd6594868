import { randomUUID } from 'node:crypto';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import { archiveError, failedInstances, httpError } from './answers';
import { isLostConnection, Watch, watched } from './connection';
import { boundaryOf, multipartBodies, storeMessage } from './multipart';

/** One attribute of the DICOM JSON model (PS3.18, F.2). */
interface JsonElement {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
}
export type JsonDataset = Readonly<Record<string, JsonElement | undefined>>;

export interface ArchiveOptions {
  /** Sent with every request, for example { Authorization: 'Bearer …' }. */
  readonly headers?: Readonly<Record<string, string>>;
  /** ms without an answer, or without more of it, after which a request is given up. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 60_000;
/** Studies asked for at a time. */
const PAGE = 200;
const JSON_TYPE = 'application/dicom+json';

/** The first value of an attribute as text; undefined where it is missing or empty. */
export function textValue(dataset: JsonDataset, tag: string): string | undefined {
  const value = dataset[tag]?.Value?.[0];
  return value === undefined || value === null ? undefined : String(value).trim() || undefined;
}

/**
 * An archive's DICOMweb services (PS3.18, 10): QIDO-RS, WADO-RS and STOW-RS.
 *
 * Every method throws DeepSpineError: 'archive-unreachable' for what may be better in a minute (no answer, too
 * busy, failed inside), 'archive-refused' for what will not, 'cancelled' when the signal was given.
 */
export class DicomWebArchive {
  readonly root: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly timeoutMs: number;
  private readonly signal: AbortSignal | undefined;

  /** @param root URL of the service, with or without a closing slash */
  constructor(root: string, { headers = {}, timeoutMs = TIMEOUT_MS, signal }: ArchiveOptions = {}) {
    this.root = checkedRoot(root);
    this.headers = headers;
    this.timeoutMs = timeoutMs;
    this.signal = signal;
  }

  /**
   * Study Instance UIDs that match (QIDO-RS, PS3.18 10.6), page by page as they are asked for.
   *
   * Some archives send no more than so many at once, whatever the limit; some ignore the offset and send the first
   * page for ever; Orthanc's answers nothing to an offset when it filters by ModalitiesInStudy. Where the
   * offset shows nothing behind a full first page, larger first pages are asked for instead.
   *
   * @param query attributes by keyword or tag
   */
  async *studies(query: URLSearchParams): AsyncGenerator<string> {
    const seen = new Set<string>();
    let offset = 0;
    let limit = PAGE;
    for (;;) {
      const page = new URLSearchParams(query);
      page.set('limit', String(limit));
      page.set('offset', String(offset));
      const found = await this.search(`studies?${page.toString()}`);
      const before = seen.size;
      for (const study of found) {
        const uid = textValue(study, '0020000D');
        if (uid !== undefined && !seen.has(uid)) {
          seen.add(uid);
          yield uid;
        }
      }
      const news = seen.size > before;
      const offsetIsVain = !news && offset === PAGE;
      if (!news && !offsetIsVain) {
        return;
      }
      if (offsetIsVain || limit > PAGE) {
        offset = 0;
        limit *= 2;
      } else {
        offset += found.length;
      }
    }
  }

  /** The series of a study: UID and modality. */
  async series(study: string): Promise<{ uid: string; modality: string }[]> {
    const found = await this.search(`studies/${study}/series`);
    return found.flatMap(series => {
      const uid = textValue(series, '0020000E');
      return uid ? [{ uid, modality: textValue(series, '00080060') ?? '' }] : [];
    });
  }

  /** Whether the archive has an instance (QIDO-RS). */
  async has(study: string, instance: string): Promise<boolean> {
    const found = await this.search(`studies/${study}/instances?SOPInstanceUID=${instance}`);
    // An archive that does not know the key answers with all instances.
    return found.some(dataset => textValue(dataset, '00080018') === instance);
  }

  /** Everything but pixel data of the instances of a series (WADO-RS metadata). */
  async metadata(study: string, series: string): Promise<JsonDataset[]> {
    return this.search(`studies/${study}/series/${series}/metadata`);
  }

  /** The Part 10 files of a series (WADO-RS), one at a time, as the archive holds them. */
  async *instances(study: string, series: string): AsyncGenerator<Buffer> {
    const path = `studies/${study}/series/${series}`;
    const type = 'multipart/related; type="application/dicom"';
    let asked = await this.ask(path, { Accept: `${type}; transfer-syntax=*` });
    if (asked.response.status === 406) {
      // It does not understand "as it is stored": then as it likes to send it.
      asked.alive.end();
      await asked.response.body?.cancel();
      asked = await this.ask(path, { Accept: type });
    }
    const { response, alive } = asked;
    try {
      if (!response.ok) {
        await response.body?.cancel();
        throw httpError(response.status, path, this.root);
      }
      const boundary = boundaryOf(response.headers.get('content-type'));
      if (boundary === null || !response.body) {
        throw archiveError('archive-refused', this.root, `sent no images for ${path}`);
      }
      yield* multipartBodies(watched(response.body, alive), boundary);
    } catch (cause) {
      throw this.failure(cause);
    } finally {
      alive.end();
    }
  }

  /**
   * Stores Part 10 files (STOW-RS). An instance that the archive has already counts as stored.
   *
   * @throws DeepSpineError as above; also when the archive took only some
   */
  async store(files: readonly Uint8Array[]): Promise<void> {
    const { contentType, body } = storeMessage(files, randomUUID());
    const headers = { 'Content-Type': contentType, Accept: JSON_TYPE };
    const { response, text } = await this.answer('studies', headers, body);
    const failures = failedInstances(text);
    const problem = failures.find(({ stored }) => !stored);
    if (problem) {
      throw archiveError(
        problem.passing ? 'archive-unreachable' : 'archive-refused',
        this.root,
        `did not take an object (failure reason ${problem.reason})`
      );
    }
    // 409 with nothing but duplicates: all of it is there.
    if (!response.ok && failures.length === 0) {
      throw httpError(response.status, 'store', this.root);
    }
  }

  private async search(path: string): Promise<JsonDataset[]> {
    const { response, text } = await this.answer(path, { Accept: JSON_TYPE });
    if (!response.ok) {
      throw httpError(response.status, path, this.root);
    }
    if (text.trim() === '') {
      return [];
    }
    try {
      const answer: unknown = JSON.parse(text);
      return Array.isArray(answer) ? (answer as JsonDataset[]) : [answer as JsonDataset];
    } catch (cause) {
      throw archiveError('archive-refused', this.root, `did not answer ${path} with JSON`, cause);
    }
  }

  /** A whole answer as text. */
  private async answer(
    path: string,
    headers: Record<string, string>,
    body?: Buffer
  ): Promise<{ response: Response; text: string }> {
    const { response, alive } = await this.ask(path, headers, body);
    try {
      return { response, text: await response.text() };
    } catch (cause) {
      throw this.failure(cause);
    } finally {
      alive.end();
    }
  }

  private async ask(
    path: string,
    headers: Record<string, string>,
    body?: Buffer
  ): Promise<{ response: Response; alive: Watch }> {
    const alive = new Watch(this.timeoutMs, this.signal);
    const send = () =>
      fetch(`${this.root}/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { ...this.headers, ...headers },
        signal: alive.signal,
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
    try {
      // All that is asked here may be asked twice: what is stored twice is stored once.
      const response = await send().catch(cause => {
        if (alive.signal.aborted || !isLostConnection(cause)) {
          throw cause;
        }
        return send();
      });
      alive.beat();
      return { response, alive };
    } catch (cause) {
      alive.end();
      throw this.failure(cause);
    }
  }

  private failure(cause: unknown): DeepSpineError {
    if (cause instanceof DeepSpineError) {
      return cause;
    }
    if (this.signal?.aborted) {
      return new DeepSpineError('cancelled', 'Stopped.', { cause });
    }
    const inner = cause instanceof Error && cause.cause ? cause.cause : cause;
    const late = (cause as { name?: unknown } | null)?.name === 'TimeoutError';
    const what = late
      ? `did not answer within ${this.timeoutMs / 1000} seconds`
      : `could not be reached, or broke off (${reasonOf(inner) || reasonOf(cause)})`;
    return archiveError('archive-unreachable', this.root, what, cause);
  }
}

function checkedRoot(root: string): string {
  const url = URL.canParse(root) ? new URL(root) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new DeepSpineError(
      'bad-arguments',
      `${root} is no address of a DICOMweb service; it looks like https://archive.example/dicom-web.`
    );
  }
  return root.replace(/\/+$/, '');
}
