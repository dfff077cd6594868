import { isAbnormal, type Finding } from '../../findings';
import type { Annotate } from '../host/configuration';
import type { Measurement, Runtime } from '../host/ohif';
import { isSeen } from '../study/overlays';
import { allFindings, type Cell, type SessionState } from '../study/state';
import type { Store } from '../host/store';

/**
 * Whether a finding's circle is drawn on the images. Normal findings fill every disc with circles that
 * nobody looks for, most of them in the canal; 'abnormal' leaves them out unless the model is unsure of an undecided
 * one, a person gave the grade, or they are chosen.
 */
export function isDrawn(finding: Finding, annotate: Annotate, chosen: Cell | null): boolean {
  return (
    annotate === 'all' ||
    (finding.level === chosen?.level && finding.condition === chosen.condition) ||
    isAbnormal(finding.grade) ||
    (finding.unsure === true && finding.status === 'suggested') ||
    finding.source.kind === 'person'
  );
}

/**
 * Decides which measurements of findings are visible. None is removed: the viewer's measurement panel
 * lists them all, with its own switch for each, and saving does not depend on what is drawn.
 */
export class DrawnFindings {
  /** By uid: what was asked for last. A person's own switch holds until the wish itself changes. */
  private readonly wishes = new Map<string, boolean>();
  private readonly stop: readonly (() => void)[];

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    /** Makes a change of measurements that is not taken for a person's. */
    private readonly quietly: (change: () => void) => void
  ) {
    const { measurementService } = runtime.services;
    const { RAW_MEASUREMENT_ADDED, MEASUREMENT_ADDED } = measurementService.EVENTS;
    const added = [RAW_MEASUREMENT_ADDED, MEASUREMENT_ADDED].map(event =>
      measurementService.subscribe<{ measurement: Measurement }>(event, ({ measurement }) =>
        this.added(measurement.uid)
      )
    );
    this.stop = [
      ...added.map(subscription => () => subscription.unsubscribe()),
      store.subscribe(() => this.apply(allFindings(store.get().study))),
    ];
  }

  dispose(): void {
    this.stop.forEach(stop => stop());
  }

  /** Also when undo brought it back, as it was before. */
  private added(uid: string): void {
    const finding = allFindings(this.store.get().study).find(f => f.uid === uid);
    if (finding) {
      this.wishes.delete(uid);
      // The viewer would write the pixel's index and value beside the circle in reformatted views.
      this.runtime.cornerstoneTools.annotation.config.style.setAnnotationStyles(uid, {
        textBoxVisibility: false,
      });
      this.apply([finding]);
    }
  }

  private apply(findings: readonly Finding[]): void {
    const { measurementService } = this.runtime.services;
    const { annotate, configuration, selected, overlays } = this.store.get();
    for (const finding of findings) {
      const { uid } = finding;
      const wish =
        isSeen(overlays, 'findings') &&
        configuration.conditions.includes(finding.condition) &&
        isDrawn(finding, annotate ?? configuration.annotate, selected);
      if (wish !== this.wishes.get(uid) && measurementService.getMeasurement(uid)) {
        this.wishes.set(uid, wish);
        this.quietly(() => measurementService.toggleVisibilityMeasurement(uid, wish));
      }
    }
  }
}
