/** Lets work through, or has it wait. */
export class Gate {
  private opened: Promise<void> | null = null;
  private release = () => {};

  close(): void {
    this.opened ??= new Promise(resolve => (this.release = resolve));
  }

  open(): void {
    this.opened = null;
    this.release();
  }

  /** Resolves as soon as the gate is open. */
  async pass(): Promise<void> {
    while (this.opened) {
      await this.opened;
    }
  }
}
