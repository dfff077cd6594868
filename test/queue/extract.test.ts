import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../until';
import { CommandProcess, deepspine } from './command';
import { SmallStudies } from './smallStudies';

/** `deepspine extract` over several studies: killed and gone on with, and shared between machines. */

jest.setTimeout(1_800_000);

const STUDIES = 3;
let folder: string;
let archive: string;
const at = (...names: string[]) => path.join(folder, ...names);
const extract = (out: string, ...more: string[]) => [
  ...['extract', archive, '--out', at(out), '--threads', '1', ...more],
];

/** Everything that a run has written, by name. */
const written = (name: string) =>
  Object.fromEntries(
    readdirSync(at(name))
      .sort()
      .map(file => [file, readFileSync(at(name, file)).toString('base64')])
  );

const rowsOf = (name: string) => readFileSync(at(name, 'index.csv'), 'utf8').split('\n').sort();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-extract-'));
  archive = at('archive');
  const studies = await SmallStudies.load();
  for (let i = 0; i < STUDIES; i++) {
    mkdirSync(at('archive', String(i)), { recursive: true });
    const { files } = studies.study(`extract ${i}`);
    files.forEach((file, k) => writeFileSync(at('archive', String(i), `${k}.dcm`), file));
  }
  const whole = await deepspine(...extract('whole', '--json'));
  expect(JSON.parse(whole.stdout)).toMatchObject({
    studies: STUDIES,
    alreadyDone: 0,
    failures: [],
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('goes on where it was killed, and ends with the same files', async () => {
  const first = new CommandProcess(extract('killed'));
  const journal = at('killed', '.index.journal');
  const lines = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []);
  await until(lines, ({ length }) => length >= 3, 'its journal has lines', { betweenMs: 20 });
  first.kill('SIGKILL');
  expect(await first.ended).toBeNull();
  expect(existsSync(at('killed', 'index.csv'))).toBe(false);
  // What it may have been writing at that moment.
  appendFileSync(journal, '{"study":"cut o');
  appendFileSync(at('killed', 'index.csv.part'), '1.2.3,L4-L5,cut o');
  const { code, stdout } = await deepspine(...extract('killed', '--json'));
  expect(code).toBe(0);
  const { studies, alreadyDone } = JSON.parse(stdout) as Record<string, number>;
  expect(studies).toBe(STUDIES);
  expect(alreadyDone).toBeGreaterThan(0);
  expect(written('killed')).toEqual(written('whole'));
});

it('shared between two machines gives the same discs and one index', async () => {
  for (const shard of ['1/2', '2/2']) {
    expect((await deepspine(...extract('shared', '--shard', shard))).code).toBe(0);
  }
  expect(rowsOf('shared')).toEqual(rowsOf('whole'));
  const volumes = (name: string) =>
    Object.entries(written(name)).filter(([file]) => file.endsWith('.f32'));
  expect(volumes('shared')).toEqual(volumes('whole'));
});
