import { RunMeter, type RunSpan } from './runMeter';

it('counts runs, and the time in which at least one is under way', () => {
  let now = 0;
  const meter = new RunMeter(() => now);
  const at = <R>(ms: number, event: () => R): R => {
    now = ms;
    return event();
  };
  const begin = () => meter.begin();
  const [first, second] = [at(100, begin), at(130, begin)];
  at(140, first);
  at(150, second);
  at(501, at(500, begin));
  expect(meter.read()).toEqual({ sessionRuns: 3, modelMs: 51 });
  meter.reset();
  expect(meter.read()).toEqual({ sessionRuns: 0, modelMs: 0 });
});

it('leaves out runs that were begun before a reset', () => {
  let now = 0;
  const meter = new RunMeter(() => now);
  const stale = meter.begin();
  now = 10;
  meter.reset();
  const fresh = meter.begin();
  now = 12;
  stale();
  now = 15;
  fresh();
  expect(meter.read()).toEqual({ sessionRuns: 1, modelMs: 5 });
});

it('adds runs of other threads, and counts time in which several were under way once', () => {
  const meter = new RunMeter(() => 100);
  meter.reset();
  meter.add([
    { from: 150, to: 160 },
    { from: 90, to: 200 },
  ]);
  meter.add([
    { from: 110, to: 155 },
    { from: 120, to: 130 },
    { from: 170, to: 175 },
  ]);
  // 110 to 160 and 170 to 175; one was begun before.
  expect(meter.read()).toEqual({ sessionRuns: 4, modelMs: 55 });
  expect(meter.spans()).toHaveLength(4);
});

it('tells the time that other threads tell', () => {
  const meter = new RunMeter();
  meter.begin()();
  const [{ from }] = meter.spans() as [RunSpan];
  expect(Math.abs(from - Date.now())).toBeLessThan(60_000);
});
