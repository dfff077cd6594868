/** How many ticks without a sign of life make a stall. */
const TICKS = 4;

/**
 * Calls back when nothing was heard for a while. It counts ticks rather than comparing clocks, so
 * that a computer that slept or a changed clock does not count as a stall.
 */
export class Watchdog {
  private silentTicks = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param stallMs ms of silence, to a quarter. */
  constructor(
    private readonly stallMs: number,
    private readonly onStall: () => void
  ) {}

  start(): void {
    this.stop();
    this.silentTicks = 0;
    this.timer = setInterval(() => {
      this.silentTicks++;
      if (this.silentTicks > TICKS) {
        this.stop();
        this.onStall();
      }
    }, this.stallMs / TICKS);
  }

  /** A sign of life. */
  feed(): void {
    this.silentTicks = 0;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
