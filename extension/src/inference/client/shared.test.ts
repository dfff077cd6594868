import { Shared, type Waiter } from './shared';

/** Work that ends when it is told to. */
function started() {
  let done: (result: string) => void = () => {};
  let tell: (progress: number) => void = () => {};
  let signal: AbortSignal | undefined;
  const ended = jest.fn();
  const shared = new Shared<string, number>((given, onProgress) => {
    [signal, tell] = [given, onProgress];
    return new Promise(resolve => (done = resolve));
  }, ended);
  const cancelled = () => signal!.aborted;
  return { shared, ended, cancelled, done: (r: string) => done(r), tell: (p: number) => tell(p) };
}

function waiter() {
  const abort = new AbortController();
  const heard: number[] = [];
  const given: Waiter<number> = { signal: abort.signal, onProgress: p => void heard.push(p) };
  return { given, heard, cancel: () => abort.abort() };
}

it('gives all who wait the one result, and the latest progress to whoever comes later', async () => {
  const { shared, done, tell, ended } = started();
  const [first, second] = [waiter(), waiter()];
  const a = shared.wait(first.given);
  tell(1);
  tell(2);
  const b = shared.wait(second.given);
  tell(3);
  done('there');
  expect(await Promise.all([a, b])).toEqual(['there', 'there']);
  expect([first.heard, second.heard]).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
  expect(ended).toHaveBeenCalledTimes(1);
});

it('frees one who cancels at once, and goes on for the others', async () => {
  const { shared, done, tell, cancelled } = started();
  const [first, second] = [waiter(), waiter()];
  const a = shared.wait(first.given);
  const b = shared.wait(second.given);
  first.cancel();
  await expect(a).rejects.toMatchObject({ code: 'cancelled' });
  expect(cancelled()).toBe(false);
  tell(1);
  done('there');
  expect(await b).toBe('there');
  expect(first.heard).toEqual([]);
});

it('cancels the work when nobody waits any more', async () => {
  const { shared, cancelled } = started();
  const [first, second] = [waiter(), waiter()];
  const all = [shared.wait(first.given), shared.wait(second.given)];
  first.cancel();
  second.cancel();
  await Promise.allSettled(all);
  expect(cancelled()).toBe(true);
  expect(shared.isGivenUp).toBe(true);
});

it('tells all who wait what went wrong', async () => {
  const ended = jest.fn();
  const shared = new Shared<string, number>(() => Promise.reject(new Error('no network')), ended);
  await expect(shared.wait()).rejects.toThrow('no network');
  expect(ended).toHaveBeenCalledTimes(1);
});
