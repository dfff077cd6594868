/** @jest-environment jsdom */
import type { Explanation } from '../../analysis/grade/occlusion';
import { Store } from '../host/store';
import { INITIAL_STATE, type Cell, type SessionState } from '../study/state';
import { bulge, gradedStudy } from '../testing/testing';
import { ExplanationController } from './explanationController';

const cellOf = (level: Cell['level']): Cell => ({ level, condition: 'DB' });
const [FIRST, SECOND, THIRD] = [cellOf('L3-L4'), cellOf('L4-L5'), cellOf('L5-S1')] as const;
const HOURS = 1e7;

/** Explanations that end when the test has them end. */
function open(change: Partial<SessionState> = {}) {
  const study = gradedStudy([bulge('L3-L4'), bulge('L4-L5'), bulge('L5-S1')]);
  const store = new Store<SessionState>({
    ...INITIAL_STATE,
    study,
    save: { kind: 'unsaved' },
    ...change,
  });
  const begun: string[] = [];
  const doubted: string[] = [];
  const client = { pause: jest.fn(), resume: jest.fn() };
  let end: (atFinding: boolean) => void = () => {};
  const explaining = new ExplanationController(
    store,
    () => client,
    ({ level }, { signal }) => {
      begun.push(level);
      return new Promise((resolve, reject) => {
        end = atFinding => resolve({ atFinding } as Explanation);
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    ({ level }) => void doubted.push(level)
  );
  const settle = async () => {
    for (let turns = 0; turns < 10; turns++) {
      await Promise.resolve();
    }
  };
  const finish = async (atFinding = true) => {
    end(atFinding);
    await settle();
  };
  const shown = () => store.get().explanation;
  return { store, explaining, begun, doubted, client, settle, finish, shown };
}

it('explains ahead one after the other, and shows nothing that nobody asked for', async () => {
  const { store, explaining, begun, finish, shown } = open();
  void explaining.ahead([FIRST, SECOND], HOURS);
  await finish();
  expect(begun).toEqual(['L3-L4', 'L4-L5']);
  expect(shown()).toBeNull();
  explaining.turnTo(FIRST);
  store.set({ selected: FIRST });
  expect(shown()?.kind).toBe('known');
  await explaining.explain(FIRST);
  expect(shown()?.kind).toBe('ready');
  expect(begun).toHaveLength(2);
});

it('takes what a person asks for first, and comes back to what it was at', async () => {
  const { explaining, begun, settle, finish, shown } = open();
  void explaining.ahead([FIRST, SECOND], HOURS);
  void explaining.explain(THIRD);
  await settle();
  expect(begun).toEqual(['L3-L4', 'L5-S1']);
  expect(shown()).toMatchObject({ kind: 'running', cell: THIRD });
  await finish();
  expect(shown()).toMatchObject({ kind: 'ready', cell: THIRD });
  expect(begun).toEqual(['L3-L4', 'L5-S1', 'L3-L4']);
});

it('goes on with what it is at where a person asks for that, and waits for nobody any more', async () => {
  const { explaining, begun, client, finish, shown } = open();
  void explaining.ahead([FIRST], HOURS);
  window.dispatchEvent(new Event('wheel'));
  expect(client.pause).toHaveBeenCalledTimes(1);
  void explaining.explain(FIRST);
  expect(client.resume).toHaveBeenCalled();
  window.dispatchEvent(new Event('wheel'));
  expect(client.pause).toHaveBeenCalledTimes(1);
  await finish();
  expect(begun).toEqual(['L3-L4']);
  expect(shown()?.kind).toBe('ready');
});

it('has what is selected next', async () => {
  const { explaining, begun, finish } = open();
  void explaining.ahead([FIRST, SECOND, THIRD], HOURS);
  explaining.turnTo(THIRD);
  await finish();
  expect(begun).toEqual(['L3-L4', 'L5-S1']);
});

it('begins no further one once the time is used up, but for a person', async () => {
  const { explaining, begun, finish } = open();
  void explaining.ahead([FIRST, SECOND], 1e-9);
  await finish();
  expect(begun).toEqual(['L3-L4']);
  void explaining.explain(SECOND);
  expect(begun).toEqual(['L3-L4', 'L4-L5']);
});

it('doubts what does not come from its place, unless that is in the archive already', async () => {
  const unsaved = open();
  void unsaved.explaining.ahead([FIRST], HOURS);
  await unsaved.finish(false);
  expect(unsaved.doubted).toEqual(['L3-L4']);

  const saved = open({ save: { kind: 'saved' } });
  void saved.explaining.ahead([FIRST], HOURS);
  await saved.finish(false);
  expect(saved.doubted).toEqual([]);
  await saved.explaining.explain(FIRST);
  expect(saved.doubted).toEqual(['L3-L4']);
});

it('ends with the analysis or the study that it is of', async () => {
  const { explaining, begun, settle, shown } = open();
  void explaining.ahead([FIRST, SECOND], HOURS);
  explaining.stop();
  await settle();
  expect(begun).toEqual(['L3-L4']);
  expect(shown()).toBeNull();
});
