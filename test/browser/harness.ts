/** In the page: what the tests of inference call there. */
import { AnalysisClient } from '../../extension/src/inference';
import { DeepSpineError } from '../../extension/src/findings';
import { unpackStudy } from './studyPack';

/** Every worker that was ever started on this page, so that a test can kill one. */
const workers: Worker[] = [];

globalThis.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    workers.push(this);
  }
};

/** What became of a promise, in a form that can leave the page. */
async function outcome<T>(promise: Promise<T>) {
  try {
    return { value: await promise };
  } catch (error) {
    return error instanceof DeepSpineError
      ? { code: error.code, message: error.message }
      : { code: 'not a DeepSpineError', message: String(error) };
  }
}

async function fetchStudy(url: string) {
  return unpackStudy(await (await fetch(url)).arrayBuffer());
}

const harness = { AnalysisClient, fetchStudy, outcome, workers };

declare global {
  // Seen by the functions that tests evaluate in the page.
  var harness: Harness;
  /** A client that has to outlive one evaluated function. */
  var client: AnalysisClient | undefined;
}
export type Harness = typeof harness;

globalThis.harness = harness;
