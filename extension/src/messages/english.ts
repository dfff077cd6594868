import {
  DeepSpineError,
  type ErrorCode,
  type Message,
  type MessageValue,
  type MessageValues,
  type Said,
} from '../findings';
import type { Arguments, MessageCode } from './catalogue';
import { EN_MESSAGES } from './en';
import { isMessage, keysOf, render } from './render';

const SENTENCES: Readonly<Record<string, string>> = EN_MESSAGES;

/** The text of a message in English, without its values. */
export const template = (message: Message): string => {
  const key = keysOf(message, 'en').find(one => Object.hasOwn(SENTENCES, one));
  return key === undefined ? message.code : SENTENCES[key]!;
};

/** A message in English, as records, JSON, logs and the command have it. */
export const english = (message: Message): string => render(message, template);

/** A part of a sentence. */
export const part = <Code extends MessageCode>(
  code: Code,
  ...[values]: Arguments<Code>
): Message => ({ code, ...(values ? { values: values as MessageValues } : {}) });

/** A message with its English sentence. */
export function said<Code extends MessageCode>(
  code: Code,
  ...[values = {} as never]: Arguments<Code>
): Said & { readonly code: Code; readonly values: MessageValues } {
  const message = { code, values: values as MessageValues };
  return { ...message, text: english(message) };
}

/** An error of the catalogue; `cause` is for developers. */
export function refused<Code extends MessageCode & ErrorCode>(
  code: Code,
  ...[values = {} as never, cause]: [...Arguments<Code>, cause?: unknown]
): DeepSpineError {
  const message = { code, values: values as MessageValues };
  return new DeepSpineError(code, english(message), {
    values: message.values,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** An error as a part of another sentence. */
export const partOf = (error: DeepSpineError): MessageValue =>
  error.values ? { code: error.code, values: error.values } : error.message;

/** Several words as one part: 'a and b'. */
export const both = (list: readonly MessageValue[]): MessageValue =>
  list.reduce((a, b) => part('both', { a, b }));

/** A value as plain words, or the number that it is. */
export const plain = (value: MessageValue): string | number =>
  typeof value === 'string' || typeof value === 'number'
    ? value
    : isMessage(value)
      ? english(value)
      : value.map(plain).join(', ');

/** Values as plain words and numbers, as JSON has them; null where there are none. */
export function plainValues(
  values: MessageValues | undefined
): Readonly<Record<string, string | number>> | null {
  const entries = Object.entries(values ?? {}).map(([name, value]) => [name, plain(value)]);
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

/** What was thrown, as it is said: what is none of ours in its own words. */
export function saidOf(error: unknown): Said {
  const text = error instanceof Error ? error.message : String(error);
  return error instanceof DeepSpineError && error.values
    ? { code: error.code, values: error.values, text }
    : { text };
}
