import { useEffect, useState } from 'react';
import type { Phase } from '../viewer/study/state';
import { secondsLeft } from './secondsLeft';
import { useTexts } from './useTexts';

/**
 * How long the analysis will still take, renewed with the progress and once a second; nothing while images are on their
 * way, which it may have to wait for.
 */
export function TimeLeft({ phase }: { readonly phase: Phase }) {
  const t = useTexts();
  const [clock, setClock] = useState<{ readonly began: number; readonly now: number } | null>(null);
  const analyzing = phase.kind === 'analyzing' && !phase.images;
  useEffect(() => {
    if (!analyzing) {
      return;
    }
    const began = performance.now();
    const timer = setInterval(() => setClock({ began, now: performance.now() }), 1000);
    return () => {
      clearInterval(timer);
      setClock(null);
    };
  }, [analyzing]);
  const seconds = analyzing && clock && secondsLeft(clock.now - clock.began, phase.fraction);
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
