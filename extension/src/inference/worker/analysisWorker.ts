/**
 * The worker in which the whole analysis runs, away from the page. It has the models from the first request until it
 * is terminated: on a graphics device it computes them itself, in WebAssembly it has workers for them.
 */
import { analyze } from '../../analysis/analyze';
import { explainGrade } from '../../analysis/grade/occlusion';
import { modelsOf } from '../../analysis/models/modelTasks';
import type { SliceLabels } from '../../analysis/segmentationResult';
import type { Model, Models } from '../../analysis/model';
import type { LateSlice, Progress } from '../../analysis/request';
import type { AnalysisResult } from '../../analysis/result';
import { Gate } from '../../browser/gate';
import { BackendError, briefly } from '../../browser/rpc/errors';
import { moving } from '../../browser/rpc/messages';
import { serve, type CallContext } from '../../browser/rpc/serve';
import { DeepSpineError } from '../../findings';
import { refused } from '../../messages';
import type { AnalysisApi, AnalysisNews, Answered, EngineConfig } from '../protocol/analysisApi';
import { startEngine, type Engine } from './engine';

type Context = CallContext<AnalysisNews>;

let engine: Promise<Engine> | null = null;
/** The graphics device is gone for good; a run on it may hang the worker. */
let lost: BackendError | null = null;
/** Before every run of a model. */
const gate = new Gate();
/** The page asks for one thing at a time. */
let current: { readonly context: Context; readonly fail: (error: Error) => void } | null = null;

type Deliver = (rest: readonly LateSlice[]) => void;

/** Hands on what the study of the running analysis came without; null where that waits for nothing. */
let deliver: Deliver | null = null;

/** Answers requests from now on. */
export function serveAnalyses(): void {
  serve<AnalysisApi>(self, {
    prepare: ({ config }, context) => answer(config, context, async () => null),
    analyze: ({ config, study, preview, restFollows }, context) => {
      const rest = restFollows
        ? new Promise<readonly LateSlice[]>(resolve => (deliver = resolve))
        : undefined;
      return answer(config, context, async models => {
        const { signal, tell } = context;
        const result = await analyze(study, models, {
          signal,
          rest,
          onProgress: progress => tell({ type: 'progress', progress }),
          onLevel: level => tell({ type: 'level', level }),
          onPreview: preview
            ? slice => tell(moving({ type: 'preview', slice }, buffersOf([slice])))
            : undefined,
          onSegmentation: located =>
            tell(moving({ type: 'segmentation', located }, buffersOf(located.segmentation.slices))),
          now: () => performance.now(),
        });
        return withoutLabels(result);
      });
    },
    rest: slices => {
      deliver?.(slices);
      // It would keep them until the next analysis.
      deliver = null;
    },
    explain: ({ config, study, request }, context) =>
      answer(config, context, models => {
        const { signal, tell } = context;
        const onProgress = (fraction: number) => {
          const progress: Progress = { stage: 'grade', fraction };
          tell({ type: 'progress', progress });
        };
        return explainGrade(study, models, request, { signal, onProgress });
      }),
    pause: paused => (paused ? gate.close() : gate.open()),
  });
}

/** What is found with the models; a lost device ends it, which the device's own runs may never do. */
async function answer<Found>(
  config: EngineConfig,
  context: Context,
  find: (models: Models) => Promise<Found>
): Promise<Answered<Found>> {
  context.signal.addEventListener('abort', () => gate.open());
  try {
    return await new Promise((resolve, reject) => {
      current = { context, fail: reject };
      const finding = async () => {
        const { models, backend, meter } = await startedEngine(config, context.signal);
        meter.reset();
        const found = await find(gated(models));
        return { found, backend, cost: meter.read() };
      };
      finding().then(resolve, reject);
    });
  } catch (error) {
    const known = error instanceof DeepSpineError || error instanceof BackendError;
    // Others are faults, which a person is told of.
    throw known ? error : refused('model-run', { context: 'fault', reason: briefly(error) }, error);
  } finally {
    current = null;
  }
}

async function startedEngine(config: EngineConfig, signal: AbortSignal): Promise<Engine> {
  if (lost) {
    throw lost;
  }
  engine ??= startEngine(
    config,
    {
      onModelProgress: loading => current?.context.tell({ type: 'model-progress', loading }),
      onAlive: () => current?.context.alive(),
      onDeviceLost: reason => {
        lost = new BackendError(reason);
        current?.fail(lost);
      },
    },
    signal
  );
  try {
    return await engine;
  } catch (error) {
    // The next request starts afresh.
    engine = null;
    throw error;
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
