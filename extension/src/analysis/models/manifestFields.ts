import { CONDITIONS, GRADINGS, isGradingKey, type Condition, type HeadKey } from '../../findings';
import { part, refused } from '../../messages';
import type { MessageValue, ValuesOf } from '../../messages/catalogue';

export type Json = Readonly<Record<string, unknown>>;

/** Throws DeepSpineError 'bad-manifest' that says which field is wrong. */
export function fail(where: MessageValue, fault: ValuesOf<'manifest-fault'>): never {
  throw refused('bad-manifest', {
    context: 'field',
    field: where,
    fault: part('manifest-fault', fault),
  });
}

export function objectAt(value: unknown, where: MessageValue): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(where, { context: 'not-object' });
  }
  return value as Json;
}

export function listAt(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(where, { context: 'not-list' });
}

export function textAt(object: Json, key: string, where: string): string {
  const value = object[key];
  return typeof value === 'string' && value !== ''
    ? value
    : fail(`${where}.${key}`, { context: 'no-text' });
}

const finite = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export function numberAt(object: Json, key: string, where: string): number {
  const value = object[key];
  return finite(value) ? value : fail(`${where}.${key}`, { context: 'no-number' });
}

/** A whole number of at least 1. */
export function countAt(object: Json, key: string, where: string): number {
  const value = numberAt(object, key, where);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : fail(`${where}.${key}`, { context: 'no-count' });
}

export const numberOf = (value: unknown, where: string): number =>
  finite(value) ? value : fail(where, { context: 'no-number' });

/** A list of `count` values, each read by `read`. */
export function listOf<T>(
  value: unknown,
  where: string,
  count: number,
  read: (entry: unknown, where: string) => T
): T[] {
  const list = listAt(value, where);
  if (list.length !== count) {
    fail(where, { context: 'length', found: list.length, wanted: count });
  }
  return list.map((entry, i) => read(entry, `${where}[${i}]`));
}

/** A list of `count` finite numbers. */
export const numbersAt = (object: Json, key: string, where: string, count: number): number[] =>
  listOf(object[key], `${where}.${key}`, count, numberOf);

/** A number between 0 and 1, both excluded. */
export function probabilityOf(value: unknown, where: string): number {
  return finite(value) && value > 0 && value < 1
    ? value
    : fail(where, { context: 'no-probability' });
}

/** A share of 1: 0 included, 1 excluded. */
export function shareOf(value: unknown, where: string): number {
  return finite(value) && value >= 0 && value < 1 ? value : fail(where, { context: 'no-share' });
}

export function shapeAt(value: unknown, where: string): (number | string)[] {
  return listAt(value, where).map((size, i) => {
    const good =
      typeof size === 'string' ? size !== '' : Number.isSafeInteger(size) && Number(size) > 0;
    return good ? (size as number | string) : fail(`${where}[${i}]`, { context: 'no-size' });
  });
}

/** Refuses a list in which a name stands twice; undefined stands for no name. */
export function refuseTwice(names: readonly (string | undefined)[], where: string): void {
  const given = names.filter(name => name !== undefined);
  const twice = given.find((name, i) => given.indexOf(name) !== i);
  if (twice !== undefined) {
    fail(where, { context: 'twice', name: twice });
  }
}

export const isCondition = (value: unknown): value is Condition =>
  (CONDITIONS as readonly unknown[]).includes(value);

/** A table keyed by what `isKey` knows, each entry read by `read`. */
export function tableAt<K extends string, T>(
  value: unknown,
  where: string,
  keys: { readonly isKey: (key: unknown) => key is K; readonly known: readonly string[] },
  read: (entry: unknown, where: string, key: K) => T
): Partial<Record<K, T>> {
  const table: Partial<Record<K, T>> = {};
  for (const [key, entry] of Object.entries(objectAt(value, where))) {
    if (!keys.isKey(key)) {
      fail(`${where}.${key}`, { context: 'none-of', known: keys.known.join(', ') });
    }
    table[key as K] = read(entry, `${where}.${key}`, key as K);
  }
  return table;
}

const OF_CONDITION = { isKey: isCondition, known: CONDITIONS };
const OF_HEAD = {
  isKey: (key: unknown): key is HeadKey => isCondition(key) || isGradingKey(key),
  known: [...CONDITIONS, ...GRADINGS],
};

/** A table keyed by condition, each entry read by `read`. */
export const perCondition = <T>(
  value: unknown,
  where: string,
  read: (entry: unknown, where: string, condition: Condition) => T
): Partial<Record<Condition, T>> => tableAt(value, where, OF_CONDITION, read);

/** A table keyed by condition or grading. */
export const perHead = <T>(
  value: unknown,
  where: string,
  read: (entry: unknown, where: string, head: HeadKey) => T
): Partial<Record<HeadKey, T>> => tableAt(value, where, OF_HEAD, read);
