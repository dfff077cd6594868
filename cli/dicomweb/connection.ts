/**
 * Whether a connection broke before the answer: an archive closes what was idle for some seconds, and while a
 * study is analyzed nobody here takes note.
 */
export function isLostConnection(cause: unknown): boolean {
  const code = ((cause as Error | null)?.cause as { code?: unknown } | undefined)?.code;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

/** Ends a request that stays silent, or that is not wanted any more. */
export class Watch {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly stop = () => this.controller.abort(this.outer?.reason);

  constructor(
    private readonly timeoutMs: number,
    private readonly outer?: AbortSignal
  ) {
    outer?.addEventListener('abort', this.stop);
    if (outer?.aborted) {
      this.stop();
    }
    this.beat();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something arrived: the time begins anew. */
  beat(): void {
    clearTimeout(this.timer);
    const late = new DOMException('The archive is silent.', 'TimeoutError');
    this.timer = setTimeout(() => this.controller.abort(late), this.timeoutMs);
  }

  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.stop);
  }
}

/** What arrives, each part of it a sign of life. */
export async function* watched(
  body: ReadableStream<Uint8Array>,
  alive: Watch
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    alive.beat();
    yield chunk;
  }
}
