import type { LengthMeasurement } from '../analysis/levelResult';
import type { GradedStudy } from '../viewer/study/state';
import { useSessionState } from './SessionContext';
import { useTexts } from './useTexts';

function Millimeters({ length }: { readonly length: LengthMeasurement | null }) {
  const t = useTexts();
  return length ? (
    <td>{length.mm.toFixed(1)}</td>
  ) : (
    <td aria-label={t('notMeasured')} title={t('notMeasured')}>
      –
    </td>
  );
}

/** Disc heights and canal diameter per level, in mm. */
export function LevelMeasurements({ study }: { readonly study: GradedStudy }) {
  const { selected } = useSessionState();
  const t = useTexts();
  return (
    <table className="deepspine-measurements" data-cy="deepspine-measurements">
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>
            {t('level')}
          </th>
          <th scope="colgroup" colSpan={3}>
            {t('discHeight')}
          </th>
          <th scope="colgroup" colSpan={2}>
            {t('canalAp')}
          </th>
        </tr>
        <tr>
          <th scope="col">{t('anterior')}</th>
          <th scope="col">{t('middle')}</th>
          <th scope="col">{t('posterior')}</th>
          <th scope="col">mm</th>
          <th scope="col">{t('canalRatio')}</th>
        </tr>
      </thead>
      <tbody>
        {study.levels.map(({ level, measurements: { discHeight, canalAp, canalRatio } }) => (
          <tr key={level} data-selected={selected?.level === level ? '' : undefined}>
            <th scope="row">{level}</th>
            <Millimeters length={discHeight.anterior} />
            <Millimeters length={discHeight.middle} />
            <Millimeters length={discHeight.posterior} />
            <Millimeters length={canalAp} />
            <td>{canalRatio === null ? '–' : canalRatio.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
