import type { Cell } from '../viewer/study/state';
import { cellAfter, reviewByKey } from './gridKeys';
import { secondsLeft } from './secondsLeft';

const LEVELS = ['L3-L4', 'L4-L5'] as const;
const SHOWN = ['SCS', 'DB'] as const;
const cell = (level: Cell['level'], condition: Cell['condition']): Cell => ({ level, condition });

describe('arrow keys', () => {
  it('move within what is shown', () => {
    const after = (key: string, from: Cell) => cellAfter(key, from, LEVELS, SHOWN);
    expect(after('ArrowDown', cell('L3-L4', 'SCS'))).toEqual(cell('L3-L4', 'DB'));
    expect(after('ArrowDown', cell('L3-L4', 'DB'))).toEqual(cell('L3-L4', 'DB'));
    expect(after('ArrowRight', cell('L3-L4', 'DB'))).toEqual(cell('L4-L5', 'DB'));
    expect(after('ArrowLeft', cell('L3-L4', 'DB'))).toEqual(cell('L3-L4', 'DB'));
    expect(after('x', cell('L3-L4', 'DB'))).toBeNull();
    expect(cellAfter('ArrowUp', cell('L3-L4', 'DB'), [], SHOWN)).toBeNull();
  });
});

describe('keys that review', () => {
  const pressed = (key: string): string[] => {
    const calls: string[] = [];
    const said =
      (name: string) =>
      (...values: unknown[]) =>
        void calls.push([name, ...values.map(String)].join(' '));
    const review = {
      step: said('step'),
      accept: said('accept'),
      reject: said('reject'),
      grade: said('grade'),
      acceptLevel: said('accept level'),
    };
    return reviewByKey(key, { review } as never) ? calls : ['unknown'];
  };

  it.each([
    ['n', ['step 1']],
    ['p', ['step -1']],
    ['a', ['accept']],
    ['A', ['accept level']],
    ['r', ['reject']],
    ['1', ['grade 0']],
    ['4', ['grade 3']],
    ['5', ['unknown']],
    ['q', ['unknown']],
  ] as const)('%s', (key, calls) => {
    expect(pressed(key)).toEqual(calls);
  });
});

describe('the time left', () => {
  it('goes on as it went so far, in steps of five seconds', () => {
    expect(secondsLeft(10_000, 0.5)).toBe(10);
    expect(secondsLeft(12_000, 0.25)).toBe(40);
    expect(secondsLeft(10_000, 1)).toBe(0);
  });

  it('is not guessed too early', () => {
    expect(secondsLeft(10_000, 0.01)).toBeNull();
    expect(secondsLeft(500, 0.5)).toBeNull();
    expect(secondsLeft(10_000, NaN)).toBeNull();
  });
});
