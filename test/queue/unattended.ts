/**
 * A site that nobody looks after: studies arrive in an Orthanc, a watcher queues them, two workers analyze them; one of
 * these is killed in the middle of a study and another one takes its place, the archive is restarted, and at the end the
 * archive, the metrics and the audit trail have to tell the same story.
 *
 *     npx tsx test/queue/unattended.ts --minutes 60 --every 60 --out figures.json
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import type { QueueStatus } from '../../cli/commands/status';
import { freePort } from '../freePort';
import { Orthanc } from '../record/orthanc';
import { letPass, until, type Period } from '../until';
import { CommandProcess, deepspine } from './command';
import { holdings, type Holdings } from './holdings';
import { killInTheMiddle } from './killInTheMiddle';
import { RedisServer } from './redis';
import { scrape, sum, type Scrape } from './scrape';
import { SmallStudies, type SmallStudy } from './smallStudies';

export interface UnattendedOptions {
  /** Studies in all; a third of them comes before each of the two accidents. */
  readonly studies: number;
  /** s between two studies; the four before the first accident come at once. */
  readonly every: number;
  /** s between two looks of the watcher. */
  readonly look: number;
}

export interface Unattended {
  readonly studies: number;
  readonly seconds: number;
  readonly processors: number;
  /** "1 SR, 1 SEG" → studies that the archive holds so many of. */
  readonly held: Readonly<Record<string, number>>;
  readonly status: QueueStatus['studies'];
  readonly killed: { readonly study: string; readonly doneByAnother: boolean };
  /** Sums over all processes of what they showed last, the killed one's included. */
  readonly metrics: {
    readonly queued: number;
    readonly stored: number;
    readonly alreadyThere: number;
    readonly retried: number;
    readonly failed: number;
    readonly writes: number;
    /** Uses of the archive that it did not answer. */
    readonly unreachable: number;
    /** Studies of which each stage was timed. */
    readonly timed: Readonly<Record<string, number>>;
    readonly secondsAStudy: number;
    readonly queueDone: number;
    readonly models: number;
  };
  /** Whether the watcher said at /healthz that the archive was away, and then that it was back. */
  readonly health: { readonly whileAway: number; readonly after: number };
  readonly audit: {
    readonly lines: number;
    readonly who: readonly string[];
    readonly writes: number;
    /** Objects that the archive holds and no line names, or the other way round. */
    readonly unaccounted: readonly string[];
    readonly readsOfImages: number;
    readonly unreachable: number;
  };
  /** Lines of the logs by event. */
  readonly logged: Readonly<Record<string, number>>;
  /** Names of patients that occur in logs, audit trail or metrics. */
  readonly leaked: readonly string[];
}

interface Line {
  readonly event?: string;
  readonly action?: string;
  readonly what?: string;
  readonly who?: string;
  readonly study?: string | null;
  readonly outcome?: string;
  readonly instances?: readonly string[];
}

/** Something that is to run for ever, on a port that stays the same. */
interface Service {
  readonly process: CommandProcess;
  readonly port: number;
}

const BURST = 4;
const PATIENCE = { patienceMs: 1_200_000 };
const SCRAPED: Period = { ms: 500, because: 'so often Prometheus asks, with nothing to wait for' };
const STAGES = [
  'look',
  'fetch',
  'read',
  'prepare',
  'segment',
  'locate',
  'measure',
  'grade',
  'store',
];

