import type { Model, Tensors } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { nextTask } from '../../browser/nextTask';
import { BackendError } from '../../browser/rpc/errors';
import { part } from '../../messages';
import type { RunSpan } from '../ort/runMeter';
import type { ModelRun, ModelThread } from './modelApi';

interface Run {
  readonly given: ModelRun;
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread, and the runs that it has yet to answer. */
class Member {
  private readonly runs = new Map<Run, AbortController>();

  /**
   * @param onRan hears when a session ran, once for each run that was waited for
   * @param onIdle called when all that was asked for has been answered
   */
  constructor(
    readonly thread: ModelThread,
    private readonly onRan: (spans: readonly RunSpan[]) => void,
    private readonly onIdle: (member: Member) => void
  ) {}

  get pending(): number {
    return this.runs.size;
  }

  take(run: Run): void {
    const abort = new AbortController();
    this.runs.set(run, abort);
    const settled = (settle: () => void) => {
      if (this.runs.get(run) === abort) {
        this.runs.delete(run);
        settle();
      }
      if (this.pending === 0) {
        this.onIdle(this);
      }
    };
    this.thread.ask('run', run.given, { signal: abort.signal }).then(
      ({ outputs, ran }) =>
        settled(() => {
          this.onRan(ran);
          run.resolve(outputs);
        }),
      (error: unknown) => settled(() => run.reject(error))
    );
  }

  /** Leaves the run to another one that it was asked for last, and has not begun yet as far as is known here. */
  giveUp(): Run | null {
    const [run, abort] = [...this.runs].at(-1) ?? [];
    if (this.pending < 2 || !run) {
      return null;
    }
    this.runs.delete(run);
    abort?.abort();
    return run;
  }
}

/**
 * Models that several threads hold, each with sessions of its own, so that as many runs are computed at the same
 * time. Every session computes in one thread: runs that have nothing to do with each other never wait for each other,
 * which the threads within one session do after every operator.
 */
export class ModelPool {
  private readonly members: readonly Member[];
  private lastModel = 0;

  /**
   * @param threads at least one; they are the pool's from now on. Those named first are asked first.
   * @param onRan hears when sessions ran
   */
  constructor(threads: readonly ModelThread[], onRan: (spans: readonly RunSpan[]) => void) {
    this.members = threads.map(
      thread => new Member(thread, onRan, member => void this.share(member))
    );
  }

  /**
   * Loads a model into every thread. Runs go to whichever has least to do, and end in any order.
   *
   * @param weights the .onnx file
   * @throws DeepSpineError as the threads' `open` does; BackendError where a thread is lost or its runtime fails, in
   *   the model's `run` as well
   */
  async load(spec: ModelSpec, weights: Uint8Array): Promise<Model> {
    const { members } = this;
    const model = ++this.lastModel;
    await Promise.all(members.map(({ thread }) => thread.ask('load', { model, spec, weights })));
    return {
      spec,
      runners: members.length,
      run: inputs => {
        const idlest = members.reduce((a, b) => (b.pending < a.pending ? b : a));
        return new Promise((resolve, reject) =>
          idlest.take({ given: { model, inputs }, resolve, reject })
        );
      },
    };
  }

  /** Nobody waits for the last runs longer than need be: a thread without work takes one that another would do later. */
  private async share(idle: Member): Promise<void> {
    // Whoever waited for the answer asks for more first.
    await nextTask();
    if (idle.pending === 0) {
      const busiest = this.members.reduce((a, b) => (b.pending > a.pending ? b : a));
      const run = busiest.giveUp();
      if (run) {
        idle.take(run);
      }
    }
  }

  /** Ends the threads; runs under way fail. */
  close(): void {
    const error = new BackendError(part('models-released'));
    this.members.forEach(({ thread }) => thread.close(error));
  }
}
