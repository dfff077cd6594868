import { InvalidArgumentError } from 'commander';
import type { ListenAddress } from './batch/server';
import type { Shard } from './extract/catalogue';
import type { Device } from './ortModel';
import { FURTHER_OBJECTS, type FurtherObject } from '../extension/src/record/furtherObjects';
import type { LogFormat } from './output';

/** Readers of option values; commander names the option in what they say. */

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return value;
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('It must be a port, from 0 (any free one) to 65535.');
  }
  return value;
}

/** "9188" (this machine alone can ask), "10.0.0.5:9188", "[::]:9188". */
export function listenAddress(text: string): ListenAddress {
  const found = /^(?:(\[[0-9a-f:.]+\]|[\w.-]+):)?(\d+)$/i.exec(text.trim());
  if (!found) {
    throw new InvalidArgumentError('It must be a port, or host:port.');
  }
  const host = found[1]?.replace(/[[\]]/g, '') ?? '127.0.0.1';
  return { host, port: portNumber(found[2]!) };
}

export function logFormat(text: string): LogFormat {
  if (text !== 'text' && text !== 'json') {
    throw new InvalidArgumentError('It must be text or json.');
  }
  return text;
}

/** Seconds, fractions allowed. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) {
    throw new InvalidArgumentError('It must be a number of seconds.');
  }
  return value;
}

/** "key-images,summary-pdf" */
export function furtherList(text: string): readonly FurtherObject[] {
  const names = text.split(',').map(name => name.trim());
  const known = names.filter(name => FURTHER_OBJECTS.some(one => one === name));
  if (known.length < names.length) {
    throw new InvalidArgumentError(`It must be one or more of ${FURTHER_OBJECTS.join(',')}.`);
  }
  return known as FurtherObject[];
}

export function classCount(text: string): 3 | 4 {
  if (text !== '3' && text !== '4') {
    throw new InvalidArgumentError('It must be 3 or 4.');
  }
  return text === '3' ? 3 : 4;
}

export function deviceOption(text: string): Device {
  if (text !== 'cpu' && text !== 'cuda' && text !== 'auto') {
    throw new InvalidArgumentError('It must be cpu, cuda or auto.');
  }
  return text;
}

/** "2/8". */
export function shardOption(text: string): Shard {
  const found = /^(\d+)\/(\d+)$/.exec(text);
  const [number, count] = [Number(found?.[1]), Number(found?.[2])];
  if (!found || number < 1 || number > count) {
    throw new InvalidArgumentError('It must look like 2/8: the second of eight parts.');
  }
  return { number, count };
}

/** Values of an option that may be repeated. */
export const repeated = (value: string, values: readonly string[] = []): string[] => [
  ...values,
  value,
];
