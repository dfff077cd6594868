import type { Reply } from './messages';
import { MessageCoalescer } from './messageCoalescer';

const progress = { stage: 'segment', fraction: 0.5 } as const;
const alive = { type: 'alive', id: 1 } as const;
const level = { type: 'failed', id: 1, error: { code: 'model-run', message: 'Broken.' } } as const;

const said = async (tell: (outbox: MessageCoalescer) => void | Promise<void>) => {
  const posted: { message: Reply; moved: number }[] = [];
  const outbox = new MessageCoalescer((message, transfer) =>
    posted.push({ message, moved: transfer.length })
  );
  await tell(outbox);
  await Promise.resolve();
  return posted;
};

it('sends what is said in order, each with what moves', async () => {
  const posted = await said(outbox => {
    outbox.say(alive);
    outbox.say(level, [new ArrayBuffer(4)]);
  });
  expect(posted).toEqual([
    { message: alive, moved: 0 },
    { message: level, moved: 1 },
  ]);
});

it('lets progress travel with what was said just before, once', async () => {
  const posted = await said(outbox => {
    outbox.say(alive);
    outbox.say({ type: 'progress', id: 1, progress });
    outbox.say({ type: 'progress', id: 1, progress: { ...progress, fraction: 1 } });
  });
  expect(posted.map(({ message }) => message)).toEqual([
    { ...alive, progress },
    { type: 'progress', id: 1, progress: { ...progress, fraction: 1 } },
  ]);
});

it('holds nothing back beyond the turn', async () => {
  const posted = await said(async outbox => {
    outbox.say(alive);
    await Promise.resolve();
    outbox.say({ type: 'progress', id: 1, progress });
  });
  expect(posted.map(({ message }) => message.type)).toEqual(['alive', 'progress']);
});
