/** @jest-environment jsdom */
import type { LocatedSpine, SliceLabels } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { StudySeries } from '../study/seriesChoice';
import { AheadAnalysis, type Watcher } from './ahead';
import type { RunOutcome } from './analysisRun';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const SERIES = {} as StudySeries;
const OUTCOME = {} as RunOutcome;
const slice = (sopInstanceUID: string) => ({ sopInstanceUID }) as SliceLabels;
const level = (name: string) => ({ level: name }) as LevelResult;
const spine = { levels: ['L4-L5'] } as unknown as LocatedSpine;

/** An analysis whose steps the test takes. */
function started() {
  let run!: Watcher;
  let end: (outcome: RunOutcome) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const priority = { pause: jest.fn(), resume: jest.fn() };
  const ahead = new AheadAnalysis(
    'images',
    given => {
      run = given;
      return new Promise((resolve, reject) => ([end, fail] = [resolve, reject]));
    },
    priority,
    true
  );
  return { ahead, run, priority, end: () => end(OUTCOME), fail: () => fail(new Error('lost')) };
}

function watcher() {
  const heard: string[] = [];
  const abort = new AbortController();
  const given: Watcher = {
    signal: abort.signal,
    onPhase: ({ kind }) => void heard.push(kind),
    onChosen: series => void heard.push(String(series)),
    early: {
      wantsPreview: true,
      preview: ({ sopInstanceUID }) => void heard.push(`preview ${sopInstanceUID}`),
      located: () => void heard.push('located'),
      graded: one => void heard.push(one.level),
      withdraw: () => void heard.push('withdraw'),
    },
  };
  return { given, heard, cancel: () => abort.abort() };
}

it('tells whoever asks all that is found so far, and the rest as it comes', async () => {
  const { ahead, run, end } = started();
  run.onChosen('Sag T2', null);
  run.onPhase({ kind: 'analyzing', stage: 'segment', fraction: 0.5 });
  run.early!.preview(slice('a'), SERIES);
  run.early!.located(spine, SERIES);
  run.early!.graded(level('L4-L5'));
  const { given, heard } = watcher();
  const joined = ahead.join(given);
  // The located segmentation has taken the preview's place.
  expect(heard).toEqual(['Sag T2', 'analyzing', 'located', 'L4-L5']);
  run.early!.graded(level('L5-S1'));
  expect(heard.at(-1)).toBe('L5-S1');
  end();
  expect(await joined).toBe(OUTCOME);
});

it('only gives the result where it is there already', async () => {
  const { ahead, run, end } = started();
  run.early!.located(spine, SERIES);
  run.early!.graded(level('L4-L5'));
  end();
  await jest.advanceTimersByTimeAsync(0);
  const { given, heard } = watcher();
  expect(await ahead.join(given)).toBe(OUTCOME);
  expect(heard).toEqual([]);
});

it('waits while the person scrolls, and for nobody once it is asked for', () => {
  const { ahead, priority } = started();
  window.dispatchEvent(new Event('wheel'));
  expect(priority.pause).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(300);
  window.dispatchEvent(new Event('wheel'));
  jest.advanceTimersByTime(300);
  expect(priority.resume).not.toHaveBeenCalled();
  jest.advanceTimersByTime(200);
  expect(priority.resume).toHaveBeenCalledTimes(1);
  void ahead.join(watcher().given);
  const pauses = priority.pause.mock.calls.length;
  window.dispatchEvent(new Event('wheel'));
  expect(priority.pause).toHaveBeenCalledTimes(pauses);
});

it('is cancelled with the study, or by whoever asked for it', () => {
  const left = started();
  left.ahead.cancel();
  expect(left.run.signal.aborted).toBe(true);
  const asked = started();
  const { given, cancel } = watcher();
  void asked.ahead.join(given);
  expect(asked.run.signal.aborted).toBe(false);
  cancel();
  expect(asked.run.signal.aborted).toBe(true);
});

it('says that it has come to nothing, and listens to nothing any more', async () => {
  const { ahead, priority, fail } = started();
  expect(ahead.hasFailed).toBe(false);
  fail();
  await jest.advanceTimersByTimeAsync(0);
  expect(ahead.hasFailed).toBe(true);
  window.dispatchEvent(new Event('wheel'));
  expect(priority.pause).not.toHaveBeenCalled();
});

it('forgets what a worker that is lost had said', () => {
  const { ahead, run } = started();
  run.early!.located(spine, SERIES);
  run.early!.graded(level('L4-L5'));
  run.early!.withdraw();
  const { given, heard } = watcher();
  void ahead.join(given);
  expect(heard).toEqual([]);
});
