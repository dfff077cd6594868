import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import { archiveError } from './answers';
import type { AccessObserver } from './access';
import { isLostConnection, Watch } from './connection';
import { certificateProblem } from './certificates';

export interface ArchiveOptions {
  /** Sent with every request, for example { Authorization: 'Bearer …' }. */
  readonly headers?: Readonly<Record<string, string>>;
  /** ms without an answer, or without more of it, after which a request is given up. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** How requests are sent: certificates, proxies; Node's own way where missing. */
  readonly fetch?: typeof fetch;
  readonly bearer?: Bearer;
  readonly observers?: readonly AccessObserver[];
}

/** Who gives tokens for an archive. */
export interface Bearer {
  /** One that is good now. */
  token(): Promise<string>;
  /** The archive has refused it. */
  refused(token: string): void;
}

/** An answer whose body is still to come; whoever takes it ends the watch. */
export interface Asked {
  readonly response: Response;
  readonly alive: Watch;
}

const TIMEOUT_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 5;

/** Requests to one archive. They and the headers of the site never go to another origin. */
export class ArchiveHttp {
  readonly root: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly timeoutMs: number;
  private readonly signal: AbortSignal | undefined;
  private readonly fetch: typeof fetch;
  private readonly bearer: Bearer | undefined;

  /** @param root URL of the service, with or without a closing slash */
  constructor(root: string, options: ArchiveOptions) {
    this.root = checkedRoot(root);
    this.headers = options.headers ?? {};
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.signal = options.signal;
    this.fetch = options.fetch ?? fetch;
    this.bearer = options.bearer;
  }

  /** @throws DeepSpineError as `failure` makes them */
  async ask(path: string, headers: Record<string, string>, body?: Buffer): Promise<Asked> {
    const alive = new Watch(this.timeoutMs, this.signal);
    const send = (credentials: Record<string, string>) =>
      this.follow(`${this.root}/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { ...this.headers, ...credentials, ...headers },
        signal: alive.signal,
        redirect: 'manual',
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
    const sendWith = (credentials: Record<string, string>) =>
      // All that is asked here may be asked twice: what is stored twice is stored once.
      send(credentials).catch(cause => {
        if (alive.signal.aborted || !isLostConnection(cause)) {
          throw cause;
        }
        return send(credentials);
      });
    try {
      const response = await this.signedIn(sendWith);
      alive.beat();
      return { response, alive };
    } catch (cause) {
      alive.end();
      throw this.failure(cause);
    }
  }

  /** A whole answer as text. */
  async answer(
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

  /** What went wrong on the way, as one sentence. */
  failure(cause: unknown): DeepSpineError {
    if (cause instanceof DeepSpineError) {
      return cause;
    }
    if (this.signal?.aborted) {
      return new DeepSpineError('cancelled', 'Stopped.', { cause });
    }
    const inner = cause instanceof Error && cause.cause ? cause.cause : cause;
    const distrust = certificateProblem(inner);
    if (distrust) {
      return archiveError('archive-refused', this.root, distrust, cause);
    }
    const late = (cause as { name?: unknown } | null)?.name === 'TimeoutError';
    const what = late
      ? `did not answer within ${this.timeoutMs / 1000} seconds`
      : `could not be reached, or broke off (${reasonOf(inner) || reasonOf(cause)})`;
    return archiveError('archive-unreachable', this.root, what, cause);
  }

  /** Sends with a token, where there are any; one that is refused (revoked, a clock that is wrong) is renewed once. */
  private async signedIn(
    send: (credentials: Record<string, string>) => Promise<Response>
  ): Promise<Response> {
    if (!this.bearer) {
      return send({});
    }
    const token = await this.bearer.token();
    const response = await send({ Authorization: `Bearer ${token}` });
    if (response.status !== 401) {
      return response;
    }
    await response.body?.cancel();
    this.bearer.refused(token);
    return send({ Authorization: `Bearer ${await this.bearer.token()}` });
  }

  /** Goes where the archive sends a request, as long as that is the archive itself. */
  private async follow(from: string, request: RequestInit): Promise<Response> {
    let url = new URL(from);
    for (let hops = 0; ; hops++) {
      const response = await this.fetch(url, request);
      const location = response.headers.get('location');
      if (!REDIRECTS.has(response.status) || location === null) {
        return response;
      }
      await response.body?.cancel();
      const next = URL.canParse(location, url) ? new URL(location, url) : null;
      if (next?.origin !== url.origin) {
        const elsewhere = next ? `another address (${next.origin})` : 'no address';
        throw this.refused(`sends requests on to ${elsewhere}, where they are not sent`);
      }
      if (hops === MOST_REDIRECTS) {
        throw this.refused('sends requests on in a circle');
      }
      if (request.method === 'POST' && response.status < 307) {
        throw this.refused(`sends what is to be stored on (HTTP ${response.status})`);
      }
      url = next;
    }
  }

  private refused(what: string): DeepSpineError {
    return archiveError('archive-refused', this.root, what);
  }
}

/** @throws DeepSpineError 'bad-arguments' */
function checkedRoot(root: string): string {
  const url = URL.canParse(root) ? new URL(root) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new DeepSpineError(
      'bad-arguments',
      `${root.includes('@') ? 'What was given' : root} is no address of a DICOMweb service; it looks like https://archive.example/dicom-web.`
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new DeepSpineError(
      'bad-arguments',
      `The address of the archive at ${url.host} holds a name, a password or a query; give credentials with --header-file.`
    );
  }
  return root.trim().replace(/\/+$/, '');
}
