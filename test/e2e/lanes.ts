import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Case, Outcome } from './suite';

/** To a lane: the case that it runs next. */
export interface ToLane {
  readonly name: string;
}

export type FromLane =
  /** It waits for a case, or for the end of the connection. */
  | { readonly type: 'free' }
  | { readonly type: 'ran'; readonly name: string; readonly outcome: Outcome };

export type Told = (name: string, outcome: Outcome) => void;

/**
 * Runs cases side by side, each lane a process with a viewer, an archive and a browser of its own; those that want to be
 * alone come last, in one lane.
 *
 * @param lanes how many
 * @param told called once for each case; one whose lane ended in the middle of it has failed
 * @param script what each lane runs
 * @throws Error once every case was told of, where a lane did not end well after its last case: something may still run
 */
export async function runInLanes(
  cases: readonly Pick<Case, 'name' | 'alone'>[],
  lanes: number,
  told: Told,
  script = join(__dirname, 'lane.ts')
): Promise<void> {
  const waiting = (alone: boolean) =>
    cases.filter(one => (one.alone ?? false) === alone).map(({ name }) => name);
  const problems: string[] = [];
  const lane = async (names: string[]) => {
    while (names.length > 0) {
      problems.push(...(await runLane(script, names, told)));
    }
  };
  const together = waiting(false);
  await Promise.all(Array.from({ length: lanes }, () => lane(together)));
  await lane(waiting(true));
  if (problems.length > 0) {
    throw new Error(`${problems.join(' ')} What they had started may still run.`);
  }
}

/**
 * Runs a lane until no case waits any more, or it ends by itself.
 *
 * @returns how it ended after its last case, if not well
 */
function runLane(script: string, names: string[], told: Told): Promise<string[]> {
  const child = fork(script);
  let running: string | undefined;
  let released = false;
  child.on('message', (message: FromLane) => {
    if (message.type === 'ran') {
      running = undefined;
      told(message.name, message.outcome);
      return;
    }
    running = names.shift();
    if (running === undefined) {
      released = true;
      child.disconnect();
    } else {
      child.send({ name: running } satisfies ToLane);
    }
  });
  return new Promise(resolve => {
    child.once('exit', (code, signal) => {
      const problem = `Its process ended with ${signal ?? code}.`;
      // One that does not even begin costs a case as well, or it would be tried forever.
      const lost = running ?? names.shift();
      if (lost !== undefined) {
        told(lost, { seconds: 0, problems: [problem] });
      }
      resolve(released && code !== 0 ? [problem] : []);
    });
  });
}
