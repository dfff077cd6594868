import { LEVELS, type Level } from '../findings';
import { canRenumber } from '../viewer/study/renumber';
import type { GradedStudy } from '../viewer/study/state';
import { useSession } from './SessionContext';
import { useTexts } from './useTexts';

/** Gives the selected disc another name; all others move along. */
export function DiscName({ study, level }: { readonly study: GradedStudy; readonly level: Level }) {
  const session = useSession();
  const t = useTexts();
  const distance = (name: Level) => LEVELS.indexOf(name) - LEVELS.indexOf(level);
  return (
    <label className="deepspine-row" title={t('discNameHint')}>
      {t('discName')}
      <select
        className="deepspine-select"
        data-cy="deepspine-disc-name"
        value={level}
        onChange={event => session.decisions.renumber(distance(event.target.value as Level))}
      >
        {LEVELS.filter(name => canRenumber(study, distance(name))).map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
