import type { Message, MessageValue, MessageValues } from '../findings';
import { fill } from './fill';
import { localeOf } from './locale';

/** The text of a message in a language, before its values are put in. */
export type Lookup = (message: Message) => string;

/** A message in words. Lists become words between commas, messages within it the same language's. */
export function render(message: Message, lookup: Lookup, language?: string): string {
  const words = (value: MessageValue): string | number =>
    typeof value === 'string' || typeof value === 'number'
      ? value
      : isMessage(value)
        ? render(value, lookup, language)
        : value.map(words).join(', ');
  const values = Object.entries(message.values ?? {}).map(
    ([name, value]) => [name, words(value)] as const
  );
  return fill(lookup(message), Object.fromEntries(values), language);
}

/**
 * The keys of a message's sentence in a language, the best first, by the rules of i18next's JSON v4. Viewers bring
 * versions of i18next that know other ones, so that they are not left to it.
 */
export function keysOf({ code, values = {} }: Message, language: string): string[] {
  const { context, count } = values;
  const key = typeof context === 'string' ? `${code}_${context}` : code;
  return typeof count === 'number'
    ? [`${key}_${new Intl.PluralRules(localeOf(language)).select(count)}`, `${key}_other`]
    : [key];
}

export const isMessage = (value: MessageValue): value is Message =>
  typeof value === 'object' && !Array.isArray(value);

/** Values with others in place of those that `change` gives one for, in parts of the sentence as well. */
export function mapValues(
  values: MessageValues,
  change: (name: string, value: string | number) => string | number
): MessageValues {
  const changed = (name: string, value: MessageValue): MessageValue =>
    typeof value === 'string' || typeof value === 'number'
      ? change(name, value)
      : isMessage(value)
        ? { ...value, values: mapValues(value.values ?? {}, change) }
        : value.map(one => changed(name, one));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, changed(name, value)])
  );
}
