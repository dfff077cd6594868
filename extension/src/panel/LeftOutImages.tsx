import { LEFT_OUT_REASONS, type LeftOutReason, type SeriesUse } from '../imaging/types';
import { useTexts } from './useTexts';

interface LeftOut {
  readonly reason: LeftOutReason;
  readonly images: number;
}

/** Of a series: how many of its images were left out for each reason. */
const byReason = ({ leftOut }: SeriesUse): readonly LeftOut[] =>
  LEFT_OUT_REASONS.map(reason => ({
    reason,
    images: leftOut.filter(image => image.reason === reason).length,
  })).filter(({ images }) => images > 0);

/** How many images of a study were not analyzed. */
export const leftOutCount = (series: readonly SeriesUse[]): number =>
  series.reduce((sum, { leftOut }) => sum + leftOut.length, 0);

/** The images that were not analyzed, series by series, and why: nobody takes them for looked at. */
export function LeftOutImages({ series }: { readonly series: readonly SeriesUse[] }) {
  const t = useTexts();
  return (
    <div className="deepspine-section" data-cy="deepspine-left-out">
      <p className="deepspine-hint">{t('leftOutHint')}</p>
      <ul className="deepspine-quotes">
        {series.flatMap(one =>
          byReason(one).map(({ reason, images }) => (
            <li key={`${one.seriesInstanceUID} ${reason}`} data-reason={reason}>
              {t('leftOutOf', {
                series: one.description || t('leftOutSeries', { number: one.seriesNumber ?? '?' }),
                images,
                reason: t(`left-out-${reason}`),
              })}
            </li>
          ))
        )}
      </ul>
    </div>
  );
}
