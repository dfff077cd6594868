/** Served below the base URL; a worker's name says what it does. */
export const WORKER_SCRIPT = 'worker.js';

/** Runs the analysis. */
export const ANALYSIS_WORKER = 'deepspine';

/** Computes models for it. */
export const MODEL_WORKER = 'deepspine-models';
