import { RunMeter } from './runMeter';

it('counts runs, and the time in which at least one is under way', () => {
  let now = 0;
  const meter = new RunMeter(() => now);
  const at = (ms: number, event: 'begin' | 'end') => {
    now = ms;
    meter[event]();
  };
  at(100, 'begin');
  at(130, 'begin');
  at(140, 'end');
  at(150, 'end');
  at(500, 'begin');
  at(501, 'end');
  expect(meter.read()).toEqual({ sessionRuns: 3, modelMs: 51 });
  meter.reset();
  expect(meter.read()).toEqual({ sessionRuns: 0, modelMs: 0 });
});

it('counts of a run that a reset interrupts what comes after it', () => {
  let now = 0;
  const meter = new RunMeter(() => now);
  meter.begin();
  now = 10;
  meter.reset();
  now = 12;
  meter.end();
  expect(meter.read()).toEqual({ sessionRuns: 1, modelMs: 2 });
});
