import { LEXICON, type Meaning } from './lexicon';

/** A trie over words; a node may end a phrase. */
interface Node {
  meaning?: Meaning;
  readonly next: Map<string, Node>;
}

const newNode = (): Node => ({ next: new Map() });

/** All word sequences of one lexicon row: `a|b [c] d` gives a d, b d, a c d, b c d. */
function expand(row: string): string[][] {
  let sequences: string[][] = [[]];
  for (const part of row.split(' ')) {
    const optional = part.startsWith('[');
    const words = part.replace(/^\[|\]$/g, '').split('|');
    sequences = sequences.flatMap(sequence => [
      ...(optional ? [sequence] : []),
      ...words.map(word => [...sequence, word]),
    ]);
  }
  return sequences.filter(sequence => sequence.length > 0);
}

function build(): { root: Node; words: Set<string> } {
  const root = newNode();
  const words = new Set<string>();
  for (const [meaning, rows] of LEXICON) {
    for (const sequence of rows.flatMap(expand)) {
      let node = root;
      for (const word of sequence) {
        words.add(word);
        let child = node.next.get(word);
        if (!child) {
          child = newNode();
          node.next.set(word, child);
        }
        node = child;
      }
      // The first entry of the lexicon keeps a phrase that stands in it twice.
      node.meaning ??= meaning;
    }
  }
  return { root, words };
}

const { root, words } = build();

/** Every single word of the lexicon. */
export const LEXICON_WORDS: ReadonlySet<string> = words;

/** The longest phrase of the lexicon that begins at `tokens[at]`, or undefined. */
export function matchPhrase(
  tokens: readonly { readonly text: string }[],
  at: number
): { meaning: Meaning; length: number } | undefined {
  let node = root;
  let best: { meaning: Meaning; length: number } | undefined;
  for (let i = at; i < tokens.length; i += 1) {
    const child = node.next.get(tokens[i]!.text);
    if (!child) {
      break;
    }
    node = child;
    if (node.meaning) {
      best = { meaning: node.meaning, length: i - at + 1 };
    }
  }
  return best;
}
