import type { Cell } from '../viewer/study/state';
import { bulge, finding, gradedStudy } from '../viewer/testing/testing';
import { cellAfter, decideByKey } from './gridKeys';
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

describe('keys that decide', () => {
  const study = gradedStudy([bulge('L4-L5'), finding('L4-L5', 'SCS')]);
  const pressed = (key: string, at: Cell): string[] => {
    const calls: string[] = [];
    const said =
      (name: string) =>
      (...values: unknown[]) =>
        void calls.push([name, ...values.slice(1).map(String)].join(' '));
    const decisions = {
      accept: said('accept'),
      reject: said('reject'),
      change: said('change'),
      acceptAll: (level?: string) => void calls.push(`accept all ${level}`),
    };
    const known = decideByKey(key, at, study, { decisions } as never);
    return known ? calls : ['unknown'];
  };

  it.each([
    ['a', 'DB', ['accept']],
    ['A', 'DB', ['accept all L4-L5']],
    ['r', 'DB', ['reject']],
    ['1', 'DB', ['change absent']],
    ['2', 'DB', ['change present']],
    ['3', 'DB', ['unknown']],
    ['4', 'SCS', ['change severe']],
    ['a', 'SCS', ['unknown']],
    ['q', 'DB', ['unknown']],
  ] as const)('%s on %s', (key, condition, calls) => {
    expect(pressed(key, cell('L4-L5', condition))).toEqual(calls);
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
