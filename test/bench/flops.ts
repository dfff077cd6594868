import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from '../../cli/onnxRuntime';
import type { RecordedRun } from './modelMeter';

type Shape = readonly number[];

/** What ONNX Runtime's profiler says of one operator's run; shapes by element type. */
interface ProfiledNode {
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, Shape>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, Shape>>[];
  };
}

const product = (sizes: Shape) => sizes.reduce((all, size) => all * size, 1);

/**
 * Floating-point operations of one operator, a multiplication with an addition counted as two. Convolutions
 * and matrix products only: the others are a few per cent.
 */
export function operations(name: string, inputs: readonly Shape[], output: Shape): number {
  const [data, weights] = inputs;
  if (!data || !weights) {
    return 0;
  }
  switch (name) {
    case 'Conv':
      // Weights [out, in / groups, …kernel]: every output sample is a sum over all but the first.
      return 2 * product(output) * product(weights.slice(1));
    case 'ConvTranspose':
      // Weights [in, out / groups, …kernel]: every input sample is spread over all but the first.
      return 2 * product(data) * product(weights.slice(1));
    case 'Gemm':
    case 'MatMul':
      return 2 * product(data) * (output.at(-1) ?? 0);
    default:
      return 0;
  }
}

/**
 * Floating-point operations of one run of a model, by ONNX Runtime's own account of the shapes, with the
 * graph as it is in the file.
 */
async function operationsOfRun(file: string, { feeds }: RecordedRun): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-flops-'));
  try {
    const session = await InferenceSession.create(file, {
      graphOptimizationLevel: 'disabled',
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'profile'),
      logSeverityLevel: 3,
    });
    const tensors = Object.entries(feeds).map(
      ([name, { data, dims }]) => [name, new OrtTensor('float32', data, dims)] as const
    );
    await session.run(Object.fromEntries(tensors));
    session.endProfiling();
    await session.release();
    const [profile] = await readdir(folder);
    const nodes: readonly ProfiledNode[] = JSON.parse(
      await readFile(path.join(folder, profile!), 'utf8')
    );
    return nodes.reduce((sum, { args }) => {
      const shapes = (list: readonly Readonly<Record<string, Shape>>[] = []) =>
        list.map(typed => Object.values(typed)[0] ?? []);
      const [output] = shapes(args?.output_type_shape);
      return args?.op_name && output
        ? sum + operations(args.op_name, shapes(args.input_type_shape), output)
        : sum;
    }, 0);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Floating-point operations of all runs of a study; each shape of inputs is looked at once. */
export async function studyOperations(
  files: Readonly<Partial<Record<RecordedRun['task'], string>>>,
  runs: readonly RecordedRun[]
): Promise<number> {
  const known = new Map<string, number>();
  let total = 0;
  for (const run of runs) {
    const file = files[run.task];
    if (!file) {
      continue;
    }
    const shapes = Object.values(run.feeds).map(({ dims }) => dims.join('×'));
    const key = [run.task, ...shapes].join(' ');
    const operations = known.get(key) ?? (await operationsOfRun(file, run));
    known.set(key, operations);
    total += operations;
  }
  return total;
}
