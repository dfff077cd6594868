import { Watchdog } from './watchdog';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function startedWatchdog() {
  const stalled = jest.fn();
  const watchdog = new Watchdog(1000, stalled);
  watchdog.start();
  return { watchdog, stalled };
}

it('calls once after a silence', () => {
  const { stalled } = startedWatchdog();
  jest.advanceTimersByTime(1000);
  expect(stalled).not.toHaveBeenCalled();
  jest.advanceTimersByTime(5000);
  expect(stalled).toHaveBeenCalledTimes(1);
});

it('stays quiet while it is fed', () => {
  const { watchdog, stalled } = startedWatchdog();
  for (let i = 0; i < 20; i++) {
    jest.advanceTimersByTime(900);
    watchdog.feed();
  }
  expect(stalled).not.toHaveBeenCalled();
});

it('takes no leap of the clock for a silence', () => {
  const { stalled } = startedWatchdog();
  jest.setSystemTime(Date.now() + 3_600_000);
  jest.advanceTimersByTime(500);
  expect(stalled).not.toHaveBeenCalled();
});

it('is quiet once stopped', () => {
  const { watchdog, stalled } = startedWatchdog();
  watchdog.stop();
  jest.advanceTimersByTime(5000);
  expect(stalled).not.toHaveBeenCalled();
});
