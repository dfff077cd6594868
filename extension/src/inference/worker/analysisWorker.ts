/**
 * The worker in which the whole analysis runs, away from the page. It has the models from the first request until it
 * is terminated: on a graphics device it computes them itself, in WebAssembly it has workers for them.
 */
import type { MessageValue } from '../../findings';
import { analyze } from '../../analysis/analyze';
import { explainGrade } from '../../analysis/grade/occlusion';
import { modelsOf } from '../../analysis/models/modelTasks';
import type { AnalysisResult, Model, Models, Progress, SliceLabels } from '../../analysis/types';
import { Gate } from '../../browser/gate';
import { BackendError } from '../protocol/backendError';
import { startEngine, type Engine } from './engine';
import type { Reply, Request } from '../protocol/messages';
import { MessageCoalescer } from '../protocol/messageCoalescer';
import { errorData } from '../protocol/protocolErrors';

const outbox = new MessageCoalescer((message, transfer) => self.postMessage(message, { transfer }));
let engine: Promise<Engine> | null = null;
/** Why the graphics device is gone for good; a run on it may hang the worker. */
let lost: MessageValue | null = null;
/** Before every run of a model. */
const gate = new Gate();
/** The page sends one request at a time. */
let current: { readonly id: number; readonly abort: AbortController } | null = null;

/** Answers requests from now on. */
export function serveAnalyses(): void {
  self.onmessage = ({ data }: MessageEvent<Request>) => {
    switch (data.type) {
      case 'run':
        void serve(data);
        break;
      case 'cancel':
        if (current?.id === data.id) {
          current.abort.abort();
          gate.open();
        }
        break;
      case 'pause':
        gate.close();
        break;
      case 'resume':
        gate.open();
        break;
    }
  };
  reply({ type: 'ready' });
}

async function serve({
  id,
  config,
  study,
  explain,
  preview,
}: Extract<Request, { type: 'run' }>): Promise<void> {
  const abort = new AbortController();
  current = { id, abort };
  try {
    if (lost) {
      throw new BackendError(lost);
    }
    engine ??= startEngine(
      config,
      {
        onModelProgress: loading =>
          forCurrent(id => reply({ type: 'model-progress', id, loading })),
        onAlive: () => forCurrent(id => reply({ type: 'alive', id })),
        onDeviceLost: reason => {
          lost = reason;
          forCurrent(id => reply({ type: 'failed', id, error: { code: null, reason } }));
        },
      },
      abort.signal
    );
    const {
      models: started,
      backend,
      meter,
    } = await engine.catch((error: unknown) => {
      // The next request starts afresh.
      engine = null;
      throw error;
    });
    const models = gated(started);
    const { signal } = abort;
    meter.reset();
    const onProgress = (progress: Progress) => reply({ type: 'progress', id, progress });
    const explanation =
      study && explain
        ? await explainGrade(study, models, explain, {
            signal,
            onProgress: fraction => onProgress({ stage: 'grade', fraction }),
          })
        : null;
    const result =
      study && !explain
        ? await analyze(study, models, {
            signal,
            onProgress,
            onLevel: level => reply({ type: 'level', id, level }),
            onPreview: preview
              ? slice => reply({ type: 'preview', id, slice }, buffersOf([slice]))
              : undefined,
            onSegmentation: located =>
              reply({ type: 'segmentation', id, located }, buffersOf(located.segmentation.slices)),
            now: () => performance.now(),
          })
        : null;
    const cost = meter.read();
    reply({
      type: 'done',
      id,
      result: result && withoutLabels(result),
      explanation,
      backend,
      cost,
    });
  } catch (error) {
    reply({ type: 'failed', id, error: errorData(error) });
  } finally {
    current = null;
  }
}

/** The same models, whose runs wait while the gate is closed. */
function gated(models: Models): Models {
  const behind = modelsOf(models).map(model => {
    const run: Model['run'] = async inputs => {
      await gate.pass();
      return model.run(inputs);
    };
    return [model.spec.task, { ...model, spec: model.spec, run }] as const;
  });
  return { ...models, ...Object.fromEntries(behind) };
}

function forCurrent(action: (id: number) => void): void {
  if (current) {
    action(current.id);
  }
}

function reply(message: Reply, transfer?: Transferable[]): void {
  outbox.say(message, transfer);
}

/** Label maps are the only large part of what is found; they move instead of being copied. */
const buffersOf = (slices: readonly SliceLabels[]): ArrayBuffer[] => [
  ...new Set(slices.map(({ labels }) => labels.buffer as ArrayBuffer)),
];

/** The page has the labels since the spine was located. */
function withoutLabels(result: AnalysisResult): Omit<AnalysisResult, 'segmentation'> {
  const rest: Omit<AnalysisResult, 'segmentation'> & { segmentation?: unknown } = { ...result };
  delete rest.segmentation;
  return rest;
}
