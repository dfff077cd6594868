/** A value that listeners can watch; fits React's useSyncExternalStore. */
export class Store<State extends object> {
  private listeners = new Set<() => void>();
  private current: State;

  constructor(private readonly initial: State) {
    this.current = initial;
  }

  readonly get = (): State => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  set(patch: Partial<State>): void {
    this.current = { ...this.current, ...patch };
    // A copy: a listener may leave while it is called.
    [...this.listeners].forEach(listener => listener());
  }

  reset(): void {
    this.set(this.initial);
  }
}
