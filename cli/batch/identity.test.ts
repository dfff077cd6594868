import { refused } from '../../extension/src/messages';
import { DeepSpineError } from '../../extension/src/findings';
import { failureOf, failureText, mayPass } from './failure';
import { modelKey, recordSeed } from './identity';

const model = (name: string, version = '1.0.0', sha256 = 'ab'.repeat(32)) => ({
  name,
  version,
  sha256,
});

test('models have one key, whatever their order and the spelling of their hashes', () => {
  const [a, b] = [model('a'), model('b')];
  expect(modelKey([b, { ...a, sha256: a.sha256.toUpperCase() }])).toBe(modelKey([a, b]));
  const others = [[a], [a, model('b', '1.0.1')], [a, model('b', '1.0.0', 'cd'.repeat(32))]];
  expect(new Set([[a, b], ...others].map(modelKey)).size).toBe(4);
});

test('the UIDs of a record follow from study and models', () => {
  const models = [model('a')];
  expect(recordSeed('1.2', models)).toBe(recordSeed('1.2', models));
  expect(recordSeed('1.2', models)).not.toBe(recordSeed('1.3', models));
  expect(recordSeed('1.2', models)).not.toBe(recordSeed('1.2', [model('a', '2.0.0')]));
});

test('only what may pass is tried again', () => {
  expect(mayPass(new DeepSpineError('archive-unreachable', 'Away.'))).toBe(true);
  expect(mayPass(new DeepSpineError('too-few-slices', 'Four.'))).toBe(false);
  expect(mayPass(new Error('ENOSPC'))).toBe(true);
});

test('a failure is read as it was written', () => {
  const text = failureText(new DeepSpineError('not-mr', 'Study 1.2 has no MR images: CT.'));
  expect(failureOf(text)).toEqual({ code: 'not-mr', reason: 'Study 1.2 has no MR images: CT.' });
  const withValues = refused('not-mr', { modalities: ['CT', 'PT'] });
  expect(failureOf(failureText(withValues))).toEqual({
    code: 'not-mr',
    values: { modalities: 'CT, PT' },
    reason: withValues.message,
  });
  expect(failureOf(failureText(new TypeError('x: undefined')))).toEqual({
    code: 'fault',
    reason: 'x: undefined',
  });
  for (const text of ['null', '7', '{"code":1}', 'not-mr: of an earlier version']) {
    expect(failureOf(text)).toEqual({ code: 'fault', reason: text });
  }
  expect(failureOf('job stalled more than allowable limit').code).toBe('stalled');
});
