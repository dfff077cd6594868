/** The dozen of the matrix that every test run does; the others are done by `npm run test:matrix`. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { CASES } from './cases';

jest.setTimeout(20 * 60_000);

const ROOT = path.resolve(__dirname, '../..');
const CI_CASES = CASES.filter(({ inCi }) => inCi).map(({ name }) => name);

describe('studies of one patient, however they are stored', () => {
  let results: Map<string, string[]>;
  beforeAll(() => {
    // A program of its own, since jest's realm makes tight loops many times slower.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'test/matrix/run.ts', '--ci'],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }
    );
    if (!stdout) {
      throw new Error(stderr);
    }
    const list = JSON.parse(stdout) as { name: string; complaints: string[] }[];
    results = new Map(list.map(({ name, complaints }) => [name, complaints]));
  });

  test.each(CI_CASES)('%s: the same discs, or the right refusal', name => {
    expect(results.get(name)).toEqual([]);
  });

  test('no case of the matrix has the name of another', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});
