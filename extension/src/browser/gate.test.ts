import { Gate } from './gate';

it('lets through what comes while it is open, and what waits once it opens', async () => {
  const gate = new Gate();
  const passed: string[] = [];
  const pass = (name: string) => gate.pass().then(() => passed.push(name));
  await pass('before');
  gate.close();
  gate.close();
  const waiting = pass('waiting');
  await Promise.resolve();
  expect(passed).toEqual(['before']);
  gate.open();
  await waiting;
  await pass('after');
  expect(passed).toEqual(['before', 'waiting', 'after']);
});

it('keeps what waits where it closes again at once', async () => {
  const gate = new Gate();
  gate.close();
  let passed = false;
  const waiting = gate.pass().then(() => (passed = true));
  gate.open();
  gate.close();
  await Promise.resolve();
  await Promise.resolve();
  expect(passed).toBe(false);
  gate.open();
  await waiting;
});
