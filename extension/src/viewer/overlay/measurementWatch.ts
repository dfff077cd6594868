import type { Vec3 } from '../../findings';
import { add, distance, sub } from '../../imaging/vec3';
import type { History } from '../host/history';
import type { Measurement, MeasurementService } from '../host/ohif';

/** What a person did to the measurements of findings in the viewer's own panel or on the images. */
export interface MeasurementEvents {
  /** A person deleted the measurements of these findings. */
  onDeleted(uids: readonly string[]): void;
  /** A person undid such a deletion. */
  onRestored(uid: string): void;
  /** A person gave a measurement another label. */
  onLabeled(uid: string, label: string): void;
  /** A person dragged a measurement: where its finding is now, LPS mm. */
  onMoved(uid: string, point: Vec3): void;
  /** All were taken off the images (false) or came back (true): undo and redo of the batch, or a clear. */
  onBatch(shown: boolean): void;
}

/** Where a finding is, and the point on the image that stands for it. */
interface Anchor {
  readonly point: Vec3;
  readonly placed: Vec3;
}

interface Updated {
  readonly measurement: Measurement;
  /** True for a change from outside the drawing tools: the label dialog, say. */
  readonly notYetUpdatedAtSource?: boolean;
}

/** Rounding in the viewer moves nothing by this much, mm. */
const MOVED_MM = 0.05;
/** A drag sends an event per mouse move; it counts once it rests this long. */
const REST_MS = 250;

/** Tells what happens to our measurements through a person, not through us or undo. */
export class MeasurementWatch {
  private readonly anchors = new Map<string, Anchor>();
  private readonly resting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly unsubscribe: readonly (() => void)[];

  constructor(
    private readonly service: MeasurementService,
    private readonly history: History,
    private readonly ours: ReadonlySet<string>,
    private readonly events: MeasurementEvents
  ) {
    const { MEASUREMENT_REMOVED, MEASUREMENTS_CLEARED, MEASUREMENT_UPDATED } = service.EVENTS;
    const subscriptions = [
      service.subscribe<{ measurement: string }>(MEASUREMENT_REMOVED, ({ measurement }) =>
        this.deleted([measurement])
      ),
      service.subscribe<{ measurements: readonly Measurement[] }>(
        MEASUREMENTS_CLEARED,
        ({ measurements }) => this.cleared(Object.values(measurements).map(({ uid }) => uid))
      ),
      service.subscribe<Updated>(MEASUREMENT_UPDATED, updated => this.updated(updated)),
    ];
    this.unsubscribe = [
      ...subscriptions.map(subscription => () => subscription.unsubscribe()),
      history.onReplayed(uid => this.replayed(uid)),
    ];
  }

  /** A finding's measurement was put on the images. */
  placed(uid: string, anchor: Anchor): void {
    this.anchors.set(uid, anchor);
  }

  dispose(): void {
    this.unsubscribe.forEach(unsubscribe => unsubscribe());
    this.resting.forEach(timer => clearTimeout(timer));
  }

  private oursAmong = (uids: readonly string[]): readonly string[] =>
    this.history.busy ? [] : uids.filter(uid => this.ours.has(uid));

  private deleted(uids: readonly string[]): void {
    const ours = this.oursAmong(uids);
    if (ours.length > 0) {
      this.events.onDeleted(ours);
    }
  }

  /**
   * Several measurements went at once. When all of ours did, that is no judgment on each finding: the
   * viewer itself clears the images after saving its own report and before showing a stored one.
   */
  private cleared(uids: readonly string[]): void {
    const all = ![...this.ours].some(uid => this.service.getMeasurement(uid));
    if (!all) {
      this.deleted(uids);
    } else if (this.oursAmong(uids).length > 0) {
      this.events.onBatch(false);
    }
  }

  private replayed(uid: string): void {
    if (this.ours.has(uid) && this.service.getMeasurement(uid)) {
      this.events.onRestored(uid);
      this.events.onBatch(true);
    }
  }

  private updated({ measurement, notYetUpdatedAtSource }: Updated): void {
    const { uid, label } = measurement;
    if (this.oursAmong([uid]).length === 0) {
      return;
    }
    if (notYetUpdatedAtSource === true) {
      this.events.onLabeled(uid, label ?? '');
    } else if (this.movedPoint(measurement)) {
      clearTimeout(this.resting.get(uid));
      this.resting.set(
        uid,
        setTimeout(() => this.rested(uid), REST_MS)
      );
    }
  }

  private rested(uid: string): void {
    this.resting.delete(uid);
    const measurement = this.service.getMeasurement(uid);
    const anchor = this.anchors.get(uid);
    const point = measurement && this.movedPoint(measurement);
    if (anchor && point && this.ours.has(uid)) {
      const moved = add(anchor.point, sub(point, anchor.placed));
      this.anchors.set(uid, { point: moved, placed: point });
      this.events.onMoved(uid, moved);
    }
  }

  /** Where a measurement is now, if it is not where it was. */
  private movedPoint({ uid, points }: Measurement): Vec3 | null {
    const anchor = this.anchors.get(uid);
    const [x, y, z] = Array.from(points?.[0] ?? []);
    if (!anchor || x === undefined || y === undefined || z === undefined) {
      return null;
    }
    const point: Vec3 = [x, y, z];
    return distance(point, anchor.placed) > MOVED_MM ? point : null;
  }
}
