import { RunMeter } from './runMeter';

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
