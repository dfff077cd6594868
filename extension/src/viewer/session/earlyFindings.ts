import type { LevelResult, LocatedSpine, SliceLabels } from '../../analysis/types';
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

/**
 * Shows what a first analysis has found so far: the segmentation as it comes, then level by level the grades.
 * Nothing of it can be decided on, kept or saved; the whole result takes its place, or `withdraw` takes it away.
 */
export class EarlyFindings implements EarlyListener {
  readonly wantsPreview: boolean;

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
    this.images.showSegmentation(segmentation, sagittal);
  }

  graded(level: LevelResult): void {
    const { arriving } = this.store.get();
    if (arriving) {
      const { levels } = withThreshold({ levels: [level] }, this.options.unsureBelow);
      this.store.set({ arriving: { ...arriving, graded: [...arriving.graded, ...levels] } });
    }
  }

  withdraw(): void {
    this.store.set({ arriving: null });
    this.images.hideSegmentation();
  }
}
