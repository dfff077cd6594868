import v8 from 'node:v8';
import vm from 'node:vm';
import type { AnalyzeOptions } from '../../analysis/request';
import { serveAnalyses } from './analysisWorker';

jest.mock('./engine', () => ({
  startEngine: () => ({ models: {}, meter: { reset: () => undefined, read: () => null } }),
}));
jest.mock('../../analysis/analyze', () => ({
  analyze: async (_study: unknown, _models: unknown, { rest }: AnalyzeOptions) => ({
    images: (await rest)?.map(({ sopInstanceUID }) => sopInstanceUID),
  }),
}));

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const soon = () => new Promise(resolve => setTimeout(resolve, 5));

it('hands late images to the analysis that waits for them, and keeps nothing of them', async () => {
  const answered: unknown[] = [];
  const port = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (replies: readonly { readonly type: string; answer?: { found: unknown } }[]) =>
      replies.forEach(({ type, answer }) => type === 'done' && answered.push(answer?.found)),
  };
  Object.assign(globalThis, { self: port });
  serveAnalyses();
  const ask = (id: number, name: string, given: unknown) =>
    port.onmessage!({ data: { type: 'ask', id, name, given } });

  ask(1, 'analyze', { config: {}, study: {}, preview: false, restFollows: true });
  const sent = (() => {
    const images = [{ sopInstanceUID: '1.2', pixels: new Uint8Array(4) }];
    ask(2, 'rest', images);
    return new WeakRef(images);
  })();
  await soon();
  expect(answered).toContainEqual({ images: ['1.2'] });
  collectGarbage();
  expect(sent.deref()).toBeUndefined();
});
