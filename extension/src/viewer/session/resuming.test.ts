import { uidFrom } from '../../findings';
import { buildStructuredReport, readStructuredReport, type StoredReport } from '../../record';
import { asRead } from '../../record/part10/part10';
import type { DisplaySet, Runtime } from '../host/ohif';
import { Store } from '../host/store';
import type { Drafts } from '../storage/drafts';
import type { StoredReports } from '../storage/storedReports';
import { INITIAL_STATE, type GradedStudy, type SessionState } from '../study/state';
import { analysis, NOW, SAGITTAL_UID, source, STUDY_UID } from '../../../../test/record/phantom';
import { Resuming } from './resuming';

jest.mock('@ohif/core', () => ({ DicomMetadataStore: { getStudy: () => undefined } }), {
  virtual: true,
});

let made = 0;
const stored = readStructuredReport(
  asRead(
    buildStructuredReport(analysis(), source(), {
      now: NOW,
      uid: () => uidFrom('resuming', String(made++)),
    })
  )
);

/** An open mode with a report of the phantom's study that has to be fetched first. */
function opened(loaded: readonly string[]) {
  const followed = { studyInstanceUID: STUDY_UID };
  const fetched = new Set<string>();
  let arrive: () => void = () => undefined;
  const arrival = new Promise<void>(resolve => (arrive = resolve));
  const reports: Pick<StoredReports, 'find' | 'complete'> = {
    find: uid => {
      const own: StoredReport | null = uid === STUDY_UID ? stored : null;
      const whole = own === null || fetched.has(uid);
      return { stored: whole ? own : null, whole, unread: null };
    },
    complete: async uid => {
      await arrival;
      fetched.add(uid);
    },
  };
  const runtime = {
    services: {
      displaySetService: {
        getActiveDisplaySets: () =>
          loaded.map(uid => ({ SeriesInstanceUID: uid }) as unknown as DisplaySet),
      },
      userAuthenticationService: { getUser: () => null },
    },
  } as unknown as Runtime;
  const store = new Store<SessionState>(INITIAL_STATE);
  const shown: GradedStudy[] = [];
  const resuming = new Resuming(
    store,
    { load: () => null } as unknown as Drafts,
    () => ({
      runtime,
      images: { catchUp: () => undefined } as never,
      reports: reports as StoredReports,
      following: {
        follow: () => undefined,
        get studyInstanceUID() {
          return followed.studyInstanceUID;
        },
      } as never,
    }),
    study => shown.push(study)
  );
  return { resuming, store, shown, followed, arrive };
}

const soon = () => new Promise(resolve => setTimeout(resolve, 5));

it('a report that has to be fetched is shown when it has come', async () => {
  const { resuming, shown, arrive } = opened([SAGITTAL_UID]);
  resuming.restore();
  expect(shown).toEqual([]);
  arrive();
  await soon();
  expect(shown.map(({ studyInstanceUID }) => studyInstanceUID)).toEqual([STUDY_UID]);
});

it('a report that comes when the panel has turned to another study is not shown there', async () => {
  const { resuming, store, shown, followed, arrive } = opened([SAGITTAL_UID]);
  resuming.restore();
  followed.studyInstanceUID = uidFrom('another study');
  arrive();
  await soon();
  expect(shown).toEqual([]);
  expect(store.get().study).toBeNull();
  expect(resuming.before(followed.studyInstanceUID)).toBeNull();
});

describe('a report on a series that is not loaded', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'location');
  const openBy = (search: string) =>
    Object.defineProperty(globalThis, 'location', { value: { search }, configurable: true });
  afterEach(() =>
    before
      ? Object.defineProperty(globalThis, 'location', before)
      : delete (globalThis as { location?: unknown }).location
  );

  it.each([
    ['is said to be there where the link names others', '?SeriesInstanceUIDs=1.2', true],
    ['is waited for where it names none', '', false],
  ])('%s', async (_, search, isSaid) => {
    openBy(search);
    const { resuming, store, shown, arrive } = opened(['2.25.9']);
    arrive();
    resuming.restore();
    await soon();
    expect(shown).toEqual([]);
    expect(store.get().reportProblem).toEqual(isSaid ? { key: 'reportNotLoaded' } : null);
  });
});
