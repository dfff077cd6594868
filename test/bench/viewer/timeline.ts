/**
 * Where the time between two moments of a page went: a trace of Chromium with samples of every thread's stack, each
 * moment given to one of the parts below. The parts add up to the whole.
 */

/**
 * In this order. Where processors are few, what the page does beside a model takes time from it, and the model's run
 * takes longer: that time stands apart from what the models take by themselves.
 */
export const PARTS = [
  'models, nothing beside',
  'models, beside rendering',
  'models, beside other work of the page',
  'worker JavaScript',
  'rendering',
  'main thread, DeepSPINE',
  'main thread, viewer',
  'images on their way',
  'waiting for the runtime',
  'messages and idle',
] as const;
export type Part = (typeof PARTS)[number];
/** Parts that no model runs in. */
const ALONE = PARTS.filter(
  (part): part is Exclude<Part, `models, ${string}`> => !part.startsWith('models, ')
);
export type Timeline = Readonly<Record<Part, number>>;

export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** µs */
  readonly ts: number;
  readonly id?: string;
  readonly args?: {
    readonly name?: string;
    readonly data?: {
      readonly startTime?: number;
      readonly cpuProfile?: {
        readonly nodes?: readonly ProfileNode[];
        readonly samples?: readonly number[];
      };
      readonly timeDeltas?: readonly number[];
    };
  };
}

/** What a thread is at. */
type Work = 'models' | Exclude<Part, `models, ${string}`>;

interface ProfileNode {
  readonly id: number;
  readonly parent?: number;
  readonly callFrame: { readonly functionName: string; readonly url?: string };
}

/** µs */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Waits {
  /** What comes next needs images that had not all come. */
  readonly images: readonly Span[];
  /** The images were there, the models were not. */
  readonly runtime: Span | null;
}

const RENDERING = /^(_?renderFlagged|_copyToOnscreenCanvas|drawImage$)/;

/** What a thread does while these functions are on its stack, innermost first; null: nothing. */
function partOf(stack: readonly ProfileNode['callFrame'][], isWorker: boolean): Work | null {
  const [innermost] = stack;
  if (!innermost || ['(idle)', '(root)'].includes(innermost.functionName)) {
    return null;
  }
  const within = (wanted: RegExp) => stack.some(({ url }) => wanted.test(url ?? ''));
  if (isWorker) {
    return within(/^wasm:|ort-wasm/)
      ? 'models'
      : within(/\/deepspine\//)
        ? 'worker JavaScript'
        : null;
  }
  if (stack.some(({ functionName }) => RENDERING.test(functionName.replace(/^.*\./, '')))) {
    return 'rendering';
  }
  // What the browser does of its own accord there is layout, painting and the like.
  return within(/\/plugins\//)
    ? 'main thread, DeepSPINE'
    : innermost.functionName === '(program)'
      ? 'rendering'
      : 'main thread, viewer';
}

/** What every thread of a page did, from its sampled stacks. */
function samplesOf(events: readonly TraceEvent[]): { part: Work; from: number; to: number }[] {
  const threads = new Map<string, string>();
  for (const { name, pid, tid, args } of events) {
    if (name === 'thread_name') {
      threads.set(`${pid}/${tid}`, args?.name ?? '');
    }
  }
  const profiles = new Map<string, { thread: string; start: number; chunks: TraceEvent[] }>();
  for (const event of [...events].sort((a, b) => a.ts - b.ts)) {
    const key = `${event.pid}/${event.id}`;
    if (event.name === 'Profile') {
      const start = event.args?.data?.startTime ?? event.ts;
      const thread = threads.get(`${event.pid}/${event.tid}`) ?? '';
      profiles.set(key, { thread, start, chunks: [] });
    } else if (event.name === 'ProfileChunk') {
      profiles.get(key)?.chunks.push(event);
    }
  }
  const spans: { part: Work; from: number; to: number }[] = [];
  for (const { thread, start, chunks } of profiles.values()) {
    const isWorker = /worker/i.test(thread);
    const nodes = new Map<number, ProfileNode>();
    const known = new Map<number, Work | null>();
    const partAt = (id: number): Work | null => {
      if (!known.has(id)) {
        const stack: ProfileNode['callFrame'][] = [];
        for (let node = nodes.get(id); node; node = nodes.get(node.parent ?? -1)) {
          stack.push(node.callFrame);
        }
        known.set(id, partOf(stack, isWorker));
      }
      return known.get(id)!;
    };
    let at = start;
    for (const { args } of chunks) {
      const { cpuProfile, timeDeltas = [] } = args?.data ?? {};
      cpuProfile?.nodes?.forEach(node => nodes.set(node.id, node));
      for (const [i, id] of (cpuProfile?.samples ?? []).entries()) {
        const from = at;
        at += timeDeltas[i] ?? 0;
        // A sample stands for the time since the one before.
        const part = partAt(id);
        if (part && at > from) {
          spans.push({ part, from, to: at });
        }
      }
    }
  }
  return spans;
}

/** ms of every part between two moments (µs of the trace); they add up to the whole. */
export function timeline(
  events: readonly TraceEvent[],
  { from, to }: Span,
  { images, runtime }: Waits
): Timeline {
  const spans = [
    ...samplesOf(events),
    ...images.map(span => ({ part: 'images on their way' as const, ...span })),
    ...(runtime ? [{ part: 'waiting for the runtime' as const, ...runtime }] : []),
    { part: 'messages and idle' as const, from, to },
  ]
    .map(span => ({ ...span, from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter(span => span.to > span.from);
  const edges = spans
    .flatMap(({ part, from: start, to: end }) => [
      { at: start, part, by: 1 },
      { at: end, part, by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  const active = new Map<Work, number>();
  const isActive = (work: Work) => (active.get(work) ?? 0) > 0;
  const partNow = (): Part | undefined => {
    if (!isActive('models')) {
      return ALONE.find(isActive);
    }
    if (isActive('rendering')) {
      return 'models, beside rendering';
    }
    return isActive('main thread, DeepSPINE') || isActive('main thread, viewer')
      ? 'models, beside other work of the page'
      : 'models, nothing beside';
  };
  const sums = Object.fromEntries(PARTS.map(part => [part, 0])) as Record<Part, number>;
  let last = from;
  for (const { at, part, by } of edges) {
    const first = partNow();
    if (first) {
      sums[first] += (at - last) / 1000;
    }
    last = at;
    active.set(part, (active.get(part) ?? 0) + by);
  }
  return sums;
}
