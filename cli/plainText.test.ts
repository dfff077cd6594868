import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvText, jsonText, terminalText } from './plainText';

const ESC = '\u001b';

it.each([
  ['colors', `${ESC}[31mred${ESC}[0m`, 'red'],
  ['a cleared screen', `a${ESC}[2J${ESC}[Hb`, 'ab'],
  ['a title', `x${ESC}]0;owned\u0007y`, 'xy'],
  ['a link', `${ESC}]8;;http://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
  ['C1 controls', 'a\u009b31mb\u0085c', 'abc'],
  ['an overwritten line', 'good\rbad', 'goodbad'],
  ['turned text', 'L5\u202eS1', 'L5S1'],
  ['lines and tabs stay', 'a\tb\nc', 'a\tb\nc'],
  ['umlauts stay', 'Größe 5 mm · 測試', 'Größe 5 mm · 測試'],
])('terminal: %s', (_name, text, expected) => {
  expect(terminalText(text)).toBe(expected);
});

it('terminal: nothing that could command it is left of any text', () => {
  const unit = fc.constantFrom(
    ESC,
    '[',
    ']',
    '3',
    '1',
    'm',
    '\u0007',
    '\u009b',
    '\\',
    'a',
    '\u0000'
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), text => {
      expect(terminalText(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    })
  );
});

it('JSON: reads back as it was, and shows no control', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
      const json = jsonText({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(json).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    })
  );
});

it.each([
  ['=cmd|calc!A0', "'=cmd|calc!A0"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+1+2', "'+1+2"],
  ['-2+3', "'-2+3"],
  [' =1', "' =1"],
  ['-12.5', '-12.5'],
  ['1e-3', '1e-3'],
  ['L4-L5', 'L4-L5'],
  [`${ESC}[31m=1`, "'=1"],
])('CSV: %j', (value, expected) => {
  expect(parse(csvText([[value, 'x']]))).toEqual([[expected, 'x']]);
});

it('CSV: numbers stay numbers', () => {
  expect(csvText([[-1.5, 2]])).toBe('-1.5,2\n');
});
