import type { StudyFound } from '../dicomweb/archive';

/**
 * Tells studies that are whole from those that are still being sent: a study is whole when two looks, one after the
 * other, find it with the same number of instances. An archive that does not count shows a study twice.
 */
export class Arrivals {
  /** Instances of each study at the last look; null where the archive does not say. */
  private seen = new Map<string, number | null>();

  /** @returns Study Instance UIDs that are whole, at every look again */
  look(found: readonly StudyFound[]): string[] {
    const now = new Map(found.map(({ uid, count }) => [uid, count ?? null]));
    const whole = [...now].filter(([uid, count]) => this.seen.get(uid) === count);
    this.seen = now;
    return whole.map(([uid]) => uid);
  }
}
