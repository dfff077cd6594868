import type { AnalysisClient } from '../../inference/client/client';
import { DeepSpineError, type ModelGrade } from '../../findings';
import { refused, saidOf } from '../../messages';
import { loadStudy } from './loadStudy';
import type { Runtime } from '../host/ohif';
import { contentsOf } from '../study/openStudy';
import { choiceOf } from '../study/seriesChoice';
import { findingAt, isRunning, type Cell, type SessionState } from '../study/state';
import type { Store } from '../host/store';
import { Yielding } from './yielding';

const same = (a: Cell | null | undefined, b: Cell): boolean =>
  a?.level === b.level && a.condition === b.condition;

type Explanation = Awaited<ReturnType<AnalysisClient['explain']>>;

interface Running {
  readonly cell: Cell;
  readonly abort: AbortController;
  /** null where a person waits for it. */
  yielding: Yielding | null;
}

/** Computes one explanation; throws DeepSpineError. */
type Explain = (
  cell: Cell,
  options: { readonly signal: AbortSignal; readonly onProgress: (fraction: number) => void }
) => Promise<Explanation>;

/**
 * Explains the model's grades, in the worker and one at a time: the one that a person asks for first, then, where the
 * site has it so, those that need a look, ahead of being asked for and only while the person leaves the images alone.
 */
export class ExplanationController {
  /** What is explained already, by what the model said. */
  private readonly known = new WeakMap<ModelGrade, Explanation>();
  private queue: readonly Cell[] = [];
  private running: Running | null = null;
  /** What a person waits for. */
  private wanted: Cell | null = null;
  /** ms that are left for what nobody has asked for. */
  private budgetMs = 0;

  constructor(
    private readonly store: Store<SessionState>,
    private readonly client: () => Pick<AnalysisClient, 'pause' | 'resume'>,
    private readonly compute: Explain,
    /** Told of a grade that does not come from the finding's place. */
    private readonly onElsewhere: (cell: Cell) => void
  ) {}

  /** Shows what drove a grade. Never rejects: what goes wrong becomes the state's explanation. */
  async explain(cell: Cell): Promise<void> {
    const grade = this.gradeOf(cell);
    if (!grade || isRunning(this.store.get())) {
      return;
    }
    const known = this.known.get(grade);
    if (known) {
      this.show(cell, known);
      return;
    }
    this.wanted = cell;
    this.store.set({ explanation: { kind: 'running', cell, fraction: 0 } });
    if (same(this.running?.cell, cell)) {
      this.running!.yielding?.end();
      return;
    }
    const interrupted = this.running ? [this.running.cell] : [];
    this.queue = [cell, ...[...interrupted, ...this.queue].filter(other => !same(other, cell))];
    this.running?.abort.abort();
    await this.work();
  }

  /**
   * Explains cells that nobody has asked about yet.
   * @param budgetMs no further one is begun once they have taken so long
   */
  async ahead(cells: readonly Cell[], budgetMs: number): Promise<void> {
    this.queue = cells;
    this.budgetMs = budgetMs;
    await this.work();
  }

  /** Another cell is selected: what is known of it is at hand, and what is not comes next. */
  turnTo(next: Cell): void {
    if (this.store.get().explanation && !same(this.store.get().explanation?.cell, next)) {
      this.wanted = null;
      this.store.set({ explanation: null });
    }
    const grade = this.gradeOf(next);
    const explanation = grade && this.known.get(grade);
    if (explanation && !this.store.get().explanation) {
      this.store.set({ explanation: { kind: 'known', cell: next, explanation } });
    } else if (this.queue.some(cell => same(cell, next))) {
      this.queue = [next, ...this.queue.filter(cell => !same(cell, next))];
    }
  }

  /** Ends what runs and takes away what is shown. */
  stop(): void {
    this.queue = [];
    this.wanted = null;
    this.running?.abort.abort();
    if (this.store.get().explanation) {
      this.store.set({ explanation: null });
    }
  }

  private gradeOf(cell: Cell): ModelGrade | undefined {
    return findingAt(this.store.get().study, cell)?.modelGrade;
  }

  /** Goes through the queue; what is asked for meanwhile is a part of it. */
  private async work(): Promise<void> {
    while (this.running === null) {
      const [cell, ...rest] = this.queue;
      const isWanted = cell !== undefined && same(this.wanted, cell);
      if (!cell || (!isWanted && this.budgetMs <= 0)) {
        this.queue = [];
        return;
      }
      this.queue = rest;
      const grade = this.gradeOf(cell);
      if (grade && !this.known.has(grade)) {
        await this.run(cell, grade, isWanted);
      }
    }
  }

  private async run(cell: Cell, grade: ModelGrade, isWanted: boolean): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    const yielding = isWanted ? null : new Yielding(this.client());
    this.running = { cell, abort, yielding };
    const since = performance.now();
    try {
      const explanation = await this.compute(cell, {
        signal,
        onProgress: fraction =>
          !signal.aborted &&
          same(this.wanted, cell) &&
          this.store.set({ explanation: { kind: 'running', cell, fraction } }),
      });
      if (!signal.aborted) {
        this.known.set(grade, explanation);
        this.arrived(cell, explanation);
      }
    } catch (error) {
      const cancelled = error instanceof DeepSpineError && error.code === 'cancelled';
      if (!signal.aborted && !cancelled && same(this.wanted, cell)) {
        this.wanted = null;
        this.store.set({ explanation: { kind: 'failed', cell, said: saidOf(error) } });
      }
    } finally {
      yielding?.end();
      if (!isWanted) {
        this.budgetMs -= performance.now() - since - (yielding?.waitedMs ?? 0);
      }
      this.running = null;
    }
  }

  private arrived(cell: Cell, explanation: Explanation): void {
    const { selected, explanation: shown, save } = this.store.get();
    if (same(this.wanted, cell)) {
      this.show(cell, explanation);
      return;
    }
    // What is in the archive is not changed behind a person's back.
    if (explanation.atFinding === false && save.kind === 'unsaved') {
      this.onElsewhere(cell);
    }
    if (same(selected, cell) && !shown) {
      this.store.set({ explanation: { kind: 'known', cell, explanation } });
    }
  }

  private show(cell: Cell, explanation: Explanation): void {
    this.wanted = null;
    this.store.set({ explanation: { kind: 'ready', cell, explanation } });
    if (explanation.atFinding === false) {
      this.onElsewhere(cell);
    }
  }
}

/** Explains a cell of the study that is shown, of its images in the viewer. */
export const explainCell =
  (
    runtime: Runtime,
    store: Store<SessionState>,
    client: () => Pick<AnalysisClient, 'explain'>
  ): Explain =>
  async (cell, { signal, onProgress }) => {
    const { study } = store.get();
    const level = study?.levels.find(l => l.level === cell.level);
    const finding = findingAt(study, cell);
    if (!study || !level || !finding?.modelGrade) {
      throw refused('cancelled', { context: 'explanation' });
    }
    const { studyInstanceUID, sagittalSeriesUID } = study;
    const contents = contentsOf(runtime, studyInstanceUID);
    const chosen = { ...choiceOf(contents, sagittalSeriesUID), undecided: [] };
    const input = await loadStudy(runtime, contents, chosen, studyInstanceUID, { signal });
    const request = {
      ...{ condition: cell.condition, grade: finding.modelGrade.grade },
      ...{ level: level.level, frame: level.frame, point: finding.point },
      frames: study.levels.map(({ frame }) => frame),
    };
    return client().explain(input, request, {
      signal,
      onProgress: ({ fraction }) => onProgress(fraction),
    });
  };
