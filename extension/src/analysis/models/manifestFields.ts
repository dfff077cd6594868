import { CONDITIONS, DeepSpineError, type Condition } from '../../findings';

export type Json = Readonly<Record<string, unknown>>;

/** Throws DeepSpineError 'bad-manifest' that says which field is wrong. */
export function fail(where: string, what: string): never {
  throw new DeepSpineError(
    'bad-manifest',
    `The model manifest is not usable: ${where} ${what}; install manifest.json and the model files ` +
      'of one release together.'
  );
}

export function objectAt(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(where, 'is not an object');
  }
  return value as Json;
}

export function listAt(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(where, 'is not a list');
}

export function textAt(object: Json, key: string, where: string): string {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : fail(`${where}.${key}`, 'is no text');
}

const finite = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

export function numberAt(object: Json, key: string, where: string): number {
  const value = object[key];
  return finite(value) ? value : fail(`${where}.${key}`, 'is no number');
}

/** A whole number of at least 1. */
export function countAt(object: Json, key: string, where: string): number {
  const value = numberAt(object, key, where);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : fail(`${where}.${key}`, 'is no whole number above 0');
}

/** A list of `count` finite numbers. */
export function numbersAt(object: Json, key: string, where: string, count: number): number[] {
  const at = `${where}.${key}`;
  const list = listAt(object[key], at);
  if (list.length !== count) {
    fail(at, `has ${list.length} values instead of ${count}`);
  }
  return list.map((value, i) => (finite(value) ? value : fail(`${at}[${i}]`, 'is no number')));
}

/** A number between 0 and 1, both excluded. */
export function probabilityOf(value: unknown, where: string): number {
  return finite(value) && value > 0 && value < 1 ? value : fail(where, 'is no probability');
}

/** A share of 1: 0 included, 1 excluded. */
export function shareOf(value: unknown, where: string): number {
  return finite(value) && value >= 0 && value < 1 ? value : fail(where, 'is no share of 1');
}

export function shapeAt(value: unknown, where: string): (number | string)[] {
  return listAt(value, where).map((size, i) => {
    const good =
      typeof size === 'string' ? size !== '' : Number.isSafeInteger(size) && Number(size) > 0;
    return good
      ? (size as number | string)
      : fail(`${where}[${i}]`, 'is neither a size nor a name');
  });
}

/** Refuses a list in which a name stands twice; undefined stands for no name. */
export function refuseTwice(names: readonly (string | undefined)[], where: string): void {
  const given = names.filter(name => name !== undefined);
  const twice = given.find((name, i) => given.indexOf(name) !== i);
  if (twice !== undefined) {
    fail(where, `name ${twice} twice`);
  }
}

export const isCondition = (value: unknown): value is Condition =>
  (CONDITIONS as readonly unknown[]).includes(value);

/** A table keyed by condition, each entry read by `read`. */
export function perCondition<T>(
  value: unknown,
  where: string,
  read: (entry: unknown, where: string, condition: Condition) => T
): Partial<Record<Condition, T>> {
  const table: Partial<Record<Condition, T>> = {};
  for (const [key, entry] of Object.entries(objectAt(value, where))) {
    if (!isCondition(key)) {
      fail(`${where}.${key}`, `is none of ${CONDITIONS.join(', ')}`);
    }
    table[key] = read(entry, `${where}.${key}`, key);
  }
  return table;
}
