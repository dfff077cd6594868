/** Every reason for which DeepSPINE refuses or stops; the code is stable, the sentence is for people. */
export type ErrorCode =
  | 'no-series'
  | 'not-mr'
  | 'not-sagittal'
  | 'not-lumbar'
  | 'localiser'
  | 'too-few-slices'
  | 'missing-slices'
  | 'duplicate-slices'
  | 'inconsistent-slices'
  | 'bad-geometry'
  | 'corrupt-file'
  | 'unsupported-file'
  | 'no-discs'
  | 'bad-manifest'
  | 'model-download'
  | 'model-hash'
  | 'model-run'
  | 'archive-refused'
  | 'archive-unreachable'
  | 'bad-report'
  | 'bad-arguments'
  | 'cancelled';

/** An error whose message is one clear sentence that says what is wrong and what to do. */
export class DeepSpineError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options);
    this.name = 'DeepSpineError';
  }
}
