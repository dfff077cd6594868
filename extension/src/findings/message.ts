/** What a sentence says of its case; another message is a part of the sentence in words of its own, a list is a list of words. */
export type MessageValue = string | number | Message | readonly MessageValue[];
export type MessageValues = Readonly<Record<string, MessageValue>>;

/**
 * What is said to people, as data: which sentence (`messages/en.ts` has it by its code) and what it says of its case.
 * `context` among the values chooses between the sentences of one code, `count` between singular and plural, as i18next
 * does.
 */
export interface Message {
  readonly code: string;
  readonly values?: MessageValues;
}

/**
 * A message with its English sentence, as records, JSON and logs have it. Without values it was put in words by somebody
 * else (a browser, an archive, an earlier report) and is shown as it is.
 */
export interface Said {
  readonly code?: string;
  readonly values?: MessageValues;
  readonly text: string;
}
