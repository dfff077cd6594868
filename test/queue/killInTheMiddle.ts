import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import type { CommandProcess } from './command';

/**
 * Kills a worker, without warning, while it has a study in hand. It is frozen first: a small study is done in a
 * moment, and a worker that runs may finish between the question and the kill.
 */
export async function killInTheMiddle(
  queue: Queue<StudyJob>,
  workers: readonly CommandProcess[]
): Promise<{ study: string; pid: number; toString(): string }> {
  for (;;) {
    for (const job of (await queue.getActive()) as Job<StudyJob>[]) {
      const worker = workers.find(({ pid }) => job.processedBy?.endsWith(`:${pid}`));
      if (worker) {
        worker.kill('SIGSTOP');
        // What it had sent before reaches Redis.
        await sleep(200);
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
    await sleep(50);
  }
}
