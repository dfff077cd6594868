import type { SlicePlane } from '../../imaging/types';
import type { AnalysisRecord, NaturalizedDataset } from '../record';
import type { GrayPicture } from './page';

/** What the page shows of a study. */
export interface SummaryContent {
  readonly record: AnalysisRecord;
  /** Header of an image of the study: the patient's and the study's attributes. */
  readonly header: NaturalizedDataset;
  /** A sagittal slice through the middle of the discs, and its plane. */
  readonly picture: GrayPicture | null;
  readonly plane: SlicePlane | null;
  /** The draft report: only what a person accepted or changed; '' where nobody did. */
  readonly draft: string;
  /** When the page is made. */
  readonly now: Date;
}
