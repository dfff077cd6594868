import { changed, rejected } from '../study/edits';
import { FindingMeasurements } from './measurements';
import { bulge, finding, PLACEMENT } from '../testing/testing';
import { TestingViewer } from '../testing/testingViewer';

function open() {
  const viewer = new TestingViewer();
  const events: string[] = [];
  const measurements = new FindingMeasurements(viewer.runtime, {
    onDeleted: uids => events.push(`deleted ${uids.join()}`),
    onRestored: uid => events.push(`restored ${uid}`),
    onBatch: shown => events.push(shown ? 'shown' : 'hidden'),
    onLabeled: (uid, label) => events.push(`labeled ${uid} ${label}`),
    onMoved: (uid, point) => events.push(`moved ${uid} ${point.join()}`),
  });
  return { viewer, events, measurements };
}

const L3 = bulge('L3-L4');
const L4 = bulge('L4-L5', { grade: 'absent' });
const LABELS = ['L3-L4 disc bulge: present (0.87)', 'L4-L5 disc bulge: absent (0.13)'];

it('shows graded findings only', () => {
  const { viewer, measurements } = open();
  measurements.show([L3, L4, finding('L4-L5', 'SCS'), rejected(bulge('L5-S1'))], PLACEMENT);
  expect(viewer.labels()).toEqual(LABELS);
});

it('comes and goes as one step of the history, which is no decision of a person', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  viewer.undo();
  expect(viewer.labels()).toEqual([]);
  viewer.redo();
  expect(viewer.labels()).toEqual(LABELS);
  viewer.undo();
  expect(viewer.labels()).toEqual([]);
  expect(events).toEqual(['hidden', 'shown', 'hidden']);
});

it('tells of what a person deletes, and of the undo', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  viewer.remove(L3.uid);
  viewer.remove('a measurement of somebody else');
  viewer.undo();
  expect(events).toEqual([`deleted ${L3.uid}`, `restored ${L3.uid}`, 'shown']);
});

it('undoes and redoes a decision', () => {
  const { viewer, measurements, events } = open();
  const held: string[] = [];
  measurements.show([L3, L4], PLACEMENT);
  const none = finding('L4-L5', 'SCS');
  const severe = changed(none, 'severe');
  measurements.decide([none], [severe], undone => held.push(`canal ${undone}`));
  measurements.decide([L3], [rejected(L3)], undone => held.push(`bulge ${undone}`));
  expect(viewer.labels()).toEqual([LABELS[1], 'L4-L5 spinal canal stenosis: severe (reader)']);
  viewer.undo();
  viewer.undo();
  expect(viewer.labels()).toEqual(LABELS);
  viewer.redo();
  expect(viewer.labels()).toEqual([...LABELS, 'L4-L5 spinal canal stenosis: severe (reader)']);
  expect(held).toEqual(['bulge true', 'canal true', 'canal false']);
  expect(events).toEqual([]);
});

it('undoes many decisions in one step, also where findings leave', () => {
  const { viewer, measurements } = open();
  measurements.show([L3, L4], PLACEMENT);
  const moved = { ...L3, level: 'L4-L5' } as const;
  measurements.decide([L3, L4], [moved], () => {});
  expect(viewer.labels()).toEqual([LABELS[0]!.replace('L3-L4', 'L4-L5')]);
  viewer.undo();
  expect(viewer.labels()).toEqual(LABELS);
  viewer.redo();
  expect(viewer.labels()).toHaveLength(1);
});

it('replaces one batch by another in one step; undo revives no finding that is gone', () => {
  const { viewer, measurements } = open();
  measurements.show([L3, L4], PLACEMENT);
  const fresh = bulge('L3-L4', { uid: '2.25.99' });
  measurements.show([fresh], PLACEMENT);
  expect(viewer.labels()).toEqual([LABELS[0]]);
  viewer.undo();
  expect(viewer.labels()).toEqual([]);
  viewer.redo();
  expect([...viewer.measurements.keys()]).toEqual(['2.25.99']);
});

it('leaves nothing behind when it is cleared, whatever is undone afterwards', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  measurements.decide([L3], [rejected(L3)], () => events.push('settled'));
  measurements.hide();
  expect(viewer.labels()).toEqual([]);
  viewer.undo();
  viewer.undo();
  viewer.redo();
  viewer.redo();
  expect(viewer.labels()).toEqual([]);
  expect(events).toEqual([]);
});

it('takes the clearing of all for no judgment on any, and knows when they are back', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  viewer.clear();
  expect(viewer.labels()).toEqual([]);
  viewer.undo();
  expect(viewer.labels()).toEqual(LABELS);
  expect(events[0]).toBe('hidden');
  expect(events.at(-1)).toBe('shown');
  expect(events.filter(event => event.startsWith('deleted'))).toEqual([]);
});

it('takes the removal of some at once for their deletion', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  viewer.clear([L3.uid]);
  expect(events).toEqual([`deleted ${L3.uid}`]);
});

it('tells of another label, but not of its own', () => {
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  viewer.label(L3.uid, 'broad-based');
  const remarked = { ...L3, remark: 'broad-based' };
  measurements.decide([L3], [remarked], () => events.push('settled'));
  expect(viewer.labels()).toEqual([`${LABELS[0]} – broad-based`, LABELS[1]]);
  viewer.undo();
  expect(viewer.labels()).toEqual(LABELS);
  expect(events).toEqual([`labeled ${L3.uid} broad-based`, 'settled']);
});

it('tells where a dragged measurement came to rest, by as much as it moved', () => {
  jest.useFakeTimers();
  const { viewer, measurements, events } = open();
  measurements.show([L3, L4], PLACEMENT);
  const [x, y, z] = [...(viewer.measurements.get(L3.uid)?.points?.[0] as number[])];
  viewer.drag(L3.uid, [x!, y! + 1, z!]);
  viewer.drag(L3.uid, [x!, y! + 4, z! - 2]);
  expect(events).toEqual([]);
  jest.runAllTimers();
  const [px, py, pz] = L3.point;
  expect(events).toEqual([`moved ${L3.uid} ${px},${py + 4},${pz - 2}`]);
  viewer.drag(L3.uid, [x!, y!, z!]);
  jest.runAllTimers();
  expect(events.at(-1)).toBe(`moved ${L3.uid} ${L3.point.join()}`);
  viewer.drag(L3.uid, [x!, y!, z!]);
  jest.runAllTimers();
  expect(events).toHaveLength(2);
  jest.useRealTimers();
});
