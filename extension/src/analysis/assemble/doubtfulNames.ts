import type { Warning } from '../types';

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
      : [
          {
            code: 'naming-signal-void',
            text:
              'Several vertebrae show a signal void (metal or cement?), where discs may be missed or ' +
              'seen that are none; check the level names.',
          },
        ];
  const doubt = [...warnings, ...metal].some(({ code }) => code.startsWith('naming-'));
  return doubt
    ? [
        ...metal,
        {
          code: 'level-count-uncertain',
          values: { confidence: Number(confidence.toFixed(2)) },
          text: 'The names of the levels are in doubt; count the vertebrae before a finding is used.',
        },
      ]
    : [];
}
