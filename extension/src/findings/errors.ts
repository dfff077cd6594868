import type { MessageValues } from './message';

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
  /** What the sentence says of its case; missing where it is in no catalogue, as those of the command alone. */
  readonly values: MessageValues | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { values, ...options }: ErrorOptions & { readonly values?: MessageValues } = {}
  ) {
    super(message, options);
    this.name = 'DeepSpineError';
    this.values = values;
  }
}
