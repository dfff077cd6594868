import type { Level } from '../../findings';
import type { GradedStudy } from './state';

/** In reports of earlier versions, for any of the naming codes. */
const EARLIER = 'level-count-uncertain';

/** Whether the names of the levels are in doubt. Who renumbered them has said what they are. */
export const hasNamingDoubt = ({ warnings }: Pick<GradedStudy, 'warnings'>): boolean =>
  warnings.some(({ code }) => code.startsWith('naming-') || code === EARLIER) &&
  !warnings.some(({ code }) => code === 'levels-renumbered');

/** A level as it is written on the images: with a question mark where its name is in doubt. */
export const levelName = (level: Level, doubt: boolean): string => (doubt ? `${level}?` : level);
