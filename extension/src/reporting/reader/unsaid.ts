import type { Chunk } from './chunks';
import type { Item } from './item';

/** Takes hypothetical, compared and earlier text out of the sentence. */
export function dropUnsaid(chunks: readonly Chunk[]): Chunk[] {
  const clauses: Chunk[][] = [];
  for (const chunk of chunks) {
    if (clauses.length === 0 || chunk.separator === 'semicolon' || chunk.separator === 'but') {
      clauses.push([]);
    }
    clauses.at(-1)!.push(chunk);
  }
  return clauses.flatMap(dropInClause);
}

const mentions = (chunk: Chunk, kind: Item['kind']): boolean =>
  chunk.items.some(item => item.kind === kind);

function dropInClause(clause: Chunk[]): Chunk[] {
  if (clause.some(chunk => mentions(chunk, 'denial'))) {
    return [];
  }
  let kept = clause;
  const still = clause.some(chunk =>
    ['absent', 'resolved', 'unchanged'].some(kind => mentions(chunk, kind as Item['kind']))
  );
  if (!still && clause.some(chunk => mentions(chunk, 'earlier'))) {
    const now = clause.findIndex(chunk => mentions(chunk, 'now'));
    kept = now < 0 ? [] : clause.slice(now);
  }
  const doubt = kept.findIndex(chunk => mentions(chunk, 'doubt'));
  if (doubt >= 0) {
    kept = [...kept.slice(0, doubt), ...cutAt(kept[doubt]!, 'doubt')];
  }
  return kept.flatMap(chunk => {
    if (mentions(chunk, 'vague')) {
      return cutAt(chunk, 'vague');
    }
    const surgery = chunk.items.findIndex(item => item.kind === 'surgery');
    const purpose = chunk.items.findIndex((item, i) => item.kind === 'for' && i > surgery);
    if (surgery >= 0 && purpose >= 0) {
      return [{ ...chunk, items: chunk.items.slice(0, purpose) }];
    }
    return mentions(chunk, 'versus') ? cutAt(chunk, 'versus') : [chunk];
  });
}

function cutAt(chunk: Chunk, kind: Item['kind']): Chunk[] {
  const at = chunk.items.findIndex(item => item.kind === kind);
  return at > 0 ? [{ ...chunk, items: chunk.items.slice(0, at) }] : [];
}
