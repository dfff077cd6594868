import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { QueueStatus } from '../../cli/commands/status';
import { needs } from '../needs';
import { until } from '../until';
import { CommandProcess, deepspine } from './command';
import { holdings } from './holdings';
import { LoopbackArchive } from './loopbackArchive';
import { RedisServer } from './redis';
import { SmallStudies } from './smallStudies';

/** Redis ends without a word while studies wait in it, with and without a file that it writes them to. */

const { it: given } = needs('redis-server');

jest.setTimeout(900_000);
const PATIENCE = { patienceMs: 600_000 };

const ONCE = { SR: [expect.any(String)], SEG: [expect.any(String)] };

let folder: string;
let source: SmallStudies;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-redis-'));
  source = await SmallStudies.load();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const today = (): string => {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
};

for (const persistent of [true, false]) {
  given(
    `nothing is lost or done twice when Redis is killed, ${persistent ? 'which finds its queue in its file' : 'which has no file, and a watcher that looks again'}`,
    async () => {
      const data = path.join(folder, String(persistent));
      let redis = await RedisServer.start(data, { persistent });
      const archive = await LoopbackArchive.start();
      const made = ['first', 'second', 'third'].map(name =>
        source.study(`redis ${name} ${persistent}`, 5, { StudyDate: today() })
      );
      const processes: CommandProcess[] = [];
      const start = (...args: string[]): CommandProcess => {
        const common = ['--dicomweb', archive.root, '--redis', redis.url, '--json'];
        const started = new CommandProcess([...args, ...common]);
        processes.push(started);
        return started;
      };
      const status = async () => {
        const { stdout } = await deepspine('status', '--json', '--redis', redis.url);
        return (JSON.parse(stdout) as QueueStatus).studies;
      };
      const untilDone = async (count: number): Promise<void> => {
        const asked = () => {
          processes.forEach(({ code, stderr }) =>
            expect([code, stderr]).toEqual([undefined, stderr])
          );
          return status();
        };
        await until(asked, ({ done }) => done >= count, `${count} studies are done`, PATIENCE);
      };
      try {
        for (const { files } of made) {
          await archive.store(files);
        }
        const named = made.flatMap(({ uid }) => ['--study', uid]);
        await start('enqueue', ...named).ended;
        processes.length = 0;
        const release = archive.hold();
        const worker = start('work', '--threads', '1', '--silence', '10');
        await archive.asked;
        expect(await status()).toMatchObject({ waiting: 2, running: 1 });

        const { port } = redis;
        await redis.stop('SIGKILL');
        release();
        // The study in hand is finished and stored, though nobody can be told.
        const stored = () => inArchive(archive, made);
        await until(stored, count => count > 0, 'the study in hand is stored', PATIENCE);
        const said = () => worker.lines.join();
        await until(said, lines => lines.includes('redis-away'), 'Redis is missed', PATIENCE);
        redis = await RedisServer.start(data, { port, persistent });
        if (!persistent) {
          start('watch', '--every', '0.5', '--days', '7');
        }
        await untilDone(3);

        for (const { uid } of made) {
          expect([uid, await holdings(archive.root, uid)]).toEqual([uid, ONCE]);
        }
        const outcomes = worker.lines.map(line => (JSON.parse(line) as { event: string }).event);
        expect(outcomes.filter(event => event === 'redis-back')).toHaveLength(1);
        const count = (event: string) => outcomes.filter(one => one === event).length;
        // A queue that has forgotten the study in hand gives it out again, and it is found in the archive. One that knows it
        // is told when it is back, unless it has given the study out by then.
        expect(count('stored') + count('already-there')).toBe(3);
        expect(count('already-there')).toBeGreaterThanOrEqual(persistent ? 0 : 1);
        expect(await status()).toMatchObject({ waiting: 0, running: 0, tryingAgain: 0, failed: 0 });
      } finally {
        processes.forEach(one => one.kill('SIGKILL'));
        await Promise.all(processes.map(({ ended }) => ended));
        await redis.stop();
        await archive.stop();
      }
    }
  );
}

async function inArchive(
  archive: LoopbackArchive,
  studies: readonly { readonly uid: string }[]
): Promise<number> {
  const held = await Promise.all(studies.map(({ uid }) => holdings(archive.root, uid)));
  return held.filter(({ SR }) => SR.length > 0).length;
}
