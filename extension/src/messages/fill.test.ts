import { fill } from './fill';
import { keysOf } from './render';

it('puts in every value, as often as it is asked for', () => {
  expect(fill('{{a}} of {{ b }}, {{a}}', { a: 1, b: 'two' })).toBe('1 of two, 1');
});

it('takes nothing in a value for a placeholder, a key or a pattern', () => {
  const hostile = '{{b}}$t(run)$&$1<b>';
  expect(fill('{{a}}, {{b}}', { a: hostile, b: 'x' })).toBe(`${hostile}, x`);
});

it('leaves what it is not given', () => {
  expect(fill('{{a}} {{constructor}}', {})).toBe('{{a}} {{constructor}}');
});

it.each(['C', '', 'de_DE', 'x', '1'])(
  'says numbers in English where the language is %j',
  language => {
    expect(fill('{{a:2}}', { a: 1.5 }, language)).toBe('1.50');
    expect(keysOf({ code: 'few', values: { count: 1 } }, language)).toEqual([
      'few_one',
      'few_other',
    ]);
  }
);
