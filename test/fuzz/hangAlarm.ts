/**
 * Ends this process when one input has kept it busy for too long. A synchronous loop cannot be stopped from
 * within its thread, so the alarm is a thread of its own, and what it knows stands in shared memory.
 */
import { Worker } from 'node:worker_threads';

/** Far longer than any input needs on a busy machine. */
const PATIENCE_MS = 60_000;
const NAME_BYTES = 4000;

const shared = new SharedArrayBuffer(4 + NAME_BYTES);
const counter = new Int32Array(shared, 0, 1);
const name = new Uint8Array(shared, 4);
let alarm: Worker | null = null;

/** Compares the counter from tick to tick; an odd one says that an input is being worked on. */
const ALARM = `
  const { workerData } = require('node:worker_threads');
  const counter = new Int32Array(workerData.shared, 0, 1);
  let before = -1;
  setInterval(() => {
    const now = Atomics.load(counter, 0);
    if (now % 2 === 1 && now === before) {
      const text = Buffer.from(new Uint8Array(workerData.shared, 4)).toString().replace(/\\0.*/s, '');
      require('node:fs').writeSync(2, '\\nThis input keeps the program busy for ever: ' + text + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }
    before = now;
  }, workerData.patience);
`;

/** Starts the alarm once; it does not keep the process alive. */
export function startHangAlarm(): void {
  if (!alarm) {
    alarm = new Worker(ALARM, { eval: true, workerData: { shared, patience: PATIENCE_MS } });
    alarm.unref();
  }
}

function begin(what: unknown): void {
  const bytes = Buffer.from(String(what)).subarray(0, NAME_BYTES - 1);
  name.fill(0);
  name.set(bytes);
  Atomics.add(counter, 0, 1);
}

/** Works on one input within the alarm's reach; `what` says how to bring it about again. */
export function guarded<T>(what: unknown, work: () => T): T {
  begin(what);
  try {
    return work();
  } finally {
    Atomics.add(counter, 0, 1);
  }
}

/** The same for asynchronous work. */
export async function guardedAsync<T>(what: unknown, work: () => Promise<T>): Promise<T> {
  begin(what);
  try {
    return await work();
  } finally {
    Atomics.add(counter, 0, 1);
  }
}
