import { stageClock } from './stageClock';

it('counts no time in which the analysis waits for something else', async () => {
  let now = 0;
  const clock = stageClock({ now: () => now });
  now = 5;
  clock.enter('measure');
  now = 7;
  await clock.idle(Promise.resolve().then(() => (now = 1000)));
  now = 1010;
  expect(clock.finish()).toEqual({ prepare: 5, segment: 0, locate: 0, measure: 12, grade: 0 });
});
