import type { SegmentationResult, SliceLabels } from '../../analysis/segmentationResult';
import type { Finding } from '../../findings';
import { DrawnFindings } from './drawnFindings';
import { ImageMarks } from './imageMarks';
import { FindingMeasurements } from './measurements';
import type { MeasurementEvents } from './measurementWatch';
import type { Runtime } from '../host/ohif';
import { isSeen } from '../study/overlays';
import { placementOn, sagittalOf } from '../study/openStudy';
import { SegmentationDisplay } from './segmentationDisplay';
import { SegmentationPreview } from './segmentationPreview';
import type { StudySeries } from '../study/seriesChoice';
import {
  allFindings,
  findingAt,
  type Cell,
  type GradedStudy,
  type SessionState,
} from '../study/state';
import type { Store } from '../host/store';

export interface ImageEvents extends MeasurementEvents {
  /** The overlay could not be drawn; the findings do not depend on it. */
  onOverlayError(error: unknown): void;
}

/** A graded study on the images: its findings as measurements, its segmentation as an overlay. */
export class FindingsOnImages {
  private readonly measurements: FindingMeasurements;
  private readonly drawn: DrawnFindings;
  private readonly overlay: SegmentationDisplay;
  private readonly marks: ImageMarks;
  private readonly stopWatching: () => void;
  private preview: SegmentationPreview | null = null;

  constructor(
    private readonly runtime: Runtime,
    store: Store<SessionState>,
    private readonly showsSegmentation: () => boolean,
    private readonly events: ImageEvents
  ) {
    this.measurements = new FindingMeasurements(runtime, events);
    this.drawn = new DrawnFindings(runtime, store, this.measurements.quietly);
    this.overlay = new SegmentationDisplay(runtime, error => events.onOverlayError(error));
    this.marks = new ImageMarks(runtime, store);
    let seen = true;
    this.stopWatching = store.subscribe(() => {
      const wanted = isSeen(store.get().overlays, 'outlines');
      if (wanted !== seen) {
        seen = wanted;
        this.overlay.setSeen(seen);
      }
    });
  }

  /** Replaces everything that was drawn before, as one step of the viewer's history. */
  show(study: GradedStudy): void {
    this.showFindings(study);
    this.showSegmentationOf(study);
  }

  /** As `show`, but leaves the segmentation as it is drawn. */
  showFindings(study: GradedStudy): void {
    const sagittal = sagittalOf(this.runtime, study);
    if (sagittal) {
      this.marks.measuredSeries = sagittal.displaySets.map(set => set.SeriesInstanceUID);
      this.measurements.show(allFindings(study), placementOn(sagittal));
    }
  }

  /** As `show`, but leaves the findings as they are drawn. */
  showSegmentationOf(study: GradedStudy): void {
    const sagittal = sagittalOf(this.runtime, study);
    if (sagittal) {
      this.draw(study, sagittal);
    }
  }

  /** Takes the findings off the images; the segmentation stays. */
  hideFindings(): void {
    this.measurements.hide();
  }

  /** Draws a slice of a segmentation that is still being made. */
  previewSegmentation(slice: SliceLabels, sagittal: StudySeries): void {
    this.preview ??= new SegmentationPreview(this.overlay, sagittal);
    this.preview.add(slice);
  }

  /** Draws a segmentation ahead of its findings, in place of the preview. */
  showSegmentation(segmentation: SegmentationResult, sagittal: StudySeries): void {
    this.endPreview();
    this.draw({ segmentation }, sagittal);
  }

  hideSegmentation(): void {
    this.endPreview();
    this.overlay.hide();
  }

  /** Draws a stored segmentation that arrived after the report that it belongs to. */
  catchUp(study: GradedStudy): void {
    if (this.overlay.isEmpty) {
      this.showSegmentationOf(study);
    }
  }

  /** See FindingMeasurements.decide. */
  decide(
    before: readonly Finding[],
    after: readonly Finding[],
    settle: (undone: boolean) => void
  ): void {
    this.measurements.decide(before, after, settle);
  }

  /** Gives the drawn structures the names that they have in the study. */
  rename({ segmentation }: GradedStudy): void {
    if (segmentation) {
      this.overlay.rename(segmentation.segments);
    }
  }

  /** Selects a cell's measurement, if it has one, and lets the viewer bring its image up. */
  jump(study: GradedStudy, cell: Cell): void {
    const finding = findingAt(study, cell);
    if (finding) {
      this.measurements.jump(finding.uid);
    }
  }

  hide(): void {
    this.hideFindings();
    this.hideSegmentation();
  }

  dispose(): void {
    this.endPreview();
    this.stopWatching();
    this.marks.dispose();
    this.drawn.dispose();
    this.measurements.dispose();
    this.overlay.dispose();
  }

  private endPreview(): void {
    this.preview?.end();
    this.preview = null;
  }

  private draw(study: Pick<GradedStudy, 'segmentation'>, sagittal: StudySeries): void {
    if (this.showsSegmentation()) {
      const drawn = study.segmentation
        ? this.overlay.show(study.segmentation, sagittal)
        : this.overlay.showStored(sagittal);
      drawn.catch((error: unknown) => this.events.onOverlayError(error));
    }
  }
}
