import { stringify, type Options } from 'csv-stringify/sync';

/**
 * Text from outside (descriptions, modalities, report ids and words, what comes through Redis) on its way to a
 * terminal, a program or a spreadsheet: one function each, which every output of the command passes.
 */

/** Control sequences (ECMA-48 5.4) and operating system commands with their content. */
const SEQUENCES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g;
/** Controls but tab and line feed, and the marks that turn the direction of text round. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text without anything that a terminal obeys. */
export const terminalText = (text: string): string =>
  text.replace(SEQUENCES, '').replace(CONTROLS, '');

/** JSON that is safe to show: JSON itself escapes only the controls below U+0020. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    CONTROLS,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  );

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** A cell that a spreadsheet takes for text: what would begin a formula gets an apostrophe before it. */
function cell(text: string): string {
  const plain = terminalText(text);
  return /^\s*[=+\-@|%]/.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain;
}

/** Rows as CSV. */
export const csvText = (rows: readonly unknown[], options: Options = {}): string =>
  stringify([...rows], { ...options, cast: { string: cell } });