export async function unattended(
  { studies: count, every, look }: UnattendedOptions,
  say: (text: string) => void
): Promise<Unattended> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepspine-unattended-'));
  const storage = path.join(folder, 'orthanc');
  const audit = path.join(folder, 'audit.jsonl');
  let orthanc = await Orthanc.start(storage);
  const redis = await RedisServer.start(path.join(folder, 'redis'));
  const queue = new Queue<StudyJob>('deepspine', { connection: { url: redis.url } });
  const services: Service[] = [];
  const shown = new Map<Service, Scrape>();
  const started = performance.now();
  let over = false;

  const start = async (command: string, ...more: readonly string[]): Promise<Service> => {
    const port = await freePort();
    const args = [
      ...[command, '--dicomweb', orthanc.web.root, '--redis', redis.url, '--log', 'json'],
      ...['--metrics', String(port), '--audit', audit, '--audit-as', `DS_${command.toUpperCase()}`],
      ...more,
    ];
    const service = { process: new CommandProcess(args), port };
    services.push(service);
    return service;
  };
  const worker = () => start('work', '--threads', '1', '--silence', '20');
  // As Prometheus does: what a process showed last is kept when it has gone.
  const collecting = (async () => {
    while (!over) {
      await collect(services, shown);
      await letPass(SCRAPED);
    }
  })();

  try {
    const source = await SmallStudies.load();
    const made: SmallStudy[] = [];
    const arrive = async (): Promise<void> => {
      const study = source.study(`unattended patient ${made.length + 1}`);
      const { status } = await orthanc.web.store(study.files);
      if (status !== 200) {
        throw new Error(`Orthanc answered ${status} to a study.`);
      }
      made.push(study);
    };
    const apart: Period = { ms: every * 1000, because: 'so far apart studies arrive' };
    const arrivals = async (last: number): Promise<void> => {
      while (made.length < last) {
        await arrive();
        await letPass(apart);
      }
    };
    const finished = async (study: string) => (await holdings(orthanc.web.root, study)).SR.length;

    const watcher = await start('watch', '--every', String(look), '--days', '36500');
    const workers = [await worker(), await worker()];
    await arrivals(Math.floor(count / 3));
    say(`${made.length} studies have arrived`);

    for (let i = 0; i < BURST && made.length < count; i++) {
      await arrive();
    }
    const active = () => queue.getActiveCount();
    await until(active, many => many > 0, 'a worker has a study in hand', { betweenMs: 20 });
    const victim = await killInTheMiddle(
      queue,
      workers.map(({ process }) => process)
    );
    await worker();
    say(`a worker was killed in the middle of ${victim.study}, and replaced`);
    await arrivals(Math.floor((2 * count) / 3));

    // A study comes right before the archive goes, so that somebody needs it.
    await arrive();
    const { port } = orthanc;
    await orthanc.stop();
    const whileAway = await untilHealth(watcher, 503);
    orthanc = await Orthanc.start(storage, port);
    const after = await untilHealth(watcher, 200);
    say(`the archive was restarted after ${made.length} studies`);
    await arrivals(count);

    const uids = made.map(({ uid }) => uid);
    const ended = async () => (await queue.getCompletedCount()) + (await queue.getFailedCount());
    await until(ended, so => so >= count, 'every study is done or failed', PATIENCE);
    await collect(services, shown);
    const { stdout } = await deepspine('status', '--json', '--redis', redis.url);
    const doneByAnother = (await finished(victim.study)) === 1;
    over = true;
    await collecting;
    services.forEach(({ process }) => process.kill('SIGTERM'));
    await Promise.all(services.map(({ process }) => process.ended));

    // One after the other: Orthanc closes connections where many ask at once.
    const held: Holdings[] = [];
    for (const uid of uids) {
      held.push(await holdings(orthanc.web.root, uid));
    }
    const inArchive = held.flatMap(({ SR, SEG }) => [...SR, ...SEG]);
    const trail = readFileSync(audit, 'utf8');
    const lines = linesOf(trail);
    const writes = lines.filter(({ action }) => action === 'write');
    const written = new Set(
      writes.filter(({ outcome }) => outcome === 'begun').flatMap(one => one.instances ?? [])
    );
    const logs = services.map(({ process }) => process.stderr).join('');
    const scrapes = [...shown.values()];
    const studiesWith = (outcome: string) =>
      sum(scrapes, 'deepspine_studies_total', `outcome="${outcome}"`);
    const timed = (stage: string) =>
      sum(scrapes, 'deepspine_stage_seconds_count', `stage="${stage}"`);
    const texts = [trail, logs, ...scrapes.flatMap(one => [...one.keys()])];
    return {
      ...{ studies: count, processors: availableParallelism() },
      seconds: Math.round((performance.now() - started) / 1000),
      held: tally(held.map(({ SR, SEG }) => `${SR.length} SR, ${SEG.length} SEG`)),
      status: (JSON.parse(stdout) as QueueStatus).studies,
      killed: { study: victim.study, doneByAnother },
      metrics: {
        queued: sum(scrapes, 'deepspine_arrivals_total', 'outcome="queued"'),
        stored: studiesWith('stored'),
        alreadyThere: studiesWith('already-there'),
        retried: studiesWith('retried'),
        failed: studiesWith('failed'),
        writes: sum(scrapes, 'deepspine_archive_operations_total', 'action="write"'),
        unreachable: sum(
          scrapes,
          'deepspine_archive_operations_total',
          'outcome="archive-unreachable"'
        ),
        timed: Object.fromEntries(STAGES.map(stage => [stage, timed(stage)])),
        secondsAStudy:
          sum(scrapes, 'deepspine_study_seconds_sum') /
          sum(scrapes, 'deepspine_study_seconds_count'),
        queueDone: sum([shown.get(watcher)!], 'deepspine_queue_studies', 'state="done"'),
        models: sum([shown.get(watcher)!], 'deepspine_model_info'),
      },
      health: { whileAway, after },
      audit: {
        lines: lines.length,
        who: [...new Set(lines.map(({ who }) => who ?? ''))].sort(),
        writes: writes.filter(({ outcome }) => outcome === 'done').length,
        unaccounted: [
          ...inArchive.filter(uid => !written.has(uid)),
          ...[...written].filter(uid => !inArchive.includes(uid)),
        ],
        readsOfImages: lines.filter(
          ({ action, what, outcome }) =>
            action === 'read' && what === 'instances' && outcome === 'done'
        ).length,
        unreachable: lines.filter(({ outcome }) => outcome === 'archive-unreachable').length,
      },
      logged: tally(linesOf(logs).map(({ event }) => event ?? '')),
      leaked: texts.filter(text => text.includes('unattended patient')),
    };
  } finally {
    over = true;
    await collecting;
    services.forEach(({ process }) => process.kill('SIGKILL'));
    await Promise.all(services.map(({ process }) => process.ended));
    await queue.close();
    await redis.stop();
    await orthanc.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function collect(services: readonly Service[], shown: Map<Service, Scrape>): Promise<void> {
  for (const service of services.filter(({ process }) => process.code === undefined)) {
    const found = await scrape(service.port);
    if (found) {
      shown.set(service, found);
    }
  }
}

async function untilHealth({ port, process }: Service, wanted: number): Promise<number> {
  const asked = async () => {
    if (process.code !== undefined) {
      throw new Error(`The watcher ended with ${process.code}: ${process.stderr}`);
    }
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).status;
  };
  return until(asked, status => status === wanted, `the watcher's health is ${wanted}`, PATIENCE);
}

/** @throws SyntaxError where a line is no JSON */
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line);

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  values.forEach(value => (counts[value] = (counts[value] ?? 0) + 1));
  return counts;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      every: { type: 'string', default: '60' },
      out: { type: 'string' },
    },
  });
  const every = Number(values.every);
  const studies = Math.round((Number(values.minutes) * 60) / every);
  const figures = await unattended({ studies, every, look: 10 }, text => console.error(text));
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  console.log(text);
  if (values.out) {
    writeFileSync(values.out, text);
  }
}

if (require.main === module) {
  void main();
}
