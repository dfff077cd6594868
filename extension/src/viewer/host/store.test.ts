import { INITIAL_STATE, runFraction, type Phase } from '../study/state';
import { Store } from './store';

describe('the store', () => {
  it('tells its listeners of every change until they leave', () => {
    const store = new Store({ a: 1, b: 2 });
    const seen: number[] = [];
    const leave = store.subscribe(() => seen.push(store.get().a));
    store.set({ a: 5 });
    store.set({ b: 3 });
    leave();
    store.set({ a: 7 });
    expect(seen).toEqual([5, 5]);
    expect(store.get()).toEqual({ a: 7, b: 3 });
    store.reset();
    expect(store.get()).toEqual({ a: 1, b: 2 });
  });

  it('lets a listener leave while it is called', () => {
    const store = new Store({ a: 1 });
    const calls: string[] = [];
    const leave = store.subscribe(() => {
      calls.push('first');
      leave();
    });
    store.subscribe(() => calls.push('second'));
    store.set({ a: 2 });
    expect(calls).toEqual(['first', 'second']);
  });
});

it('moves the bar forward through all phases of a run', () => {
  const phases: Phase[] = [
    { kind: 'loading-images', loaded: 0, total: 20 },
    { kind: 'loading-images', loaded: 20, total: 20 },
    { kind: 'loading-model', loadedBytes: 0, totalBytes: 10 },
    { kind: 'loading-model', loadedBytes: 10, totalBytes: 10 },
    { kind: 'analyzing', stage: 'segment', fraction: 0 },
    { kind: 'analyzing', stage: 'grade', fraction: 0.9 },
    { kind: 'analyzing', stage: 'measure', fraction: 1 },
  ];
  const fractions = phases.map(runFraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a! - b!));
  expect(fractions[0]).toBe(0);
  expect(fractions.at(-1)).toBe(1);
  expect(runFraction(INITIAL_STATE.phase)).toBeNull();
});
