import { Store } from '../host/store';
import { findingAt, INITIAL_STATE, type Cell, type SessionState } from '../study/state';
import { withFindings } from '../study/edits';
import { bulge, finding, gradedStudy, MODEL } from '../testing/testing';
import { Review } from './review';

const severe = finding('L4-L5', 'SCS', {
  grade: 'severe',
  modelGrade: { grade: 'severe', probabilities: { severe: 0.8 }, model: MODEL },
});
const FIRST: Cell = { level: 'L3-L4', condition: 'DB' };
const SECOND: Cell = { level: 'L4-L5', condition: 'SCS' };
const UNGRADED: Cell = { level: 'L4-L5', condition: 'EL' };

/** A review of two findings to look at, and one that nobody graded. */
function open(change: Partial<SessionState> = {}) {
  const study = gradedStudy([bulge('L3-L4'), severe, finding('L4-L5', 'EL')]);
  const store = new Store<SessionState>({ ...INITIAL_STATE, study, ...change });
  const set = (cell: Cell, status: 'accepted' | 'rejected' | 'changed') => {
    const now = store.get().study!;
    store.set({ study: withFindings(now, [{ ...findingAt(now, cell)!, status }]) });
  };
  const decisions = {
    accept: (cell: Cell) => set(cell, 'accepted'),
    reject: (cell: Cell) => set(cell, 'rejected'),
    change: (cell: Cell) => set(cell, 'changed'),
    acceptAll: () => {},
  };
  const review = new Review(store, decisions, selected => store.set({ selected }));
  return { store, review, status: (cell: Cell) => findingAt(store.get().study, cell)!.status };
}

describe('a review', () => {
  it('steps from what needs a look to the next, and back', () => {
    const { store, review } = open();
    review.step(1);
    expect(store.get().selected).toEqual(FIRST);
    review.step(1);
    expect(store.get().selected).toEqual(SECOND);
    review.step(-1);
    expect(store.get().selected).toEqual(FIRST);
  });

  it('goes on after a decision, and stays at the last', () => {
    const { store, review, status } = open({ selected: FIRST });
    review.accept();
    expect([status(FIRST), store.get().selected]).toEqual(['accepted', SECOND]);
    review.grade(1);
    expect([status(SECOND), store.get().selected]).toEqual(['changed', SECOND]);
  });

  it('stays where the site wants that, and at a decision that is changed', () => {
    const configuration = { ...INITIAL_STATE.configuration, advance: false };
    const still = open({ selected: FIRST, configuration });
    still.review.reject();
    expect([still.status(FIRST), still.store.get().selected]).toEqual(['rejected', FIRST]);

    const { store, review } = open({ selected: SECOND });
    review.reject(SECOND);
    expect(store.get().selected).toEqual(FIRST);
    store.set({ selected: SECOND });
    review.accept();
    expect(store.get().selected).toEqual(SECOND);
  });

  it('decides on nothing that nobody graded, is not chosen, or has no such grade', () => {
    const { review, status, store } = open({ selected: UNGRADED });
    review.accept();
    review.reject();
    store.set({ selected: FIRST });
    review.grade(3);
    store.set({ selected: null });
    review.accept();
    expect([status(UNGRADED), status(FIRST), status(SECOND)]).toEqual([
      'suggested',
      'suggested',
      'suggested',
    ]);
  });
});
