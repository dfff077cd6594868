import type { MessageValue, MessageValues } from '../findings';
import type { EN_MESSAGES, EN_TEXTS } from './en';

export type TextKey = keyof typeof EN_TEXTS;
/** What the panel says in a language. */
export type Texts = Readonly<Record<TextKey, string>>;

type Sentences = typeof EN_MESSAGES;
type MessageKey = keyof Sentences;
/** The messages of a language: a language has every sentence of English. */
export type MessageTexts = Readonly<Record<MessageKey, string>>;

type Placeholder<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? (Name extends `${infer Bare}:${string}` ? Bare : Name) | Placeholder<Rest>
  : never;
type Singular<Key> = Key extends `${infer Bare}_one` | `${infer Bare}_other` ? Bare : Key;
type CodeOf<Key> = Key extends `${infer Code}_${string}` ? Code : Key;
type ContextOf<Key> = Key extends `${string}_${infer Context}`
  ? { readonly context: Context }
  : { readonly context?: never };

/** One sentence with the values that it needs; it may carry others, for whoever reads the data. */
interface Sentence<Key extends MessageKey> {
  readonly code: CodeOf<Singular<Key>>;
  readonly values: ContextOf<Singular<Key>> &
    Readonly<Record<Placeholder<Sentences[Key]>, MessageValue>> &
    (Key extends `${string}_one` | `${string}_other` ? { readonly count: number } : unknown);
}
type AnySentence = { [Key in MessageKey]: Sentence<Key> }[MessageKey];

/** Every code that has a sentence. */
export type MessageCode = AnySentence['code'];

/** What has to be said with a code: one of its contexts, and the values of that sentence. */
export type ValuesOf<Code extends MessageCode> = Extract<
  AnySentence,
  { readonly code: Code }
>['values'] &
  Readonly<Partial<Record<Extra, MessageValue>>>;

/** Values that are data only, in no sentence. */
type Extra = 'confidence';

/** Arguments after a code: values may be missing where the sentence has none. */
export type Arguments<Code extends MessageCode> =
  Record<never, never> extends ValuesOf<Code>
    ? [values?: ValuesOf<Code>]
    : [values: ValuesOf<Code>];

export type { MessageValue, MessageValues };
