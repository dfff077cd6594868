import type { LateSlice } from '../../analysis/request';
import { RestDelivery } from './restDelivery';

const AXIAL = [{ sopInstanceUID: '1.2', pixels: Uint8Array.of(1, 2, 3) }] as unknown as LateSlice[];

/** An analysis in a worker, and a rest, both of which the test has in hand. */
function analyzing(signal?: AbortSignal) {
  let come: (slices: readonly LateSlice[]) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const rest = new Promise<readonly LateSlice[]>(
    (resolve, reject) => ([come, fail] = [resolve, reject])
  );
  const sent: LateSlice[][] = [];
  let arrive: () => void = () => {};
  const arrived = new Promise<void>(resolve => (arrive = resolve));
  const worker = {
    send: (_: string, slices: LateSlice[]) => {
      sent.push(slices);
      arrive();
    },
  };
  let copied = 0;
  const delivery = new RestDelivery(rest, signal, buffers =>
    buffers.forEach(({ byteLength }) => (copied += byteLength))
  );
  let end: (answer: string) => void = () => {};
  const asked = () => {
    const answer = new Promise<string>((resolve, reject) => {
      end = resolve;
      delivery.signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
    return delivery.during(answer, worker as never);
  };
  return {
    delivery,
    asked,
    sent,
    arrived,
    come,
    fail,
    end: () => end('found'),
    copied: () => copied,
  };
}

it('sends a copy of the rest when that is there, and owes it until then', async () => {
  const { delivery, asked, sent, arrived, come, end, copied } = analyzing();
  expect(delivery.isOwed).toBe(false);
  const answer = asked();
  expect(delivery.isOwed).toBe(true);
  come(AXIAL);
  await arrived;
  expect(sent).toEqual([AXIAL]);
  expect(sent[0]![0]!.pixels).not.toBe(AXIAL[0]!.pixels);
  expect([delivery.isOwed, copied()]).toEqual([false, 3]);
  end();
  expect(await answer).toBe('found');
});

it('ends the analysis with what is wrong with the rest', async () => {
  const { delivery, asked, sent, fail } = analyzing();
  const answer = asked();
  fail(new Error('the archive refuses'));
  const error = await answer.catch((thrown: unknown) => thrown);
  expect(delivery.signal.aborted).toBe(true);
  expect(delivery.errorOf(error)).toEqual(new Error('the archive refuses'));
  expect(sent).toEqual([]);
});

it('leaves the analysis its own error', async () => {
  const { delivery } = analyzing();
  const error = new Error('no discs');
  expect(delivery.errorOf(error)).toBe(error);
});

it('sends nothing to a worker that has ended the analysis, and all of it to the next one', async () => {
  const { delivery, asked, sent, arrived, come, end } = analyzing();
  const first = asked();
  end();
  await first;
  expect(delivery.isOwed).toBe(false);
  const second = asked();
  come(AXIAL);
  await arrived;
  expect(sent).toEqual([AXIAL]);
  end();
  await second;
});

it('is ended by whoever asked', async () => {
  const abort = new AbortController();
  const { delivery, asked } = analyzing(abort.signal);
  const answer = asked();
  abort.abort();
  await expect(answer).rejects.toThrow('aborted');
  expect(delivery.isOwed).toBe(false);
});
