import { readFileSync, statSync } from 'node:fs';
import { DeepSpineError } from '../extension/src/findings';
import { sayError } from './output';
import { reasonOf } from './reason';

/** Longer files hold no headers and no password. */
const MOST_BYTES = 65_536;

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

const linesOf = (file: string): string[] =>
  textOf(file, 'the headers', 'the file holds one "Name: value" a line').split(/\r?\n/);

function textOf(file: string, what: string, advice: string): string {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) {
      throw new DeepSpineError('bad-arguments', `${file} is too long to be a file of ${what}.`);
    }
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof DeepSpineError) {
      throw cause;
    }
    throw new DeepSpineError(
      'bad-arguments',
      `${file} with ${what} cannot be read (${reasonOf(cause)}); ${advice}.`,
      { cause }
    );
  }
  return text;
}

export interface RedisOptions {
  readonly redis: string;
  readonly redisPasswordFile?: string;
}

/**
 * The address of Redis with the password of the file, or of the environment (DEEPSPINE_REDIS_PASSWORD), in it. Says that
 * others can read a password that stands on the command line.
 *
 * @param source whence commander has the address: 'cli' for the command line
 * @throws DeepSpineError 'bad-arguments' for a file that cannot be read, an address that has a password already, or none
 *   that a password could be for; the password is not shown
 */
export function redisAddress(
  { redis, redisPasswordFile }: RedisOptions,
  source: string | undefined
): string {
  warnOfRedisPassword(redis, source);
  const password =
    redisPasswordFile === undefined
      ? process.env.DEEPSPINE_REDIS_PASSWORD
      : secretOf(redisPasswordFile, 'the password of Redis');
  if (password === undefined || password === '') {
    return redis;
  }
  const url = URL.canParse(redis) ? new URL(redis) : null;
  if (!url || url.host === '' || url.password !== '') {
    throw new DeepSpineError(
      'bad-arguments',
      url?.password
        ? 'Two passwords for Redis were given, one of them in its address; leave one out.'
        : 'A password for Redis was given, but no address like redis://host:6379 that it is for.'
    );
  }
  // The setter leaves a % as it is, which is then read as the beginning of an escape.
  url.password = encodeURIComponent(password);
  return url.href;
}

/**
 * A secret that is the whole content of a file, but for the line break at its end.
 *
 * @param what for the sentence that is said where it cannot be had
 * @throws DeepSpineError 'bad-arguments'
 */
export function secretOf(file: string, what: string): string {
  const text = textOf(file, what, `the file holds ${what} and nothing else`).replace(/\r?\n$/, '');
  if (text === '' || /[\r\n]/.test(text)) {
    throw new DeepSpineError('bad-arguments', `${file} holds not one line with ${what}.`);
  }
  return text;
}

function warnOfRedisPassword(redis: string, source: string | undefined): void {
  if (source === 'cli' && /^rediss?:\/\/[^/]*:[^/]*@/.test(redis)) {
    sayError(
      'everybody on this machine can read the password in --redis while this runs; give it with --redis-password-file or DEEPSPINE_REDIS_PASSWORD'
    );
  }
}
