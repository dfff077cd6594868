import type { Tensor } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import type { Found, Times } from './placement';

/** What the first start on an adapter found out about a model. */
export interface Verdict extends Found {
  /** What WebAssembly gives for the trial input: the right answer, by output. */
  readonly answers: Readonly<Record<string, Tensor>>;
}

/** Where small things are kept between visits; what comes back may be anything. */
export interface Memory {
  recall(name: string): Promise<unknown>;
  remember(name: string, value: unknown): Promise<void>;
}

const NAME = 'verdicts.json';

/**
 * BackendTrialCache on models, kept between visits. They hold for a browser, an adapter and a number of threads, and for
 * the very files of a model; under other circumstances everything is found out anew.
 */
export class BackendTrialCache {
  private constructor(
    private readonly memory: Memory,
    private readonly circumstances: string,
    private readonly models: Record<string, Verdict>
  ) {}

  /**
   * @param circumstances what a verdict depends on beside the model: browser, adapter, threads, runtime
   * @param specs the present models; verdicts on others are forgotten
   */
  static async open(
    memory: Memory,
    circumstances: readonly string[],
    specs: readonly ModelSpec[]
  ): Promise<BackendTrialCache> {
    const present = circumstances.join('\n');
    const kept = await memory.recall(NAME);
    const models: Record<string, Verdict> = {};
    if (isObject(kept) && kept.circumstances === present && isObject(kept.models)) {
      for (const key of specs.map(keyOf)) {
        const verdict = verdictFrom(kept.models[key]);
        if (verdict) {
          models[key] = verdict;
        }
      }
    }
    return new BackendTrialCache(memory, present, models);
  }

  of(spec: ModelSpec): Verdict | null {
    return this.models[keyOf(spec)] ?? null;
  }

  async enter(spec: ModelSpec, verdict: Verdict): Promise<void> {
    this.models[keyOf(spec)] = verdict;
    const models = Object.fromEntries(
      Object.entries(this.models).map(([key, { answers, ...found }]) => [
        key,
        { ...found, answers: mapValues(answers, ({ dims, data }) => ({ dims, data: [...data] })) },
      ])
    );
    await this.memory.remember(NAME, { circumstances: this.circumstances, models });
  }
}

const keyOf = ({ sha256, variants = [] }: ModelSpec): string =>
  [sha256, ...variants.map(variant => variant.sha256)].join('+');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const areNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(one => typeof one === 'number');

function mapValues<A, B>(object: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

/** null when it is no verdict. */
function verdictFrom(value: unknown): Verdict | null {
  if (!isObject(value) || !isObject(value.answers)) {
    return null;
  }
  const { precision, times } = value;
  const answers = mapValues(value.answers, tensorFrom);
  if ((precision !== 'fp32' && precision !== 'fp16') || Object.values(answers).includes(null)) {
    return null;
  }
  return {
    precision,
    answers: answers as Record<string, Tensor>,
    ...(areTimes(times) ? { times } : {}),
  };
}

function tensorFrom(value: unknown): Tensor | null {
  return isObject(value) && areNumbers(value.dims) && areNumbers(value.data)
    ? { dims: value.dims, data: Float32Array.from(value.data) }
    : null;
}

const areTimes = (value: unknown): value is Times =>
  isObject(value) && areNumbers([value.webgpu, value.wasm]);
