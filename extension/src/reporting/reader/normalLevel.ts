import type { Chunk } from './chunks';
import type { Claim } from './claims';
import type { ChunkReading, Head } from './heads';
import { HARMLESS } from './lookahead';
import { placeOf } from './place';

/** "Unremarkable.", "no abnormality", "otherwise normal": nothing else is its subject. */
function saysNormal(
  chunks: readonly Chunk[],
  k: number,
  head: Head,
  reading: ChunkReading
): boolean {
  const normal = head.kind === 'normal' && !head.negated;
  const nothing = head.negated && (head.path === 'abnormality' || head.path === 'degenerate');
  const otherSubject = reading.hasUnknown || reading.hasOther || reading.regions.length > 0;
  if (!(normal || nothing) || otherSubject) {
    return false;
  }
  const chunk = chunks[k]!;
  const alone = chunks
    .slice(0, k)
    .every(earlier => earlier.items.every(item => HARMLESS.has(item.kind)));
  return placeOf(chunk) !== undefined || reading.isOtherwise || chunk.bracketed || alone;
}

/**
 * The claim that a level as a whole is normal, where a bare head says so. Without a level, "normal MRI"
 * speaks of all levels and "otherwise normal MRI" of the rest.
 */
export function normalLevel(
  chunks: readonly Chunk[],
  k: number,
  head: Head,
  reading: ChunkReading
): Claim | undefined {
  if (!saysNormal(chunks, k, head, reading)) {
    return undefined;
  }
  const study = reading.hasExam && placeOf(chunks[k]!) === undefined;
  const exam = reading.isOtherwise ? 'rest' : 'all';
  const { start, end } = head;
  return {
    target: 'level',
    side: null,
    severity: 0,
    chunk: k,
    exam: study ? exam : undefined,
    start,
    end,
  };
}
