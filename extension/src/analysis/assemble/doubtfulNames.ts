import { warning, type Warning } from '../warning';

/** Metal in so many bodies leaves edges that look like discs, and hides real ones. */
const METAL_BODIES = 2;

/**
 * What is said last of the names of the levels, once everything else is known: metal in several bodies, and one sentence
 * that sums up every doubt.
 */
export function doubtfulNames(warnings: readonly Warning[], confidence: number): Warning[] {
  const metal: Warning[] =
    warnings.filter(({ code }) => code === 'signal-void').length < METAL_BODIES
      ? []
      : [warning('naming-signal-void', { context: 'several' })];
  const doubt = [...warnings, ...metal].some(({ code }) => code.startsWith('naming-'));
  return doubt
    ? [...metal, warning('level-count-uncertain', { confidence: Number(confidence.toFixed(2)) })]
    : [];
}
