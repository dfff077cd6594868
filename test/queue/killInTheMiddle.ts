import type { Job, Queue } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import { letPass, until, type Period } from '../until';
import type { CommandProcess } from './command';

interface Victim {
  readonly study: string;
  readonly pid: number;
  toString(): string;
}

const ON_THE_WAY: Period = {
  ms: 200,
  because: 'what a frozen worker had sent before reaches Redis, and nobody says when',
};

/**
 * Kills a worker, without warning, while it has a study in hand. It is frozen first: a small study is done in a
 * moment, and a worker that runs may finish between the question and the kill.
 *
 * @throws Error where the queue is empty before
 */
export async function killInTheMiddle(
  queue: Queue<StudyJob>,
  workers: readonly CommandProcess[]
): Promise<Victim> {
  const killed = async (): Promise<Victim | null> => {
    for (const job of (await queue.getActive()) as Job<StudyJob>[]) {
      const worker = workers.find(({ pid }) => job.processedBy?.endsWith(`:${pid}`));
      if (worker) {
        worker.kill('SIGSTOP');
        await letPass(ON_THE_WAY);
        if (await job.isActive()) {
          worker.kill('SIGKILL');
          await worker.ended;
          const { study } = job.data;
          return { study, pid: worker.pid, toString: () => study };
        }
        worker.kill('SIGCONT');
      }
    }
    if ((await queue.getJobCountByTypes('wait', 'active', 'delayed')) === 0) {
      throw new Error('The queue was empty before a worker could be killed.');
    }
    return null;
  };
  const options = { patienceMs: 1_800_000, betweenMs: 50 };
  const victim = await until(killed, one => one !== null, 'a worker has a study in hand', options);
  return victim!;
}
