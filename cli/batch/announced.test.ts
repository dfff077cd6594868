import { Announced } from './announced';

const never = new AbortController().signal;

test('what comes while nobody waits ends the next wait at once; each study counts once', async () => {
  const announced = new Announced();
  expect([announced.add('1.2'), announced.add('1.1'), announced.add('1.2')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(await announced.orAfter(1e9, never)).toBe(true);
  expect(announced.studies).toEqual(['1.2', '1.1']);
  announced.delete('1.2');
  expect(announced.studies).toEqual(['1.1']);
});

test('what comes ends a wait, and so does the signal', async () => {
  const announced = new Announced();
  const woken = announced.orAfter(1e9, never);
  announced.add('1.3');
  expect(await woken).toBe(true);
  const controller = new AbortController();
  const stopped = announced.orAfter(1e9, controller.signal);
  controller.abort();
  expect(await stopped).toBe(false);
  expect(await announced.orAfter(1e9, controller.signal)).toBe(false);
});

test('no more wait than memory is for', () => {
  const announced = new Announced();
  for (let i = 0; i < 10_000; i++) {
    expect(announced.add(`1.${i}`)).toBe(true);
  }
  expect(announced.add('2.1')).toBe(false);
});
