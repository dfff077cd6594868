import { PARTS, timeline, type TraceEvent } from './timeline';

const PID = 1;
const named = (tid: number, name: string): TraceEvent => ({
  ...{ name: 'thread_name', ph: 'M', pid: PID, tid, ts: 0 },
  args: { name },
});

/** A thread whose stack is sampled: what it ran, outermost first, for how many ms. */
function sampled(tid: number, startMs: number, runs: readonly (readonly [string[], number])[]) {
  const nodes: { id: number; parent?: number; callFrame: { functionName: string; url: string } }[] =
    [];
  const samples = runs.map(([stack]) => {
    let parent: number | undefined;
    for (const frame of stack) {
      const [functionName = '', url = ''] = frame.split('@');
      nodes.push({ id: nodes.length + 1, parent, callFrame: { functionName, url } });
      parent = nodes.length;
    }
    return parent!;
  });
  const id = `0x${tid}`;
  const common = { ph: 'P', pid: PID, tid, id };
  const startTime = startMs * 1000;
  return [
    { ...common, name: 'Profile', ts: startTime, args: { data: { startTime } } },
    {
      ...common,
      name: 'ProfileChunk',
      ts: startTime + 1,
      args: {
        data: { cpuProfile: { nodes, samples }, timeDeltas: runs.map(([, ms]) => ms * 1000) },
      },
    },
  ];
}

it('gives every moment to one part, and all of them add up', () => {
  const events = [
    named(1, 'CrRendererMain'),
    named(2, 'DedicatedWorker thread'),
    ...sampled(1, 0, [
      [['take@http://x/plugins/extension/index.umd.js'], 10],
      [['(idle)'], 20],
      [
        [
          'render@http://x/app.bundle.js',
          'Engine._renderFlaggedViewports@http://x/app.bundle.js',
          'drawImage',
        ],
        20,
      ],
      [['click@http://x/app.bundle.js'], 10],
      [['(idle)'], 40],
    ]),
    ...sampled(2, 10, [
      [['analyze@http://x/deepspine/worker.js', 'conv@wasm://wasm/1'], 30],
      [['analyze@http://x/deepspine/worker.js'], 30],
    ]),
  ];
  const waits = { images: [{ from: 0, to: 15_000 }], runtime: { from: 80_000, to: 90_000 } };
  const sums = timeline(events, { from: 0, to: 100_000 }, waits);
  expect(sums).toEqual({
    'models, nothing beside': 20,
    'models, beside rendering': 10,
    'models, beside other work of the page': 0,
    'worker JavaScript': 30,
    rendering: 0,
    'main thread, DeepSPINE': 10,
    'main thread, viewer': 0,
    'images on their way': 0,
    'waiting for the runtime': 10,
    'messages and idle': 20,
  });
  expect(PARTS.reduce((sum, part) => sum + sums[part], 0)).toBe(100);
});

it('tells drawing from the rest of the main thread, and cuts what lies outside', () => {
  const events = [
    named(1, 'CrRendererMain'),
    ...sampled(1, 0, [
      [['R@http://x/app.bundle.js', 'Engine._renderFlaggedViewports@http://x/app.bundle.js'], 30],
      [['click@http://x/app.bundle.js'], 30],
    ]),
  ];
  const sums = timeline(events, { from: 10_000, to: 50_000 }, { images: [], runtime: null });
  expect(sums).toMatchObject({ rendering: 20, 'main thread, viewer': 20, 'messages and idle': 0 });
});
