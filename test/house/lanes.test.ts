import path from 'node:path';
import { runInLanes } from '../e2e/lanes';

const SCRIPT = path.join(__dirname, 'laneScript.mjs');

/** The problems of each case, in the order in which it was told of. */
async function ran(cases: readonly { name: string; alone?: boolean }[], script = SCRIPT) {
  const told: [name: string, problems: readonly string[]][] = [];
  await runInLanes(cases, 2, (name, { problems }) => told.push([name, problems]), script);
  return told;
}

const named = (...names: string[]) => names.map(name => ({ name }));

it('tells once how every case ended', async () => {
  const told = await ran(named('a', 'who b', 'c', 'd'));
  expect(told).toHaveLength(4);
  expect(Object.fromEntries(told)).toEqual({
    ...{ a: [], c: [], d: [] },
    'who b': [expect.stringContaining('process')],
  });
});

it('a process that ends in the middle costs its case, and another one goes on', async () => {
  const told = await ran(named('crash', 'a', 'crash too', 'b', 'c'));
  expect(told).toHaveLength(5);
  const ended = ['Its process ended with 3.'];
  expect(Object.fromEntries(told)).toEqual({
    ...{ crash: ended, 'crash too': ended },
    ...{ a: [], b: [], c: [] },
  });
});

it('processes that do not even begin fail every case, and are not tried forever', async () => {
  const told = await ran(named('a', 'b', 'c'), path.join(__dirname, 'absent.mjs'));
  const ended = ['Its process ended with 1.'];
  expect(Object.fromEntries(told)).toEqual({ a: ended, b: ended, c: ended });
});

it('what wants to be alone comes last, in one process', async () => {
  const alone = named('who x', 'who y').map(one => ({ ...one, alone: true }));
  const told = await ran([...alone, ...named('who a', 'who b')]);
  expect(told.slice(2).map(([name]) => name)).toEqual(['who x', 'who y']);
  const [, , [, x], [, y]] = told as [unknown, unknown, (typeof told)[0], (typeof told)[0]];
  expect(x).toEqual(y);
  expect(told.slice(0, 2).map(([, by]) => by)).not.toContainEqual(x);
});

it('a process that does not end well after its last case is told of when all the others have had theirs', async () => {
  const told: string[] = [];
  const cases = [
    ...named('a', 'bad end', 'b'),
    ...named('alone').map(one => ({ ...one, alone: true })),
  ];
  const running = runInLanes(
    cases,
    2,
    (name, { problems }) => told.push(name, ...problems),
    SCRIPT
  );
  await expect(running).rejects.toThrow('ended with 4');
  expect([...told].sort()).toEqual(['a', 'alone', 'b', 'bad end']);
});
