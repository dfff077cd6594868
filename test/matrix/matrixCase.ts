import type { ErrorCode, Vec3 } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';
import type { SeriesFiles } from './files';

export interface MatrixCase {
  readonly name: string;
  /** One of the dozen that every test run does. */
  readonly inCi?: boolean;
  readonly series: (slices: readonly Slice[]) => readonly SeriesFiles[];
  /** The code of the refusal; the discs of the original otherwise. */
  readonly refused?: ErrorCode;
  /** Where a point of the original lies in this study; the same place where missing. */
  readonly place?: (point: Vec3) => Vec3;
  /** Codes of warnings that must be among the result's. */
  readonly warns?: readonly string[];
}
