import { mergeLevels } from './collapse';
import type { Item } from './item';
import { levelsBeyond } from './items';
import type { Scope } from './lexicon';
import { lumbarLevels, type LevelNumber, type Numbering } from './levels';
import type { Place } from './place';

/** Levels that carry on from one sentence to the next, and what set them. */
export interface Context {
  readonly place: Place;
  /** A heading on a line of its own, one with text behind it, or a sentence. */
  readonly source: 'own-line' | 'in-line' | 'sentence';
  /** The sentence ended on the level instead of opening with it. */
  readonly trailing?: boolean;
}

/** A heading's level, else the last one named in the sentence, else the one carried on. */
function thisLevel(
  context: Context | undefined,
  inSentence: boolean
): readonly LevelNumber[] | undefined {
  const held = context?.place.scope === 'named' ? context : undefined;
  return held && (held.source !== 'sentence' || !inSentence) ? held.place.levels : undefined;
}

/** The levels a part of a report has named so far: what "both levels" and "these levels" point to. */
export class LevelMentions {
  /** Latest last. */
  private readonly mentions: (readonly LevelNumber[])[] = [];

  constructor(private readonly numbering: Numbering) {}

  /** Gives numbers to levels named by their place: "the upper two levels", "both levels". */
  resolve(items: readonly Item[], context: Context | undefined): Item[] {
    const before = this.mentions.length;
    const resolved = items.map(item => {
      if (item.kind !== 'level') {
        return item;
      }
      if (item.scope === undefined) {
        this.mentions.push(item.levels);
        return item;
      }
      const levels = this.levelsOf(item.scope, context, this.mentions.length > before);
      if (!levels) {
        return item;
      }
      const { kind, start, end, beyond } = item;
      // "in the lower lumbar spine, mainly at L5-S1": the number that follows says which.
      if (['several', 'upper', 'lower'].includes(item.scope) && !beyond) {
        return { kind, start, end, levels, several: true as const };
      }
      return { kind, start, end, levels: beyond ? this.beyond(beyond, levels) : levels };
    });
    return resolved.some((item, i) => item !== items[i]) ? mergeLevels(resolved) : resolved;
  }

  private levelsOf(
    scope: Scope,
    context: Context | undefined,
    inSentence: boolean
  ): readonly LevelNumber[] | undefined {
    const all = lumbarLevels(this.numbering);
    const last = this.mentions.at(-1) ?? [];
    switch (scope) {
      case 'upper':
      case 'upper-two':
        return all.slice(0, 2);
      case 'upper-three':
        return all.slice(0, 3);
      case 'lower':
      case 'lower-two':
        return all.slice(-2);
      case 'lower-three':
        return all.slice(-3);
      case 'junction':
        return all.slice(-1);
      case 'this':
        return thisLevel(context, inSentence) ?? last;
      case 'latter':
        return last.slice(-1);
      case 'former':
        return last.slice(0, 1);
      case 'both':
        return last.length >= 2 ? last.slice(-2) : this.distinct().slice(-2);
      case 'these':
        return last.length >= 2 ? last : this.distinct();
      case 'first-two':
        return (last.length >= 2 ? last : this.distinct()).slice(0, 2);
      case 'several':
      case 'foreign':
        return [];
      default:
        return undefined;
    }
  }

  private beyond(direction: 'above' | 'below', levels: readonly LevelNumber[]): LevelNumber[] {
    const edge = direction === 'above' ? Math.min(...levels) : Math.max(...levels);
    return levels.length > 0 ? levelsBeyond(direction, edge, this.numbering) : [];
  }

  private distinct(): LevelNumber[] {
    return [...new Set(this.mentions.flat())];
  }
}
