import type { Finding } from '../../findings';
import { History } from '../host/history';
import { measurementLabel } from '../study/labels';
import { MeasurementWatch, type MeasurementEvents } from './measurementWatch';
import type { MeasurementMapping, MeasurementSource, Runtime } from '../host/ohif';
import type { Placement } from '../study/openStudy';
import { nearestImage } from '../images/planes';

/** Cornerstone draws only measurements of its own source; one of ours would stay invisible. */
const SOURCE = ['Cornerstone3DTools', '0.1'] as const;
/** One point, shown in stacks and in reformatted views. */
const TOOL = 'Probe';

/** Whether a finding belongs on the images: graded, and not rejected. */
export const isShown = ({ grade, status }: Finding): boolean =>
  grade !== 'not-graded' && status !== 'rejected';

/**
 * Findings as Probe measurements of the viewer. A measurement's uid is its finding's, so that deleting
 * one in OHIF's own panel is known to mean the finding.
 */
export class FindingMeasurements {
  private readonly known = new Set<string>();
  private placement: Placement | null = null;
  /** Counts batches: steps of the history belong to the batch that they were made in. */
  private generation = 0;
  private readonly history: History;
  private readonly watch: MeasurementWatch;

  constructor(
    private readonly runtime: Runtime,
    private readonly events: MeasurementEvents
  ) {
    this.history = new History(runtime.commandsManager, runtime.cornerstone);
    const { measurementService } = runtime.services;
    this.watch = new MeasurementWatch(measurementService, this.history, this.known, events);
  }

  /**
   * Replaces everything shown by these findings, as one step of the viewer's history: one undo
   * removes the batch, one redo brings it back.
   */
  show(findings: readonly Finding[], placement: Placement): void {
    const { measurementService } = this.runtime.services;
    const before = [...this.known].filter(uid => measurementService.getMeasurement(uid));
    const batch = findings.filter(isShown);
    this.forget();
    this.placement = placement;
    findings.forEach(({ uid }) => this.known.add(uid));
    if (before.length + batch.length === 0) {
      return;
    }
    this.step(
      () => {
        before.forEach(uid => measurementService.remove(uid));
        batch.forEach(finding => this.add(finding));
      },
      batch,
      undone => {
        // Undo would bring the replaced ones back, whose findings are gone.
        before.filter(uid => !this.known.has(uid)).forEach(uid => this.erase(uid));
        batch.forEach(finding => this.reconcile(finding, !undone));
        this.events.onBatch(!undone);
      }
    );
  }

  /** Takes every measurement of DeepSPINE away for good; the findings stay what they are. */
  hide(): void {
    const uids = [...this.known];
    this.forget();
    if (uids.length === 0) {
      return;
    }
    this.history.quietly(() => uids.forEach(uid => this.erase(uid)));
    this.render();
  }

  /**
   * Shows what a decision made of findings, as one step of the history: `before` gives way to `after`,
   * matched by uid. `settle` is told after each undo (true) and redo (false).
   */
  decide(
    before: readonly Finding[],
    after: readonly Finding[],
    settle: (undone: boolean) => void
  ): void {
    this.step(
      () => this.exchange(before, after),
      after,
      undone => {
        if (undone) {
          this.exchange(after, before);
        } else {
          this.exchange(before, after);
        }
        settle(undone);
      }
    );
  }

  private exchange(leaving: readonly Finding[], holding: readonly Finding[]): void {
    const uids = new Set(holding.map(({ uid }) => uid));
    leaving.filter(({ uid }) => !uids.has(uid)).forEach(f => this.reconcile(f, false));
    holding.forEach(finding => this.reconcile(finding, isShown(finding)));
  }

  /** Selects a finding's measurement and lets the viewer bring its image up. */
  jump(uid: string): boolean {
    const { measurementService, viewportGridService } = this.runtime.services;
    const viewportId = viewportGridService.getActiveViewportId();
    if (!viewportId || !measurementService.getMeasurement(uid)) {
      return false;
    }
    measurementService.jumpToMeasurement(viewportId, uid);
    return true;
  }

  /** Makes a change of measurements that nobody takes for a person's. */
  quietly = (change: () => void): void => this.history.quietly(change);

  dispose(): void {
    this.watch.dispose();
  }

  /** One step of the history; a step of findings that are not shown any more must not revive them. */
  private step(
    change: () => void,
    findings: readonly Finding[],
    settle: (undone: boolean) => void
  ): void {
    const generation = this.generation;
    this.history.record(change, undone => {
      if (generation === this.generation) {
        settle(undone);
      } else {
        findings.filter(({ uid }) => !this.known.has(uid)).forEach(({ uid }) => this.erase(uid));
      }
    });
    this.render();
  }

  private forget(): void {
    this.known.clear();
    this.generation++;
  }

  /** Removes without a step in the history, which measurementService.remove would add. */
  private erase(uid: string): void {
    this.runtime.cornerstoneTools.annotation.state.removeAnnotation(uid);
  }

  /** Brings the viewer's measurement in line with a finding. */
  private reconcile(finding: Finding, shown: boolean): void {
    const { measurementService } = this.runtime.services;
    const measurement = measurementService.getMeasurement(finding.uid);
    if (!measurement) {
      if (shown) {
        this.add(finding);
      }
      return;
    }
    if (shown) {
      // Also when nothing differs: undo brings annotations back without telling OHIF's own panel.
      const label = measurementLabel(finding);
      measurementService.update(finding.uid, { ...measurement, label }, true);
    } else if (this.history.replaying) {
      this.erase(finding.uid);
    } else {
      measurementService.remove(finding.uid);
    }
  }

  private add(finding: Finding): void {
    const { services, cornerstone } = this.runtime;
    const nearest = this.placement && nearestImage(this.placement.images, finding.point);
    if (!this.placement || !nearest) {
      return;
    }
    const { source, mapping } = this.probe();
    const metadata = {
      toolName: TOOL,
      FrameOfReferenceUID: this.placement.frameOfReferenceUID,
      referencedImageId: nearest.imageId,
    };
    cornerstone.utilities.updatePlaneRestriction([nearest.projected], metadata);
    const annotation = {
      annotationUID: finding.uid,
      metadata,
      data: {
        handles: { points: [[...nearest.projected]] },
        cachedStats: {},
        label: measurementLabel(finding),
      },
    };
    this.watch.placed(finding.uid, { point: finding.point, placed: nearest.projected });
    services.measurementService.addRawMeasurement(
      source,
      TOOL,
      { uid: finding.uid, annotation },
      mapping.toMeasurementSchema,
      this.runtime.dataSource()
    );
  }

  private probe(): { source: MeasurementSource; mapping: MeasurementMapping } {
    const { measurementService } = this.runtime.services;
    const source = measurementService.getSource(...SOURCE);
    const mapping = measurementService
      .getSourceMappings(...SOURCE)
      ?.find(({ annotationType }) => annotationType === TOOL);
    if (!source || !mapping) {
      throw new Error('This viewer has no Probe measurements; DeepSPINE needs OHIF 3.12 or later.');
    }
    return { source, mapping };
  }

  private render(): void {
    this.runtime.services.cornerstoneViewportService.getRenderingEngine()?.render();
  }
}
