/** What computes, and can be told to wait. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** What a person does with the images. */
const AT_WORK = ['wheel', 'pointerdown', 'pointermove', 'keydown'] as const;

/** ms without any of it after which the work goes on. */
const QUIET_MS = 400;

/** Before the viewer's own listeners, which may keep events to themselves. */
const LISTENING = { capture: true, passive: true } as const;

/** Lets work wait whenever the person works with the images, until it ends. */
export class Yielding {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pausedSince: number | null = null;
  private pausedMs = 0;
  private readonly yielded = () => this.yieldNow();

  constructor(private readonly work: Pausable) {
    AT_WORK.forEach(type => window.addEventListener(type, this.yielded, LISTENING));
  }

  /** ms that it has waited so far. */
  get waitedMs(): number {
    return this.pausedMs + (this.pausedSince === null ? 0 : performance.now() - this.pausedSince);
  }

  /** Without regard to the person from now on. */
  end(): void {
    AT_WORK.forEach(type => window.removeEventListener(type, this.yielded, LISTENING));
    this.goOn();
  }

  private yieldNow(): void {
    clearTimeout(this.timer);
    this.pausedSince ??= performance.now();
    this.work.pause();
    this.timer = setTimeout(() => this.goOn(), QUIET_MS);
  }

  private goOn(): void {
    clearTimeout(this.timer);
    this.pausedMs = this.waitedMs;
    this.pausedSince = null;
    this.work.resume();
  }
}
