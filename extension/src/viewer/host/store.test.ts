import { INITIAL_STATE, runFraction } from '../study/state';
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

it('has no fraction where nothing runs, and 0 before anything is known', () => {
  expect(runFraction(INITIAL_STATE.phase)).toBeNull();
  expect(runFraction({ kind: 'loading-images', loaded: 0, total: 0 })).toBe(0);
});
