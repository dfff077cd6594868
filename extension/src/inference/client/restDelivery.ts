import type { LateSlice } from '../../analysis/request';
import type { Connection } from '../../browser/rpc/connection';
import { moving } from '../../browser/rpc/messages';
import type { AnalysisApi } from '../protocol/analysisApi';
import { copySlices } from '../protocol/studyCopy';

/** Brings workers the images that a study came without, and ends its analysis where those cannot be had. */
export class RestDelivery {
  /** Ends the analysis. */
  readonly signal: AbortSignal;
  private readonly abort = new AbortController();
  private failure: { readonly error: unknown } | null = null;
  private owed = false;

  /**
   * @param signal of whoever asked for the analysis
   * @param onCopied told of the buffers that move to a worker
   */
  constructor(
    private readonly rest: Promise<readonly LateSlice[]> | undefined,
    signal: AbortSignal | undefined,
    private readonly onCopied: (buffers: readonly ArrayBuffer[]) => void
  ) {
    this.signal = AbortSignal.any([this.abort.signal, ...(signal ? [signal] : [])]);
    // Whoever waits hears of an error.
    rest?.catch(() => undefined);
  }

  /** A worker has been given a study, and not yet what that lacks. */
  get isOwed(): boolean {
    return this.owed;
  }

  /** Sends a worker the rest as soon as that is there, as long as its answer is waited for. */
  async during<Answer>(
    answer: Promise<Answer>,
    worker: Pick<Connection<AnalysisApi>, 'send'>
  ): Promise<Answer> {
    const { rest } = this;
    let awaited = true;
    const deliver = async (images: Promise<readonly LateSlice[]>) => {
      try {
        const { copy, buffers } = await copySlices(await images);
        if (awaited) {
          worker.send('rest', moving(copy, buffers));
          this.owed = false;
          this.onCopied(buffers);
        }
      } catch (error) {
        this.failure = { error };
        this.abort.abort();
      }
    };
    if (rest) {
      this.owed = true;
      void deliver(rest);
    }
    try {
      return await answer;
    } finally {
      awaited = false;
      this.owed = false;
    }
  }

  /** What an analysis ends with that threw `error`: that of the rest where it was ended for that. */
  errorOf(error: unknown): unknown {
    return this.failure ? this.failure.error : error;
  }
}
