import { errorOf } from '../protocol/protocolErrors';
import { part } from '../../messages';
import type { MessageValue } from '../../findings';
import type { Model, ModelSpec, Tensors } from '../../analysis/types';
import { BackendError } from '../protocol/backendError';
import type { ModelReply, ModelRequest } from './modelMessages';
import { modelServer, type OpenModel } from './modelServer';
import { nextTask } from '../../browser/nextTask';
import type { RunMeter, RunSpan } from '../ort/runMeter';

/** The way to a thread that holds models: a worker of the browser, a thread of Node, or the pool's own one. */
export interface ModelThread {
  /** Hears of every answer, and of the thread's end if it was not asked for; called once, before `post`. */
  listen(onReply: (reply: ModelReply) => void, onLost: (reason: MessageValue) => void): void;
  post(request: ModelRequest): void;
  close(): void;
}

/**
 * The pool's own thread. A run keeps it from all else, so that nothing else runs on a processor meant for models.
 *
 * @param open makes a model of a .onnx file
 * @param meter that of these models
 */
export class OwnThread implements ModelThread {
  private serve: ((request: ModelRequest) => void) | null = null;

  constructor(
    private readonly open: OpenModel,
    private readonly meter: RunMeter
  ) {}

  listen(onReply: (reply: ModelReply) => void): void {
    this.serve = modelServer(this.open, onReply, this.meter);
  }

  post(request: ModelRequest): void {
    this.serve?.(request);
  }

  close(): void {
    this.serve = null;
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiting {
  readonly request: WithoutId<ModelRequest>;
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, and what it has yet to answer. */
class Member {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private lost: MessageValue | null = null;

  /**
   * @param onRan hears when a session ran, once for each run that was waited for
   * @param onIdle called when all that was asked for has been answered
   */
  constructor(
    private readonly thread: ModelThread,
    private readonly onRan: (spans: readonly RunSpan[]) => void,
    private readonly onIdle: (member: Member) => void
  ) {
    thread.listen(
      reply => this.onReply(reply),
      reason => this.lose(reason)
    );
  }

  get pending(): number {
    return this.waiting.size;
  }

  /** @throws BackendError when the thread is lost or its runtime fails; DeepSpineError as the model throws it. */
  ask(request: WithoutId<ModelRequest>): Promise<Tensors> {
    return new Promise((resolve, reject) => this.take({ request, resolve, reject }));
  }

  /** Does what another one was asked for. */
  take(waiting: Waiting): void {
    if (this.lost !== null) {
      waiting.reject(new BackendError(this.lost));
      return;
    }
    const id = ++this.lastId;
    this.waiting.set(id, waiting);
    this.thread.post({ ...waiting.request, id });
  }

  /** Leaves the run to another one that it was asked for last, and has not begun yet as far as is known here. */
  giveUp(): Waiting | null {
    const [id, last] = [...this.waiting].at(-1) ?? [];
    if (this.pending < 2 || !last || last.request.type !== 'run') {
      return null;
    }
    this.waiting.delete(id!);
    this.thread.post({ type: 'withdraw', id: id! });
    return last;
  }

  close(): void {
    this.lose(part('models-released'));
    this.thread.close();
  }

  private onReply(reply: ModelReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (waiting && reply.type === 'done') {
      this.onRan(reply.ran);
      waiting.resolve(reply.outputs);
    } else if (waiting && reply.type === 'failed') {
      waiting.reject(errorOf(reply.error));
    }
    if (this.pending === 0) {
      this.onIdle(this);
    }
  }

  private lose(reason: MessageValue): void {
    this.lost ??= reason;
    this.waiting.forEach(({ reject }) => reject(new BackendError(reason)));
    this.waiting.clear();
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
    await Promise.all(members.map(member => member.ask({ type: 'load', model, spec, weights })));
    return {
      spec,
      runners: members.length,
      run: inputs => {
        const idlest = members.reduce((a, b) => (b.pending < a.pending ? b : a));
        return idlest.ask({ type: 'run', model, inputs });
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
    this.members.forEach(member => member.close());
  }
}
