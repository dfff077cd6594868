import { SerialQueue } from './serialQueue';

it('starts a job only when the one before has ended, even by an error', async () => {
  const queue = new SerialQueue();
  const events: string[] = [];
  const job = (name: string, ms: number, fails = false) =>
    queue.add(async () => {
      events.push(`${name} starts`);
      await new Promise(resolve => setTimeout(resolve, ms));
      events.push(`${name} ends`);
      if (fails) {
        throw new Error(name);
      }
      return name;
    });

  const results = await Promise.allSettled([job('a', 20), job('b', 5, true), job('c', 0)]);

  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
