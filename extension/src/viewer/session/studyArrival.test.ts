import type { DisplaySet, Runtime } from '../host/ohif';
import { StudyArrival } from './studyArrival';

let mockListed: string[] = [];
jest.mock(
  '@ohif/core',
  () => ({
    DicomMetadataStore: {
      getStudy: () => ({ series: mockListed.map(uid => ({ SeriesInstanceUID: uid })) }),
    },
  }),
  { virtual: true }
);

beforeEach(() => {
  jest.useFakeTimers();
  mockListed = ['sagittal', 'axial'];
});
afterEach(() => jest.useRealTimers());

/** A study that the viewer is opening, and somebody who waits for it. */
function opening() {
  const there: string[] = [];
  let followed: string | undefined;
  const settled: string[] = [];
  const runtime = {
    services: {
      displaySetService: {
        getActiveDisplaySets: () =>
          there.map(uid => ({ SeriesInstanceUID: uid }) as unknown as DisplaySet),
      },
    },
  } as unknown as Runtime;
  const arrival = new StudyArrival(
    runtime,
    () => followed,
    uid => settled.push(uid)
  );
  const arrive = (series: string) => {
    there.push(series);
    followed = 'study';
    arrival.seriesArrived('study');
  };
  const abort = new AbortController();
  const wait = () => {
    let state = 'waits';
    arrival.complete(abort.signal).then(
      () => (state = 'done'),
      ({ code }: { code: string }) => (state = code)
    );
    return async () => {
      await jest.advanceTimersByTimeAsync(0);
      return state;
    };
  };
  return { arrive, arrival, abort, settled, wait };
}

it('is done when every series is there that the archive lists, and not before', async () => {
  const { arrive, wait } = opening();
  const state = wait();
  expect(await state()).toBe('waits');
  arrive('sagittal');
  expect(await state()).toBe('waits');
  arrive('axial');
  expect(await state()).toBe('done');
  expect(await wait()()).toBe('done');
});

it('is done when no more series come, where one of the list stays away', async () => {
  const { arrive, settled, wait } = opening();
  const state = wait();
  arrive('sagittal');
  await jest.advanceTimersByTimeAsync(1499);
  expect(await state()).toBe('waits');
  await jest.advanceTimersByTimeAsync(1);
  expect(await state()).toBe('done');
  expect(settled).toEqual(['study']);
});

it('every series gives the next one time', async () => {
  mockListed = ['sagittal', 'other', 'axial'];
  const { arrive, settled, wait } = opening();
  const state = wait();
  arrive('sagittal');
  await jest.advanceTimersByTimeAsync(1000);
  arrive('other');
  await jest.advanceTimersByTimeAsync(1000);
  expect(await state()).toBe('waits');
  expect(settled).toEqual([]);
});

it('does not wait for ever where nothing is opened', async () => {
  const { wait } = opening();
  const state = wait();
  await jest.advanceTimersByTimeAsync(29_000);
  expect(await state()).toBe('waits');
  await jest.advanceTimersByTimeAsync(1000);
  expect(await state()).toBe('done');
});

it('is cancelled, and leaves no timer behind', async () => {
  const { abort, wait } = opening();
  const state = wait();
  abort.abort();
  expect(await state()).toBe('cancelled');
  expect(jest.getTimerCount()).toBe(0);
});

it('a mode that is left is told of nothing', async () => {
  const { arrive, arrival, settled } = opening();
  arrive('sagittal');
  arrival.dispose();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(settled).toEqual([]);
});
