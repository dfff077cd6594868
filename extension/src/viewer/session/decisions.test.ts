import { DEFAULT_CONFIGURATION } from '../host/configuration';
import { Decisions } from './decisions';
import type { FindingsOnImages } from '../overlay/findingsOnImages';
import { FindingMeasurements } from '../overlay/measurements';
import { allFindings, INITIAL_STATE, type SessionState } from '../study/state';
import { Store } from '../host/store';
import {
  bulge,
  finding,
  gradedStudy,
  MODEL,
  pfirrmann,
  PLACEMENT,
  withGradings,
} from '../testing/testing';
import { TestingViewer } from '../testing/testingViewer';

const severe = finding('L4-L5', 'SCS', {
  grade: 'severe',
  modelGrade: { grade: 'severe', probabilities: { severe: 0.8 }, model: MODEL },
});

const noBulge = bulge('L4-L5', {
  grade: 'absent',
  modelGrade: { grade: 'absent', probabilities: { absent: 0.9 }, model: MODEL },
});

/** Decisions on a study of four cells, with the viewer's measurements and undo history behind them. */
function open(change: Partial<SessionState> = {}) {
  const study = withGradings(
    gradedStudy([bulge('L3-L4'), noBulge, severe, finding('L4-L5', 'EL')]),
    [pfirrmann('L4-L5')]
  );
  const store = new Store<SessionState>({ ...INITIAL_STATE, study, ...change });
  const viewer = new TestingViewer();
  const measurements = new FindingMeasurements(viewer.runtime, {
    onDeleted: () => {},
    onRestored: () => {},
    onBatch: () => {},
    onLabeled: () => {},
    onMoved: () => {},
  });
  measurements.show(allFindings(study), PLACEMENT);
  const images = {
    decide: measurements.decide.bind(measurements),
    rename: () => {},
  } as unknown as FindingsOnImages;
  let changes = 0;
  const decisions = new Decisions(
    store,
    () => images,
    () => undefined,
    () => changes++
  );
  const cells = () =>
    allFindings(store.get().study).map(f => `${f.level} ${f.condition} ${f.grade} ${f.status}`);
  return { store, viewer, decisions, cells, changes: () => changes };
}

const SUGGESTED = [
  'L3-L4 DB present suggested',
  'L4-L5 DB absent suggested',
  'L4-L5 SCS severe suggested',
  'L4-L5 EL not-graded suggested',
];

describe('accepting', () => {
  it('all takes what is normal and tested on real labels, in one step, and nothing else', () => {
    const { decisions, viewer, cells, changes } = open();
    decisions.acceptAll();
    expect(cells()).toEqual([
      'L3-L4 DB present suggested',
      'L4-L5 DB absent accepted',
      'L4-L5 SCS severe suggested',
      'L4-L5 EL not-graded suggested',
    ]);
    expect(changes()).toBe(1);
    viewer.undo();
    expect(cells()).toEqual(SUGGESTED);
    viewer.redo();
    expect(cells()[1]).toMatch(/accepted$/);
  });

  it('a level leaves the others', () => {
    const { decisions, cells } = open();
    decisions.acceptAll('L3-L4');
    expect(cells()).toEqual(SUGGESTED);
    decisions.acceptAll('L4-L5');
    expect(cells()[1]).toBe('L4-L5 DB absent accepted');
  });

  it('never reaches a condition that the site does not show', () => {
    const configuration = { ...DEFAULT_CONFIGURATION, conditions: ['SCS'] as const };
    const { decisions, cells } = open({ configuration });
    decisions.acceptAll();
    expect(cells()).toEqual(SUGGESTED);
  });
});

describe('a doubt', () => {
  it('makes a suggestion unsure, and leaves what a person decided', () => {
    const { decisions, store, changes } = open();
    const unsure = () => allFindings(store.get().study).map(f => f.unsure === true);
    decisions.doubt({ level: 'L4-L5', condition: 'DB' });
    decisions.doubt({ level: 'L4-L5', condition: 'DB' });
    expect([unsure(), changes()]).toEqual([[false, true, false, false], 1]);
    decisions.accept({ level: 'L4-L5', condition: 'SCS' });
    decisions.doubt({ level: 'L4-L5', condition: 'SCS' });
    expect(unsure()[2]).toBe(false);
  });
});

describe('a decision on a degeneration grading', () => {
  it('is a step of the history as those on findings are, in their order', () => {
    const { decisions, viewer, store, cells, changes } = open();
    const now = () => {
      const grading = store.get().study!.levels[1]!.gradings![0]!;
      return `${grading.grade} ${grading.status}`;
    };
    decisions.decideGrading(pfirrmann('L4-L5'), '2');
    decisions.acceptAll();
    expect([now(), cells()[1]]).toEqual(['2 changed', 'L4-L5 DB absent accepted']);
    viewer.undo();
    expect([now(), cells()]).toEqual(['2 changed', SUGGESTED]);
    viewer.undo();
    expect(now()).toBe('4 suggested');
    viewer.redo();
    expect(now()).toBe('2 changed');
    // Two decisions, two undone, one redone: each is kept in the browser.
    expect(changes()).toBe(5);
    expect(viewer.labels()).toHaveLength(3);
  });
});

describe('renumbering', () => {
  it('moves findings, measurements and the selected cell; undo takes it back', () => {
    const { decisions, viewer, store, cells } = open({
      selected: { level: 'L4-L5', condition: 'SCS' },
    });
    const before = viewer.labels();
    decisions.renumber(1);
    expect(cells()).toEqual([
      'L4-L5 DB present suggested',
      'L5-S1 DB absent suggested',
      'L5-S1 SCS severe suggested',
      'L5-S1 EL not-graded suggested',
    ]);
    expect(viewer.labels().map(label => label.slice(0, 5))).toEqual(['L4-L5', 'L5-S1', 'L5-S1']);
    expect(store.get().selected).toEqual({ level: 'L5-S1', condition: 'SCS' });
    expect(store.get().notice).toEqual({
      key: 'renumbered',
      values: { from: 'L3-L4', to: 'L4-L5' },
    });
    viewer.undo();
    expect(cells()).toEqual(SUGGESTED);
    expect(viewer.labels()).toEqual(before);
    expect(store.get().selected).toEqual({ level: 'L4-L5', condition: 'SCS' });
  });

  it('says which disc has no name any more and takes its measurements along', () => {
    const { decisions, viewer, store, cells } = open();
    decisions.renumber(2);
    expect(cells()).toEqual(['L5-S1 DB present suggested']);
    expect(viewer.labels()).toHaveLength(1);
    expect(store.get().notice?.values).toMatchObject({ outside: 'S1-S2' });
    viewer.undo();
    expect(cells()).toEqual(SUGGESTED);
    expect(viewer.labels()).toHaveLength(3);
  });
});
