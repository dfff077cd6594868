import { access, constants, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DeepSpineError } from '../extension/src/findings';
import { jsonText, terminalText } from './plainText';

/**
 * Makes sure, before anything is computed, that files can be written.
 *
 * @throws DeepSpineError 'bad-arguments' when a folder is missing or not writable
 */
export async function checkWritable(files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) {
      continue;
    }
    try {
      await access(path.dirname(path.resolve(file)), constants.W_OK);
    } catch (cause) {
      throw new DeepSpineError(
        'bad-arguments',
        `${file} cannot be written: its folder is missing or write-protected.`,
        { cause }
      );
    }
  }
}

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  await writeFile(partial, content);
  await rename(partial, file);
}

/** A line on stderr that shows how far a long task is; silent where nobody watches. */
export function progressLine(): { show(text: string): void; clear(): void } {
  const { stderr } = process;
  return {
    show: text => {
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[K${terminalText(text)}`);
      }
    },
    clear: () => {
      if (stderr.isTTY) {
        stderr.write('\r\x1b[K');
      }
    },
  };
}

/** Fraction 0..1 as a bar of 24 characters with per cent. */
export function bar(fraction: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * 24);
  return `${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${Math.round(fraction * 100)} %`;
}

/** Text for people or a file's worth of lines on stdout. */
export function print(text: string): void {
  process.stdout.write(terminalText(text));
}

/** One JSON value a line on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonText(value)}\n`);
}

/** How stderr is written: sentences for people, or one JSON object a line for collectors of logs. */
export type LogFormat = 'text' | 'json';
export type LogLevel = 'info' | 'warn' | 'error';

let log: LogFormat = 'text';

/** Said once, when a command starts. */
export function setLogFormat(format: LogFormat): void {
  log = format;
}

/** One line on stderr. */
export function sayError(sentence: string): void {
  const line = terminalText(sentence).replace(/\s*\n\s*/g, ' ');
  if (log === 'json') {
    logEvent('warn', 'message', { message: line });
  } else {
    process.stderr.write(`deepspine: ${line}\n`);
  }
}

/** One JSON object on stderr. Whoever calls it sees to it that no field is of a patient but a study's UID. */
export function logEvent(level: LogLevel, event: string, fields: object): void {
  process.stderr.write(
    `${jsonText({ time: new Date().toISOString(), level, event, ...fields })}\n`
  );
}
