/** Entry of the workers: away from the page one runs the analysis, others compute its models. */
import { serveAnalyses } from './analysisWorker';
import { serveModels } from '../pool/modelWorker';
import { MODEL_WORKER } from '../protocol/workerNames';

if (self.name === MODEL_WORKER) {
  serveModels();
} else {
  serveAnalyses();
}
