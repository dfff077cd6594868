import { useEffect, useState } from 'react';
import type { Phase } from '../viewer/state';
import { useTexts } from './useTexts';

/** Below this share of the work a guess would be far off. */
const ENOUGH = 0.08;

/**
 * Seconds that the rest will take if it goes on as it went so far, in steps of five; null while it is
 * too early to say.
 * @param elapsedMs since the work began
 * @param fraction of the work that is done, 0..1
 */
export function secondsLeft(elapsedMs: number, fraction: number): number | null {
  if (!(fraction >= ENOUGH) || elapsedMs < 1000) {
    return null;
  }
  const seconds = ((elapsedMs / fraction) * (1 - fraction)) / 1000;
  return Math.ceil(seconds / 5) * 5;
}

/** How long the analysis will still take, renewed with the progress and once a second. */
export function TimeLeft({ phase }: { readonly phase: Phase }) {
  const t = useTexts();
  const [clock, setClock] = useState<{ readonly began: number; readonly now: number } | null>(null);
  const analysing = phase.kind === 'analysing';
  useEffect(() => {
    if (!analysing) {
      return;
    }
    const began = performance.now();
    const timer = setInterval(() => setClock({ began, now: performance.now() }), 1000);
    return () => {
      clearInterval(timer);
      setClock(null);
    };
  }, [analysing]);
  const seconds = analysing && clock && secondsLeft(clock.now - clock.began, phase.fraction);
  if (typeof seconds !== 'number') {
    return null;
  }
  return (
    <span data-cy="deepspine-time-left">
      {' · '}
      {seconds > 5 ? t('timeLeft', { seconds }) : t('almostDone')}
    </span>
  );
}
