import type { Reply } from './messages';

/**
 * What a worker says, in order. A message leaves at the end of the turn, and takes along how far the analysis has come
 * where that is said next: every message wakes the page, which takes a processor from the models.
 */
export class MessageCoalescer {
  private held: { readonly message: Reply; readonly transfer: Transferable[] } | null = null;

  constructor(private readonly post: (message: Reply, transfer: Transferable[]) => void) {}

  /** @param transfer what moves with the message */
  say(message: Reply, transfer: Transferable[] = []): void {
    const { held } = this;
    if (held && !held.message.progress && message.type === 'progress') {
      this.held = { ...held, message: { ...held.message, progress: message.progress } };
      return;
    }
    this.flush();
    this.held = { message, transfer };
    queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const { held } = this;
    this.held = null;
    if (held) {
      this.post(held.message, held.transfer);
    }
  }
}
