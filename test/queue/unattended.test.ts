import { unattended } from './unattended';
import { needs } from '../needs';

/** Nobody looks: studies arrive, a worker dies, the archive restarts; and all of it can be read afterwards. */

const { it: given } = needs('redis-server', 'Orthanc');

given(
  'nothing is lost though a worker is killed and the archive restarted, and metrics and audit trail tell it',
  async () => {
    const studies = 12;
    const figures = await unattended({ studies, every: 1, look: 1 }, () => undefined);
    const { metrics, audit, logged } = figures;
    expect(figures.held).toEqual({ '1 SR, 1 SEG': studies });
    expect(figures.status).toEqual({
      ...{ waiting: 0, running: 0, tryingAgain: 0, failed: 0, done: studies },
    });
    expect(figures.killed.doneByAnother).toBe(true);
    expect(figures.health).toEqual({ whileAway: 503, after: 200 });

    // What the killed worker did after it was last asked for its metrics stands in its log alone.
    expect((logged.stored ?? 0) + (logged['already-there'] ?? 0)).toBe(studies);
    expect([studies - 1, studies]).toContain(metrics.stored + metrics.alreadyThere);
    expect(metrics).toMatchObject({ queued: studies, queueDone: studies, failed: 0, models: 4 });
    expect(metrics.unreachable).toBeGreaterThan(0);
    for (const [stage, count] of Object.entries(metrics.timed)) {
      expect([stage, count >= metrics.stored]).toEqual([stage, true]);
    }

    expect(audit.unaccounted).toEqual([]);
    expect(audit.who).toEqual(['DS_WATCH', 'DS_WORK']);
    expect(audit.writes).toBeGreaterThanOrEqual(studies - 1);
    expect(audit.readsOfImages).toBeGreaterThanOrEqual(studies);
    expect(audit.unreachable).toBeGreaterThanOrEqual(metrics.unreachable);

    expect(logged).toMatchObject({ ready: 4, queued: studies });
    // One absence may be seen in two ways: an answer that breaks off, then no connection. Each is said, and the end once.
    expect(logged.well).toBeGreaterThanOrEqual(1);
    expect(logged.trouble).toBeGreaterThanOrEqual(logged.well!);
    expect(figures.leaked).toEqual([]);
  },
  900_000
);
