/**
 * The viewer's measurement service and undo history as far as findings meet them, in memory: what OHIF
 * 3.13 does, including its own memo for every annotation that comes or goes (test/e2e has the real one).
 */
import type { Measurement, Runtime } from '../host/ohif';

interface Memo {
  readonly id?: string;
  restoreMemo(undo: boolean): void;
}

interface AnnotationData {
  readonly label: string;
  readonly handles: { readonly points: readonly (readonly number[])[] };
}

interface TextStyle {
  readonly textBoxVisibility: boolean;
}

export class TestingViewer {
  readonly measurements = new Map<string, Measurement>();
  /** Annotations beside which the viewer writes nothing. */
  readonly silent = new Set<string>();
  private readonly listeners = new Map<string, ((data: never) => void)[]>();
  private readonly eventTarget = new EventTarget();
  private done: Memo[][] = [];
  private undone: Memo[][] = [];
  private group: Memo[] | null = null;

  /** Labels of what is drawn. */
  drawn = (): string[] =>
    [...this.measurements.values()]
      .filter(({ isVisible }) => isVisible !== false)
      .map(m => m.label ?? '')
      .sort();

  labels = (): string[] => [...this.measurements.values()].map(m => m.label ?? '').sort();

  undo(): void {
    const step = this.done.pop();
    if (step) {
      this.undone.push(step);
      this.replay([...step].reverse(), true);
    }
  }

  redo(): void {
    const step = this.undone.pop();
    if (step) {
      this.done.push(step);
      this.replay(step, false);
    }
  }

  /** As a person does in OHIF's measurement panel. */
  remove = (uid: string): void => {
    const measurement = this.measurements.get(uid);
    if (measurement) {
      this.take(uid);
      this.push(this.memo(measurement, false));
    }
  };

  /** As the label dialog does. */
  label = (uid: string, label: string): void => {
    const measurement = this.measurements.get(uid);
    if (measurement) {
      this.update(uid, { ...measurement, label }, true);
    }
  };

  /** As the drawing tool does while a person drags a point. */
  drag = (uid: string, point: readonly number[]): void => {
    const measurement = this.measurements.get(uid);
    if (measurement) {
      this.update(uid, { ...measurement, points: [point] }, false);
    }
  };

  /** As the viewer does on its own after it has saved its own report: one step of the history. */
  clear = (uids: readonly string[] = [...this.measurements.keys()]): void => {
    const gone = uids.flatMap(uid => this.measurements.get(uid) ?? []);
    uids.forEach(uid => this.measurements.delete(uid));
    this.tell('cleared', { measurements: gone });
    this.done.push(gone.map(measurement => this.memo(measurement, false)));
    this.undone = [];
  };

  readonly runtime = {
    services: {
      measurementService: {
        EVENTS: {
          RAW_MEASUREMENT_ADDED: 'raw added',
          MEASUREMENT_ADDED: 'added',
          MEASUREMENT_REMOVED: 'removed',
          MEASUREMENTS_CLEARED: 'cleared',
          MEASUREMENT_UPDATED: 'updated',
        },
        subscribe: (event: string, listener: (data: never) => void) => {
          this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
          return { unsubscribe: () => this.listeners.delete(event) };
        },
        getSource: () => ({ uid: 'source', name: 'Cornerstone3DTools' }),
        getSourceMappings: () => [{ annotationType: 'Probe', toMeasurementSchema: () => ({}) }],
        addRawMeasurement: (
          _source: object,
          _type: string,
          { uid, annotation: { data } }: { uid: string; annotation: { data: AnnotationData } }
        ) => {
          const measurement = { uid, label: data.label, points: data.handles.points };
          this.measurements.set(uid, measurement);
          this.tell('raw added', { measurement });
          this.push(this.memo(measurement, true));
        },
        getMeasurement: (uid: string) => this.measurements.get(uid),
        update: (uid: string, measurement: Measurement) => this.update(uid, measurement, true),
        remove: (uid: string) => this.remove(uid),
        toggleVisibilityMeasurement: (uid: string, isVisible: boolean) =>
          this.update(uid, { ...this.measurements.get(uid)!, isVisible }, true),
      },
      cornerstoneViewportService: { getRenderingEngine: () => undefined },
      viewportGridService: { getActiveViewportId: () => null },
    },
    commandsManager: {
      run: (command: string) => {
        if (command === 'startRecordingForAnnotationGroup') {
          this.group = [];
        } else if (command === 'endRecordingForAnnotationGroup' && this.group) {
          this.done.push(this.group);
          this.undone = [];
          this.group = null;
        }
      },
    },
    cornerstone: {
      eventTarget: this.eventTarget,
      utilities: {
        updatePlaneRestriction: () => {},
        HistoryMemo: { DefaultHistoryMemo: { push: (memo: Memo) => this.push(memo) } },
      },
    },
    cornerstoneTools: {
      annotation: {
        state: { removeAnnotation: (uid: string) => this.take(uid) },
        config: {
          style: {
            setAnnotationStyles: (uid: string, { textBoxVisibility }: TextStyle) =>
              textBoxVisibility ? this.silent.delete(uid) : this.silent.add(uid),
          },
        },
      },
    },
    dataSource: () => ({}),
  } as unknown as Runtime;

  private update(uid: string, measurement: Measurement, notYetUpdatedAtSource: boolean): void {
    this.measurements.set(uid, measurement);
    this.tell('updated', { measurement, notYetUpdatedAtSource });
  }

  private tell(event: string, data: object): void {
    this.listeners.get(event)?.forEach(listen => listen(data as never));
  }

  private push(memo: Memo): void {
    if (this.group) {
      this.group.push(memo);
    } else {
      this.done.push([memo]);
      this.undone = [];
    }
  }

  private memo(measurement: Measurement, added: boolean): Memo {
    const { uid } = measurement;
    return {
      id: uid,
      restoreMemo: undo => (undo === added ? this.take(uid) : this.bringBack(measurement)),
    };
  }

  private bringBack(measurement: Measurement): void {
    this.measurements.set(measurement.uid, measurement);
    this.tell('added', { measurement });
  }

  /** Removes and tells, as Cornerstone's removal of an annotation does. */
  private take(uid: string): void {
    if (this.measurements.delete(uid)) {
      this.tell('removed', { measurement: uid });
    }
  }

  private replay(memos: readonly Memo[], undo: boolean): void {
    for (const memo of memos) {
      memo.restoreMemo(undo);
      if (memo.id) {
        const type = `CORNERSTONE_TOOLS_HISTORY_${undo ? 'UNDO' : 'REDO'}`;
        this.eventTarget.dispatchEvent(new CustomEvent(type, { detail: { id: memo.id } }));
      }
    }
  }
}
