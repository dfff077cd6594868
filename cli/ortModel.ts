import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { env, InferenceSession, Tensor as OrtTensor } from './onnxRuntime';
import { parseManifest } from '../extension/src/analysis/models/manifest';
import type { Model, Tensor } from '../extension/src/analysis/model';
import type { Manifest, ModelSpec, ModelTask } from '../extension/src/analysis/modelSpec';
import { DeepSpineError } from '../extension/src/findings';
import { reasonOf } from './reason';

/** What computes; 'auto' takes CUDA where ONNX Runtime finds it, else the processor. */
export type Device = 'cpu' | 'cuda' | 'auto';

/** How the machine is used. */
export interface OrtOptions {
  /** Threads within one operator; ONNX Runtime takes one per physical core when it is missing. */
  readonly threads?: number;
  /** 'cpu' where missing. */
  readonly device?: Device;
}

/** A model that ONNX Runtime holds outside the garbage-collected heap until it is released. */
export interface OrtModel extends Model {
  readonly device: Exclude<Device, 'auto'>;
  release(): Promise<void>;
}

/**
 * Reads the manifest of a folder of models.
 *
 * @throws DeepSpineError 'bad-manifest' when it is missing or malformed
 */
export async function readManifest(modelsDir: string): Promise<Manifest> {
  const file = path.join(modelsDir, 'manifest.json');
  try {
    return parseManifest(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DeepSpineError('bad-manifest', `${file} cannot be used: ${reason}`, { cause });
  }
}

/** The manifest's model for a task, if it has one. */
export function findModel(manifest: Manifest, task: ModelTask): ModelSpec | undefined {
  return manifest.models.find(model => model.task === task);
}

/**
 * The manifest's model for a task.
 *
 * @throws DeepSpineError 'bad-manifest' when it has none
 */
export function modelFor(manifest: Manifest, task: ModelTask): ModelSpec {
  const spec = findModel(manifest, task);
  if (!spec) {
    throw new DeepSpineError('bad-manifest', `The model manifest lists no ${task} model.`);
  }
  return spec;
}

/**
 * Loads a model into ONNX Runtime after its weights have been checked. A device that was asked for and
 * is not there is an error (with DEEPSPINE_DEBUG ONNX Runtime's own reasons are on stderr); 'auto' says nothing and takes the CPU.
 *
 * @throws DeepSpineError 'model-download' when the file is missing, 'model-hash' when it is not the
 *   one that the manifest describes, 'model-run' when ONNX Runtime refuses it
 */
export async function loadOrtModel(
  modelsDir: string,
  spec: ModelSpec,
  { threads, device = 'cpu' }: OrtOptions = {}
): Promise<OrtModel> {
  const file = path.join(modelsDir, spec.file);
  const weights = await readWeights(file);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (sha256 !== spec.sha256.toLowerCase()) {
    throw new DeepSpineError(
      'model-hash',
      `${file} is not the ${spec.name} ${spec.version} of the manifest (SHA-256 ${sha256.slice(0, 12)}…); fetch the models again.`
    );
  }
  const { session, device: used } = await openSession(file, weights, device, threads);
  return {
    spec,
    device: used,
    run: inputs => runSession(session, spec, inputs),
    release: () => session.release(),
  };
}

async function readWeights(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DeepSpineError('model-download', `The model file ${file} is missing.`, { cause });
  }
}

async function openSession(
  file: string,
  weights: Buffer,
  device: Device,
  threads: number | undefined
): Promise<{ session: InferenceSession; device: OrtModel['device'] }> {
  if (device !== 'cpu' && !process.env.DEEPSPINE_DEBUG) {
    // Else ONNX Runtime itself writes to stderr what it lacks for CUDA, several lines for each model. It takes the level
    // with the first session of a process; sessions have their own, and what fails is thrown all the same.
    env.logLevel = 'fatal';
  }
  if (device !== 'cpu') {
    try {
      return { session: await createSession(file, weights, 'cuda', threads), device: 'cuda' };
    } catch (error) {
      if (device === 'cuda') {
        throw new DeepSpineError(
          'model-run',
          `CUDA was asked for and cannot be used on this machine (${reasonOf((error as Error).cause)}); install its provider and libraries (docs/many-machines.md, "On a GPU"), or take --device auto or cpu.`,
          { cause: error }
        );
      }
    }
  }
  return { session: await createSession(file, weights, 'cpu', threads), device: 'cpu' };
}

async function createSession(
  file: string,
  weights: Buffer,
  provider: OrtModel['device'],
  threads: number | undefined
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(weights, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      // Errors only: warnings would mix with what the command says on stderr.
      logSeverityLevel: 3,
      // Threads that wait for the next run in a loop take a processor from the analysis between the runs.
      extra: { 'session.intra_op.allow_spinning': '0' },
      ...(threads ? { intraOpNumThreads: threads } : {}),
    });
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DeepSpineError('model-run', `ONNX Runtime cannot load ${file}: ${reason}`, { cause });
  }
}

async function runSession(
  session: InferenceSession,
  spec: ModelSpec,
  inputs: Readonly<Record<string, Tensor>>
): Promise<Record<string, Tensor>> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      new OrtTensor('float32', data, dims),
    ])
  );
  try {
    const outputs = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        { data: data as Float32Array, dims },
      ])
    );
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DeepSpineError('model-run', `${spec.name} ${spec.version} failed: ${reason}`, {
      cause,
    });
  }
}
