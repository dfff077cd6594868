import type { AnalysisClient } from '../../inference/client/client';
import { DeepSpineError } from '../../findings';
import { loadStudy } from './analysisRun';
import type { Runtime } from '../host/ohif';
import { contentsOf } from '../study/openStudy';
import { sentence } from '../study/sentences';
import { choiceOf } from '../study/seriesChoice';
import { findingAt, isRunning, type Cell, type SessionState } from '../study/state';
import type { Store } from '../host/store';

const same = (a: Cell, b: Cell): boolean => a.level === b.level && a.condition === b.condition;

/** Explains the model's grade of one cell at a time, on demand, in the worker. */
export class Explaining {
  private running: AbortController | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    private readonly client: () => AnalysisClient,
    /** Told of a grade that does not come from the finding's place. */
    private readonly onElsewhere: (cell: Cell) => void
  ) {}

  /** Never rejects: what goes wrong becomes the state's explanation. */
  async explain(cell: Cell): Promise<void> {
    const { study } = this.store.get();
    const level = study?.levels.find(l => l.level === cell.level);
    const finding = findingAt(study, cell);
    const modelGrade = finding?.modelGrade;
    if (!study || !level || !modelGrade || isRunning(this.store.get())) {
      return;
    }
    this.stop();
    const controller = new AbortController();
    const { signal } = controller;
    this.running = controller;
    this.store.set({ explanation: { kind: 'running', cell, fraction: 0 } });
    try {
      const chosen = choiceOf(
        contentsOf(this.runtime, study.studyInstanceUID),
        study.sagittalSeriesUID
      );
      const input = await loadStudy(
        this.runtime,
        { ...chosen, undecided: [] },
        study.studyInstanceUID,
        { signal }
      );
      const { condition } = cell;
      const request = {
        ...{ condition, grade: modelGrade.grade, level: level.level, frame: level.frame },
        point: finding.point,
        frames: study.levels.map(({ frame }) => frame),
      };
      const explanation = await this.client().explain(input, request, {
        signal,
        onProgress: ({ fraction }) =>
          !signal.aborted && this.store.set({ explanation: { kind: 'running', cell, fraction } }),
      });
      if (!signal.aborted) {
        this.store.set({ explanation: { kind: 'ready', cell, explanation } });
        if (explanation.atFinding === false) {
          this.onElsewhere(cell);
        }
      }
    } catch (error) {
      const cancelled = error instanceof DeepSpineError && error.code === 'cancelled';
      if (!signal.aborted && !cancelled) {
        this.store.set({ explanation: { kind: 'failed', cell, message: sentence(error) } });
      }
    }
  }

  /** Another cell is selected: an explanation of this one is of no use any more. */
  leave(next: Cell): void {
    const { explanation } = this.store.get();
    if (explanation && !same(explanation.cell, next)) {
      this.stop();
    }
  }

  /** Ends what runs and takes away what is shown. */
  stop(): void {
    this.running?.abort();
    this.running = null;
    if (this.store.get().explanation) {
      this.store.set({ explanation: null });
    }
  }
}
