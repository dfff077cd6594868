import type { MessageValue } from '../../findings';
import type { LocatedSpine, SliceLabels } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { Notice } from '../study/notices';
import type { StudySeries } from '../study/seriesChoice';
import type { Phase } from '../study/state';
import type { EarlyListener, RunOptions, RunOutcome } from './analysisRun';
import { Yielding, type Pausable } from './yielding';

/** What of a run somebody may hear of later than it happened. */
export type Watcher = Pick<RunOptions, 'signal' | 'onPhase' | 'onChosen' | 'early'>;

/**
 * An analysis that nobody has asked for yet. It waits whenever the person works with the images. Whoever asks for it
 * hears all that it has found so far, and the rest as it comes.
 */
export class AheadAnalysis {
  private readonly abort = new AbortController();
  private readonly outcome: Promise<RunOutcome>;
  private watcher: Watcher | null = null;
  private phase: Phase | null = null;
  private chosen: Parameters<RunOptions['onChosen']> | null = null;
  private readonly previews: (readonly [SliceLabels, StudySeries])[] = [];
  private spine: readonly [LocatedSpine, StudySeries] | null = null;
  private readonly levels: LevelResult[] = [];
  private readonly yielding: Yielding;
  private ended: 'well' | 'badly' | null = null;

  /**
   * @param key what is analyzed: only who asks for the very same is served
   * @param wantsPreview whether slices are wanted as they come
   */
  constructor(
    readonly key: string,
    run: (watcher: Watcher) => Promise<RunOutcome>,
    work: Pausable,
    wantsPreview: boolean
  ) {
    this.yielding = new Yielding(work);
    this.outcome = run({
      signal: this.abort.signal,
      onPhase: phase => this.onPhase(phase),
      onChosen: (series, notice) => this.onChosen(series, notice),
      early: this.recorder(wantsPreview),
    });
    this.outcome
      .then(
        () => (this.ended = 'well'),
        () => (this.ended = 'badly')
      )
      .finally(() => this.yielding.end());
  }

  /** It has come to nothing; whoever asks is told by an analysis of their own. */
  get hasFailed(): boolean {
    return this.ended === 'badly';
  }

  cancel(): void {
    this.yielding.end();
    this.abort.abort();
  }

  /**
   * A person asks for it: it waits for nobody any more.
   * @throws DeepSpineError as analyseStudy does, 'cancelled' when the watcher's signal fires
   */
  async join(watcher: Watcher): Promise<RunOutcome> {
    this.yielding.end();
    this.watcher = watcher;
    watcher.signal.addEventListener('abort', () => this.abort.abort());
    if (this.chosen) {
      watcher.onChosen(...this.chosen);
    }
    if (this.phase) {
      watcher.onPhase(this.phase);
    }
    if (this.ended === null) {
      const { early } = watcher;
      if (early?.wantsPreview) {
        this.previews.forEach(preview => early.preview(...preview));
      }
      if (this.spine) {
        early?.located(...this.spine);
      }
      this.levels.forEach(level => early?.graded(level));
    }
    return this.outcome;
  }

  private onPhase(phase: Phase): void {
    this.phase = phase;
    this.watcher?.onPhase(phase);
  }

  private onChosen(series: MessageValue, notice: Notice | null): void {
    this.chosen = [series, notice];
    this.watcher?.onChosen(series, notice);
  }

  /** Passes on what somebody hears, and keeps it for those who do not yet. */
  private recorder(wantsPreview: boolean): EarlyListener {
    const listening = () => this.watcher?.early;
    return {
      wantsPreview,
      preview: (...preview) => {
        this.previews.push(preview);
        if (listening()?.wantsPreview) {
          listening()?.preview(...preview);
        }
      },
      located: (...spine) => {
        // It takes the place of the preview.
        this.previews.length = 0;
        this.spine = spine;
        listening()?.located(...spine);
      },
      graded: level => {
        this.levels.push(level);
        listening()?.graded(level);
      },
      withdraw: () => {
        this.previews.length = 0;
        this.spine = null;
        this.levels.length = 0;
        listening()?.withdraw();
      },
    };
  }
}
