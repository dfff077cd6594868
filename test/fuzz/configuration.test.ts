/** A site's configuration is a stranger's object: refused in a sentence, or every setting is of its kind. */
import fc from 'fast-check';
import { CONDITIONS } from '../../extension/src/findings';
import {
  DEFAULT_CONFIGURATION,
  readConfiguration,
  type Configuration,
} from '../../extension/src/viewer/host/configuration';
import { budget } from './budget';
import { hostileValue } from './mutations';
import { expectRefusedOrUsable, refusalOf } from './refusals';

jest.setTimeout(3_600_000);

const KEYS = Object.keys(DEFAULT_CONFIGURATION) as (keyof Configuration)[];

function expectUsable(configuration: Configuration): void {
  expect(Object.keys(configuration).sort()).toEqual([...KEYS].sort());
  const { conditions, unsureBelow, draftTemplate, draftPhrases, ...rest } = configuration;
  expect(conditions.every(condition => CONDITIONS.includes(condition))).toBe(true);
  expect(unsureBelow === null || (unsureBelow >= 0 && unsureBelow <= 1)).toBe(true);
  expect(draftTemplate ?? '{{levels}}').toContain('{{levels}}');
  expect(Object.values(draftPhrases).every(phrase => typeof phrase === 'string')).toBe(true);
  expect(rest.baseUrl).not.toBe('');
  expect(['auto', 'webgpu', 'wasm']).toContain(rest.backend);
  expect(['binary', 'labelmap']).toContain(rest.segmentationEncoding);
}

test('hostile settings are refused in a sentence, or usable', () => {
  const key = fc.oneof(
    fc.constantFrom<string>(...KEYS),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '')
  );
  const settings = fc.oneof(
    { weight: 5, arbitrary: fc.array(fc.tuple(key, hostileValue), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: hostileValue }
  );
  fc.assert(
    fc.property(settings, given => {
      const entries = Array.isArray(given) && given.every(Array.isArray);
      const source: unknown = entries ? Object.fromEntries(given as [string, unknown][]) : given;
      const read = () => readConfiguration(source);
      expectRefusedOrUsable(fc.stringify(source), read, 'bad-arguments', expectUsable);
    }),
    budget('configuration')
  );
});

/** Found by fuzzing. */
test.each<[string, unknown]>([
  ['a setting named as every object has one', { constructor: 'x' }],
  ['a setting named toString', JSON.parse('{"toString": 1}')],
  ['a phrase named as every object has one', { draftPhrases: { toString: 'x' } }],
  ['phrases in a list', { draftPhrases: [] }],
  ['a number that JSON has not', { autoRun: 10n }],
  ['an object that holds itself', { archive: circular() }],
  ['a list', []],
])('%s is refused', (_name, source) => {
  expect(refusalOf(() => readConfiguration(source))).toMatchObject({ code: 'bad-arguments' });
});

function circular(): object {
  const object: Record<string, unknown> = {};
  object.self = object;
  return object;
}
