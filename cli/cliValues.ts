import { InvalidArgumentError } from 'commander';
import type { Shard } from './extract/catalogue';
import type { Device } from './ortModel';

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

/** Seconds, fractions allowed. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) {
    throw new InvalidArgumentError('It must be a number of seconds.');
  }
  return value;
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
