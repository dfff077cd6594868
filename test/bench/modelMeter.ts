import { modelsOf } from '../../extension/src/analysis/models/modelTasks';
import type { Model, Models, Tensor } from '../../extension/src/analysis/model';
import type { ModelTask } from '../../extension/src/analysis/modelSpec';
import { RunMeter } from '../../extension/src/inference/ort/runMeter';
import { SerialQueue } from '../../extension/src/inference/ort/serialQueue';

type Tensors = Readonly<Record<string, Tensor>>;

/** One run of a model, to be repeated on the bare runtime. */
export interface RecordedRun {
  readonly task: ModelTask;
  readonly feeds: Tensors;
}

/** Stands around models: counts their runs, takes their time, and keeps their inputs where asked. */
export class ModelMeter {
  private readonly meter = new RunMeter();
  private readonly queue = new SerialQueue();
  readonly recorded: RecordedRun[] = [];
  readonly models: Models;

  constructor(
    models: Models,
    private readonly keepFeeds = false
  ) {
    const measured = Object.fromEntries(
      modelsOf(models).map(model => [model.spec.task, this.around(model)])
    );
    this.models = { ...models, ...measured };
  }

  /** Milliseconds within the models. */
  get ms(): number {
    return this.meter.read().modelMs;
  }

  private around(model: Model): Model {
    return {
      spec: model.spec,
      run: async feeds => {
        if (this.keepFeeds) {
          // The pipeline writes the next inputs into the same memory.
          this.recorded.push({ task: model.spec.task, feeds: structuredClone(feeds) });
        }
        return this.queue.add(async () => {
          // What the pipeline still does before it waits is none of the model's time: Node has one thread for both.
          await new Promise(resolve => setImmediate(resolve));
          const end = this.meter.begin();
          try {
            return await model.run(feeds);
          } finally {
            end();
          }
        });
      },
    };
  }
}
