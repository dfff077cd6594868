import type { Context } from './mentions';
import type { PlacedClaim } from './place';

/** A sentence that only denies and names no level of its own, after text about a level. */
export interface LooseDenial {
  /** Its place in the order of the sentences of this part of the report. */
  readonly order: number;
  /** What carried the level to it. */
  readonly source: Context['source'];
  /** The level stood at the end of its sentence ("… noted at L4-L5"). */
  readonly trailing: boolean;
  /** Only "multilevel" was said. */
  readonly several: boolean;
  /** First words of a line. */
  readonly opensLine: boolean;
  /** Speaks of the canal as such: "adequate spinal canal", "no thecal sac compression". */
  readonly ofCanal: boolean;
  readonly placed: readonly PlacedClaim[];
}

const STATES_CANAL = /adequate|still|capacious/i;

/** Whether all claims of a sentence deny; positive words beside them keep it at its level. */
export function onlyDenies(placed: readonly PlacedClaim[]): boolean {
  return (
    placed.length > 0 &&
    placed.every(({ claim }) => claim.severity === 0 && claim.target !== 'level')
  );
}

/** Whether claims speak of the canal or sac as a whole. */
export function speaksOfCanal(text: string, placed: readonly PlacedClaim[]): boolean {
  return placed.every(
    ({ claim }) =>
      claim.target === 'canal' &&
      (claim.weak === true || STATES_CANAL.test(text.slice(claim.start, claim.end)))
  );
}

/**
 * Which denials speak of every level, not of the one before them. A line of its own after the last
 * level does ("L5-S1: disc bulge.⏎No thecal sac compression."), also "No thecal sac compression." behind
 * "… noted at L4-L5 level."; lines under a heading do not where the report writes its levels that way.
 *
 * @param leads Orders of the sentences that open with a level.
 */
export function widelyMeant(
  denials: readonly LooseDenial[],
  leads: readonly number[]
): LooseDenial[] {
  const lineByLine = denials.filter(
    ({ order, opensLine }) =>
      opensLine && leads.some(lead => lead < order) && leads.some(lead => lead > order)
  );
  return denials.filter(denial => {
    const { order, source, trailing, several, opensLine, ofCanal } = denial;
    const levelsFollow = leads.some(lead => lead > order);
    if (several) {
      return true;
    }
    if (source === 'own-line') {
      return ofCanal && opensLine && !levelsFollow && leads.length <= 1 && !lineByLine.length;
    }
    if (levelsFollow && !(trailing && opensLine)) {
      return false;
    }
    if (opensLine) {
      return trailing || lineByLine.length === 0;
    }
    return source === 'sentence' && trailing && ofCanal;
  });
}
