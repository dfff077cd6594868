import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import type { QueueStatus } from '../../cli/commands/status';
import { Orthanc } from '../record/orthanc';
import { letPass, until, type Period } from '../until';
import { CommandProcess, deepspine } from './command';
import { killInTheMiddle } from './killInTheMiddle';
import { RedisServer } from './redis';
import { SmallStudies } from './smallStudies';

/** What became of the proof; figures for a person, and for expectations. */
export interface Proof {
  readonly studies: number;
  /** SR and SEG instances per study in the archive, by "1 SR, 1 SEG" → how many studies have so many. */
  readonly held: Readonly<Record<string, number>>;
  /** The study of too few slices, which no worker can analyze: its instances likewise. */
  readonly heldOfBad: string;
  /** What workers said of it, in order. */
  readonly triesOfBad: readonly { readonly code: string; readonly again: boolean }[];
  readonly status: QueueStatus;
  /** Whether the killed worker had a study in hand, and whether somebody else finished it. */
  readonly killed: { readonly study: string; readonly finishedBy: string | null };
  /** Failed attempts that were made good, by code. */
  readonly madeGood: Readonly<Record<string, number>>;
  /** Events of a run over studies that are done: nothing is stored. */
  readonly again: readonly string[];
  readonly instancesAfterAgain: number;
  readonly instancesBefore: number;
  /** Exit codes of the workers that were asked to stop. */
  readonly workerCodes: readonly (number | null)[];
  readonly enqueuedTwice: { readonly found: number; readonly added: number };
  readonly seconds: number;
}

interface WorkerEvent {
  readonly event: string;
  readonly study: string;
  readonly worker?: string;
  readonly code?: string;
  readonly again?: boolean;
}

const isDone = ({ event }: WorkerEvent) => event === 'stored' || event === 'already-there';

const WORKERS = 3;
/** For all studies; hundreds take their time. */
const PATIENCE_MS = 3_600_000;
const AWAY: Period = {
  ms: 3000,
  because: 'it is the time that the archive is away, in which workers ask for it',
};

/**
 * The whole way on loopback: studies in Orthanc, jobs in Redis, three workers, one of which is killed in the
 * middle of a study while the archive is restarted once.
 *
 * @param studies how many; one more that cannot be analyzed is added
 */
export async function prove(studies: number, say: (text: string) => void): Promise<Proof> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-queue-'));
  const storage = path.join(folder, 'orthanc');
  let orthanc = await Orthanc.start(storage);
  const redis = await RedisServer.start(path.join(folder, 'redis'));
  const address = ['--redis', redis.url];
  const started = performance.now();
  const events: WorkerEvent[] = [];
  const workers: CommandProcess[] = [];
  const queue = new Queue<StudyJob>('deepspine', { connection: { url: redis.url } });
  try {
    const source = await SmallStudies.load();
    const good = Array.from({ length: studies }, (_, i) => source.study(`small ${i + 1}`));
    const bad = source.study('too few slices', 3);
    for (const study of [...good, bad]) {
      const { status } = await orthanc.web.store(study.files);
      if (status !== 200) {
        throw new Error(`Orthanc answered ${status} to a study.`);
      }
    }
    say(`${studies + 1} studies are in the archive`);
    const enqueue = ['enqueue', '--dicomweb', orthanc.web.root, ...address];
    await succeeded(deepspine(...enqueue, '--backoff', '2'));
    const onLine = (line: string) => events.push(JSON.parse(line) as WorkerEvent);
    for (let i = 0; i < WORKERS; i++) {
      const options = ['--threads', '1', '--silence', '60', '--json'];
      workers.push(new CommandProcess(['work', ...options, ...address], onLine));
    }
    const done = () => new Set(events.filter(isDone).map(({ study }) => study)).size;
    const untilDone = (count: number) =>
      until(done, now => now >= count, `${count} studies are done`, { patienceMs: PATIENCE_MS });
    await untilDone(Math.ceil(studies / 4));
    const victim = await killInTheMiddle(queue, workers);
    say(`killed a worker in the middle of ${victim}, after ${done()} studies`);
    await untilDone(Math.ceil(studies / 2));
    await orthanc.stop();
    await letPass(AWAY);
    orthanc = await Orthanc.start(storage, orthanc.port);
    say(`restarted the archive after ${done()} studies`);
    const { stdout } = await deepspine('status', '--wait', '--json', ...address);
    const status = JSON.parse(stdout) as QueueStatus;
    const held = await instances(
      orthanc,
      good.map(({ uid }) => uid)
    );
    const before = await countAll(orthanc);
    const second = JSON.parse((await succeeded(deepspine(...enqueue, '--json'))).stdout) as {
      found: number;
      added: number;
    };
    const others = workers.filter(({ pid }) => pid !== victim.pid);
    others.forEach(worker => worker.kill('SIGTERM'));
    const workerCodes = await Promise.all(others.map(({ ended }) => ended));
    // The same studies in another queue, as if Redis had lost all.
    const anew = ['--queue', 'again', ...address];
    // The killed worker's study and another one.
    const twice = [
      ...good.filter(({ uid }) => uid === victim.study),
      ...good.filter(({ uid }) => uid !== victim.study),
    ].slice(0, 2);
    const named = twice.flatMap(({ uid }) => ['--study', uid]);
    await succeeded(deepspine(...enqueue, ...anew, ...named));
    const again = await succeeded(deepspine('work', '--json', '--until-empty', ...anew));
    return {
      studies,
      held: tally(held),
      heldOfBad: (await instances(orthanc, [bad.uid]))[0]!,
      triesOfBad: events
        .filter(({ event, study }) => event === 'failed' && study === bad.uid)
        .map(({ code = '', again = false }) => ({ code, again })),
      status,
      killed: {
        study: victim.study,
        finishedBy: events.find(e => isDone(e) && e.study === victim.study)?.worker ?? null,
      },
      madeGood: tally(events.filter(e => e.again).map(e => e.code ?? '')),
      again: again.stdout.split('\n').map(line => (JSON.parse(line) as WorkerEvent).event),
      instancesBefore: before,
      instancesAfterAgain: await countAll(orthanc),
      workerCodes,
      enqueuedTwice: { found: second.found, added: second.added },
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    workers.forEach(worker => worker.kill('SIGKILL'));
    await Promise.all(workers.map(({ ended }) => ended));
    await queue.close();
    await redis.stop();
    await orthanc.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** "1 SR, 1 SEG" for each study. */
async function instances(orthanc: Orthanc, studies: readonly string[]): Promise<string[]> {
  return Promise.all(
    studies.map(async study => {
      const count = async (modality: string) =>
        (await search(orthanc, `studies/${study}/instances?Modality=${modality}`)).length;
      return `${await count('SR')} SR, ${await count('SEG')} SEG`;
    })
  );
}

async function countAll(orthanc: Orthanc): Promise<number> {
  return (await search(orthanc, 'instances')).length;
}

async function search(orthanc: Orthanc, what: string): Promise<unknown[]> {
  const response = await fetch(`${orthanc.web.root}/${what}`, {
    headers: { Accept: 'application/dicom+json' },
  });
  if (!response.ok) {
    throw new Error(`${what}: HTTP ${response.status}`);
  }
  return (await response.json()) as unknown[];
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  values.forEach(value => (counts[value] = (counts[value] ?? 0) + 1));
  return counts;
}

async function succeeded(run: ReturnType<typeof deepspine>): Promise<{ stdout: string }> {
  const { code, stdout, stderr } = await run;
  if (code !== 0) {
    throw new Error(`deepspine ended with ${code}: ${stderr}`);
  }
  return { stdout };
}
