import type { DisplaySet, Runtime } from '../host/ohif';
import { Store } from '../host/store';
import { INITIAL_STATE, NOTHING_KNOWN, type SessionState } from '../study/state';
import { Following } from './following';

const SETS = ['a', 'b'].map((study): DisplaySet => ({
  displaySetInstanceUID: `set of ${study}`,
  StudyInstanceUID: study,
  SeriesInstanceUID: `series of ${study}`,
  Modality: 'MR',
  instances: [],
}));

/** Two studies by one address; the test says whose images are in the active viewport. */
function opened(before: Partial<SessionState> = {}) {
  let shown = 'a';
  const listeners: (() => void)[] = [];
  const runtime = {
    services: {
      displaySetService: {
        getActiveDisplaySets: () => SETS,
        getDisplaySetByUID: (uid: string) => SETS.find(s => s.displaySetInstanceUID === uid),
      },
      viewportGridService: {
        EVENTS: { ACTIVE_VIEWPORT_ID_CHANGED: 'active', GRID_STATE_CHANGED: 'grid' },
        subscribe: (_event: string, listener: () => void) => {
          listeners.push(listener);
          return { unsubscribe: () => undefined };
        },
        getState: () => ({
          activeViewportId: 'v',
          viewports: new Map([
            ['v', { viewportId: 'v', displaySetInstanceUIDs: [`set of ${shown}`] }],
          ]),
        }),
      },
    },
  } as unknown as Runtime;
  const store = new Store<SessionState>({ ...INITIAL_STATE, ...before });
  const events: string[] = [];
  const following = new Following(runtime, store, {
    compared: () => null,
    left: () => events.push('left'),
    arrived: uid => events.push(`arrived at ${uid}`),
  });
  const show = (study: string) => {
    shown = study;
    listeners.forEach(listener => listener());
  };
  show('a');
  return { store, events, following, show };
}

/** Only whose it is matters. */
const findingsOf = (studyInstanceUID: string) =>
  ({ studyInstanceUID }) as unknown as NonNullable<SessionState['study']>;

it('what is known of one study waits aside while another one is shown', () => {
  const { store, events, following, show } = opened();
  store.set({ study: findingsOf('a'), reportProblem: { key: 'problem' } });
  show('b');
  expect(following.studyInstanceUID).toBe('b');
  expect(store.get()).toMatchObject(NOTHING_KNOWN);
  store.set({ study: findingsOf('b') });
  show('a');
  expect(store.get().study?.studyInstanceUID).toBe('a');
  expect(store.get().reportProblem).toEqual({ key: 'problem' });
  expect(events).toEqual(['arrived at a', 'left', 'arrived at b', 'left', 'arrived at a']);
});

it.each([
  ['an analysis', { phase: { kind: 'loading-images', loaded: 1, total: 2 } }],
  ['a save', { save: { kind: 'saving' } }],
] as const)('%s of one study ends before the panel turns to another', (_, busy) => {
  const { store, following, show } = opened();
  store.set({ study: findingsOf('a'), ...(busy as Partial<SessionState>) });
  show('b');
  expect(following.studyInstanceUID).toBe('a');
  expect(store.get()).toMatchObject({ elsewhere: true, study: { studyInstanceUID: 'a' } });
  store.set({ phase: { kind: 'idle' }, save: { kind: 'unsaved' } });
  expect(following.studyInstanceUID).toBe('b');
  expect(store.get()).toMatchObject({ elsewhere: false, study: null });
});

it('an analysis that was asked for before the first study was there goes on', () => {
  const phase = { kind: 'loading-images', loaded: 0, total: 0 } as const;
  const { store, following, show } = opened({ phase });
  expect(following.studyInstanceUID).toBe('a');
  expect(store.get().phase).toEqual(phase);
  store.set({ phase: { kind: 'cancelled' } });
  show('b');
  expect(store.get().phase).toEqual({ kind: 'idle' });
});
