import type { Chunk } from './chunks';
import type { ExtendedMention } from './extended';
import type { Words } from './heads';
import type { Item } from './item';
import type { PlacedClaim } from './place';
import type { SentenceReading } from './sentence';
import type { UnreadClause } from './types';

/** Words that ought to end in a label: a narrowing, a sign, a part of a level without any other noun. */
function speaksOfLevels({ items }: Chunk): boolean {
  const said = (item: Item): boolean =>
    item.kind === 'sign' ||
    (item.kind === 'path' && ['narrow', 'compress'].includes(item.path)) ||
    (item.kind === 'region' && !['disc', 'foreign', 'fat'].includes(item.region));
  const parts = items.filter(said);
  // "extending to the lateral recess" places the disc.
  const recess = parts.every(item => item.kind === 'region' && item.region === 'recess');
  return (
    parts.length > 0 && !recess && !items.some(({ kind }) => kind === 'other' || kind === 'surgery')
  );
}

const spanOf = ({ items }: Chunk): Words => ({ start: items[0]!.start, end: items.at(-1)!.end });
const overlap = (a: Words, b: Words): boolean => a.start < b.end && b.start < a.end;

/** The clauses of a sentence that gave nothing, with the reason; neighbours are joined. */
export function unreadIn(
  { chunks, written }: Pick<SentenceReading, 'chunks' | 'written'>,
  placed: readonly PlacedClaim[],
  mentions: readonly ExtendedMention[]
): Omit<UnreadClause, 'quote'>[] {
  const kept = chunks.map(spanOf);
  const said = [...placed.map(({ claim }) => claim), ...mentions];
  const clauses: Omit<UnreadClause, 'quote'>[] = [];
  const add = (span: Words, reason: UnreadClause['reason']): void => {
    const last = clauses.at(-1);
    if (last?.reason === reason) {
      clauses[clauses.length - 1] = {
        reason,
        start: Math.min(last.start, span.start),
        end: Math.max(last.end, span.end),
      };
    } else {
      clauses.push({ start: span.start, end: span.end, reason });
    }
  };
  const nowhere = placed.filter(
    ({ claim, place }) =>
      claim.severity !== 0 &&
      (place === undefined || place.several === true) &&
      (place?.levels.length ?? 0) === 0
  );
  for (const chunk of written) {
    const span = spanOf(chunk);
    const unknown = chunk.items.some(item => item.kind === 'level' && item.unknown === 'level');
    if (unknown) {
      add(span, 'unknown-level');
    } else if (!speaksOfLevels(chunk)) {
      continue;
    } else if (!kept.some(words => overlap(words, span))) {
      add(span, 'not-stated');
    } else if (nowhere.some(({ claim }) => overlap(claim, span))) {
      add(span, 'no-level');
    } else if (!said.some(words => overlap(words, span))) {
      add(span, 'not-understood');
    }
  }
  return clauses;
}
