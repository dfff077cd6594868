/**
 * Runs asynchronous jobs strictly one after another. ONNX Runtime's WebGPU backend hangs or
 * corrupts memory when session creation and runs overlap, even of different sessions.
 */
export class SerialQueue {
  private tail: Promise<unknown> = Promise.resolve();

  /** The job's own result or error; a failed job does not stop the next one. */
  add<T>(job: () => Promise<T>): Promise<T> {
    const result = this.tail.then(job);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
