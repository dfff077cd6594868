import type { LevelNumber } from './levels';
import type { Meaning, Scope } from './lexicon';

/** Levels of a sentence: by number, or by place (resolved against the text before it). */
export interface LevelItem {
  readonly kind: 'level';
  readonly levels: readonly LevelNumber[];
  readonly scope?: Scope;
  /** "above these levels": the levels on that side of the scope. */
  readonly beyond?: 'above' | 'below';
  /** "Multilevel", "several levels": which ones is not said. */
  readonly several?: true;
  /** Looks like a level and is none, or names a vertebra: nothing near it holds at a disc. */
  readonly unknown?: 'level' | 'vertebra';
  readonly start: number;
  readonly end: number;
}

/** A piece of meaning with its place in the report. */
export type Item =
  | LevelItem
  | ((
      | Exclude<Meaning, { kind: 'scope' }>
      | { readonly kind: 'word' }
      | { readonly kind: 'number'; readonly bone?: true }
    ) & {
      readonly start: number;
      readonly end: number;
    });
