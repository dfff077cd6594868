import { readFileSync } from 'node:fs';
import { DeepSpineError } from '../extension/src/findings';
import { sayError } from './output';
import { reasonOf } from './reason';

/** Longer files hold no headers. */
const MOST_CHARACTERS = 65_536;

export interface HeaderOptions {
  /** Of the command line. */
  readonly header?: readonly string[];
  readonly headerFile?: string;
}

/**
 * The headers for an archive: of the file, of the environment (DEEPSPINE_DICOMWEB_HEADERS, one a line) and of the command
 * line. Says that others can read what stands on the command line.
 *
 * @throws DeepSpineError 'bad-arguments' when one is no header; what was given is not shown
 */
export function headersOf({ header = [], headerFile }: HeaderOptions): Record<string, string> {
  if (header.length > 0) {
    sayError(
      'everybody on this machine can read --header while this runs; give credentials with --header-file or DEEPSPINE_DICOMWEB_HEADERS'
    );
  }
  const lines = [
    ...(headerFile === undefined ? [] : linesOf(headerFile)),
    ...(process.env.DEEPSPINE_DICOMWEB_HEADERS?.split('\n') ?? []),
    ...header,
  ].filter(line => line.trim() !== '');
  return Object.fromEntries(
    lines.map(line => {
      const found = /^([\w-]+)\s*:\s*(.+)$/.exec(line.trim());
      if (!found) {
        throw new DeepSpineError(
          'bad-arguments',
          'A header looks like "Name: value"; what was given (not shown here) does not.'
        );
      }
      return [found[1]!, found[2]!];
    })
  );
}

function linesOf(file: string): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= MOST_CHARACTERS) {
      return text.split(/\r?\n/);
    }
  } catch (cause) {
    throw new DeepSpineError(
      'bad-arguments',
      `The headers of ${file} cannot be read (${reasonOf(cause)}); the file holds one "Name: value" a line.`,
      { cause }
    );
  }
  throw new DeepSpineError('bad-arguments', `${file} is too long to be a file of headers.`);
}

/** Says that others can read a password that stands on the command line. */
export function warnOfRedisPassword(redis: string, source: string | undefined): void {
  if (source === 'cli' && /^rediss?:\/\/[^/]*:[^/]*@/.test(redis)) {
    sayError(
      'everybody on this machine can read the password in --redis while this runs; give the address with DEEPSPINE_REDIS'
    );
  }
}
