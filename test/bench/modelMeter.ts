import type { Model, Models, Tensor } from '../../extension/src/analysis/types';

type Tensors = Readonly<Record<string, Tensor>>;

/** One run of a model, to be repeated on the bare runtime. */
export interface RecordedRun {
  readonly task: 'segmentation' | 'grading';
  readonly feeds: Tensors;
}

/** Stands around models: counts their runs, takes their time, and keeps their inputs where asked. */
export class ModelMeter {
  /** Milliseconds within the models since the last reset. */
  ms = 0;
  runs = 0;
  readonly recorded: RecordedRun[] = [];
  readonly models: Models;

  constructor(
    { segmentation, grading }: Models,
    private readonly keepFeeds = false
  ) {
    this.models = {
      segmentation: this.around(segmentation),
      grading: grading && this.around(grading),
    };
  }

  reset(): void {
    this.ms = 0;
    this.runs = 0;
  }

  private around(model: Model): Model {
    return {
      spec: model.spec,
      run: async feeds => {
        if (this.keepFeeds) {
          // The pipeline writes the next inputs into the same memory.
          this.recorded.push({ task: model.spec.task, feeds: structuredClone(feeds) });
        }
        const since = performance.now();
        const outputs = await model.run(feeds);
        this.ms += performance.now() - since;
        this.runs++;
        return outputs;
      },
    };
  }
}
