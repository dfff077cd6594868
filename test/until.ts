import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: a test machine may be busy; nothing here asserts a time. */
const PATIENCE_MS = 120_000;
const BETWEEN_MS = 100;

export interface UntilOptions {
  /** How long to go on asking. */
  readonly patienceMs?: number;
  /** From an answer to the next question. */
  readonly betweenMs?: number;
}

/**
 * Waits for a state: asks until the answer is as wanted.
 * @returns that answer
 * @throws Error with `what` is waited for and the last answer
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean | Promise<boolean>,
  what: string,
  { patienceMs = PATIENCE_MS, betweenMs = BETWEEN_MS }: UntilOptions = {}
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (await wanted(answer)) {
      return answer;
    }
    if (performance.now() > end) {
      throw new Error(`Not within ${patienceMs / 1000} s: ${what}; ${JSON.stringify(answer)}`);
    }
    await sleep(betweenMs);
  }
}

/** A time that itself is what a test needs, and why there is no state to wait for. */
export interface Period {
  readonly ms: number;
  readonly because: string;
}

/** Lets a period pass. Where there is anything to wait for, `until` waits for that. */
export const letPass = ({ ms }: Period): Promise<void> => sleep(ms);
