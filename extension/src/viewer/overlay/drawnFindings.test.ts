import type { Finding } from '../../findings';
import { DrawnFindings, isDrawn } from './drawnFindings';
import { changed } from '../study/edits';
import { FindingMeasurements } from './measurements';
import { INITIAL_STATE, type SessionState } from '../study/state';
import { Store } from '../host/store';
import { bulge, finding, gradedStudy, PLACEMENT } from '../testing/testing';
import { TestingViewer } from '../testing/testingViewer';

const ABNORMAL = bulge('L3-L4');
const NORMAL = bulge('L4-L5', { grade: 'absent' });
const UNSURE = bulge('L5-S1', { grade: 'absent', unsure: true });
const STENOSIS = finding('L4-L5', 'SCS', { grade: 'severe' });
const FINDINGS = [ABNORMAL, NORMAL, UNSURE, STENOSIS];

const labeled = (uids: readonly Finding[], viewer: TestingViewer) =>
  uids.map(({ uid }) => viewer.measurements.get(uid)!.label!).sort();

function open(change: Partial<SessionState> = {}) {
  const viewer = new TestingViewer();
  const heard: string[] = [];
  const measurements = new FindingMeasurements(viewer.runtime, {
    onDeleted: () => heard.push('deleted'),
    onRestored: () => heard.push('restored'),
    onBatch: () => {},
    onLabeled: () => heard.push('labeled'),
    onMoved: () => heard.push('moved'),
  });
  const store = new Store<SessionState>({ ...INITIAL_STATE, ...change });
  const drawn = new DrawnFindings(viewer.runtime, store, measurements.quietly);
  store.set({ study: gradedStudy(FINDINGS) });
  measurements.show(FINDINGS, PLACEMENT);
  const isShown = (...wanted: Finding[]) => expect(viewer.drawn()).toEqual(labeled(wanted, viewer));
  return { viewer, store, measurements, drawn, heard, isShown };
}

it('draws what is abnormal or unsure, and keeps every measurement', () => {
  const { viewer, isShown, heard } = open();
  isShown(ABNORMAL, UNSURE, STENOSIS);
  expect(viewer.measurements.size).toBe(4);
  expect(heard).toEqual([]);
});

it('draws the chosen finding', () => {
  const { store, isShown } = open();
  store.set({ selected: { level: 'L4-L5', condition: 'DB' } });
  isShown(...FINDINGS);
  store.set({ selected: { level: 'L3-L4', condition: 'SCS' } });
  isShown(ABNORMAL, UNSURE, STENOSIS);
});

it('draws everything where the person, or else the site, wants that', () => {
  const { store, isShown } = open();
  store.set({ annotate: 'all' });
  isShown(...FINDINGS);
  store.set({ configuration: { ...INITIAL_STATE.configuration, annotate: 'all' }, annotate: null });
  isShown(...FINDINGS);
  store.set({ annotate: 'abnormal' });
  isShown(ABNORMAL, UNSURE, STENOSIS);
});

it('draws nothing of conditions that the panel does not show', () => {
  const configuration = { ...INITIAL_STATE.configuration, conditions: ['DB'] as const };
  open({ configuration, annotate: 'all' }).isShown(ABNORMAL, NORMAL, UNSURE);
});

it('leaves a measurement alone that a person showed or hid, until the wish changes', () => {
  const { viewer, store, isShown } = open();
  viewer.runtime.services.measurementService.toggleVisibilityMeasurement(STENOSIS.uid, false);
  store.set({ notice: null });
  isShown(ABNORMAL, UNSURE);
  store.set({ annotate: 'all' });
  isShown(ABNORMAL, NORMAL, UNSURE);
});

it('draws the same after undo and redo', () => {
  const { viewer, isShown } = open();
  viewer.undo();
  expect(viewer.drawn()).toEqual([]);
  viewer.redo();
  isShown(ABNORMAL, UNSURE, STENOSIS);
});

it('has the viewer write nothing beside the circles', () => {
  expect([...open().viewer.silent].sort()).toEqual(FINDINGS.map(({ uid }) => uid).sort());
});

it('listens no more once the mode is left', () => {
  const { store, drawn, isShown } = open();
  drawn.dispose();
  store.set({ annotate: 'all' });
  isShown(ABNORMAL, UNSURE, STENOSIS);
});

it('draws a normal finding that a person graded, but not one that a person only accepted', () => {
  expect(isDrawn(changed(NORMAL, 'absent', undefined), 'abnormal', null)).toBe(true);
  expect(isDrawn({ ...NORMAL, status: 'accepted' }, 'abnormal', null)).toBe(false);
  expect(isDrawn({ ...UNSURE, status: 'accepted' }, 'abnormal', null)).toBe(false);
});
