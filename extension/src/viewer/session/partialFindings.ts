import type {
  LocatedSpine,
  SegmentationResult,
  SliceLabels,
} from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { EarlyListener } from './analysisRun';
import { withThreshold } from '../study/edits';
import type { FindingsOnImages } from '../overlay/findingsOnImages';
import type { StudySeries } from '../study/seriesChoice';
import type { SessionState } from '../study/state';
import type { Store } from '../host/store';

export interface EarlyOptions {
  /** Whether the site wants the segmentation over the images. */
  readonly showsSegmentation: boolean;
  /** The site's threshold; see withThreshold. */
  readonly unsureBelow: number | null;
}

/** ms without another level after which the named spine is drawn although levels are missing. */
const NO_LEVEL_MS = 600;

/**
 * Shows what a first analysis has found so far: the segmentation as it comes, then level by level the grades.
 * Nothing of it can be decided on, kept or saved; the whole result takes its place, or `withdraw` takes it away.
 *
 * The named spine is drawn when all levels have come, or none comes for a while: a picture holds the page for longer
 * than a level takes, and what is waited for are the findings.
 */
export class PartialFindings implements EarlyListener {
  readonly wantsPreview: boolean;
  private spine: readonly [SegmentationResult, StudySeries] | null = null;
  private told = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<SessionState>,
    private readonly images: Pick<
      FindingsOnImages,
      'previewSegmentation' | 'showSegmentation' | 'hideSegmentation'
    >,
    private readonly options: EarlyOptions
  ) {
    this.wantsPreview = options.showsSegmentation;
  }

  preview(slice: SliceLabels, sagittal: StudySeries): void {
    this.images.previewSegmentation(slice, sagittal);
  }

  located({ segmentation, levels }: LocatedSpine, sagittal: StudySeries): void {
    this.store.set({ arriving: { levels, graded: [] } });
    this.spine = [segmentation, sagittal];
    this.told = true;
    this.drawLater();
  }

  graded(level: LevelResult): void {
    const { arriving } = this.store.get();
    if (arriving) {
      this.drawLater();
      const { levels } = withThreshold({ levels: [level] }, this.options.unsureBelow);
      this.store.set({ arriving: { ...arriving, graded: [...arriving.graded, ...levels] } });
    }
  }

  /** Draws the named spine if it is not drawn yet. False where none has been told of. */
  drawSpine(): boolean {
    const { spine, told } = this;
    this.end();
    if (spine) {
      this.images.showSegmentation(...spine);
    }
    return told;
  }

  /** Nothing more is drawn. */
  end(): void {
    clearTimeout(this.timer);
    this.spine = null;
  }

  withdraw(): void {
    this.end();
    this.told = false;
    this.store.set({ arriving: null });
    this.images.hideSegmentation();
  }

  private drawLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.drawSpine(), NO_LEVEL_MS);
  }
}
