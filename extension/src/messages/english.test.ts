import { DeepSpineError } from '../findings';
import { both, english, mapValues, part, partOf, plainValues, refused, said, saidOf } from '.';

it('chooses the sentence by context and number', () => {
  const series = '“Sag T2”';
  const crowded = (count: number) =>
    english(part('misplaced-slices', { context: 'crowded', series, count }));
  expect(crowded(1)).toMatch(/^The series “Sag T2” holds 1 image nearer to the next/);
  expect(crowded(3)).toMatch(/^The series “Sag T2” holds 3 images nearer to the next/);
  expect(english(part('misplaced-slices', { context: 'left-out', series, count: 1 }))).toMatch(
    /holds 1 image out of line/
  );
});

it('puts parts and lists into sentences', () => {
  const planes = both([part('plane', { context: 'axial' }), part('plane', { context: 'coronal' })]);
  expect(english(part('not-sagittal', { context: 'planes', planes }))).toMatch(
    /holds only axial and coronal images;/
  );
  const conditions = [part('condition-DB'), part('condition-LFA')];
  const message = part('conditions-not-graded', { conditions });
  expect(english(message)).toMatch(/: disc bulge, left facet arthropathy\.$/);
  expect(plainValues(message.values)).toEqual({ conditions: 'disc bulge, left facet arthropathy' });
});

it('takes nothing in a value for a placeholder or a message', () => {
  const series = '{{other}} $t(run) {"code":"plane"}';
  expect(said('series-split', { series, other: 'x' }).text).toContain(`beside those of ${series},`);
});

it('makes errors that keep their code, values and cause', () => {
  const cause = new Error('socket');
  const error = refused('model-download', { context: 'unreachable', path: '/a.onnx' }, cause);
  expect(error).toBeInstanceOf(DeepSpineError);
  expect(error).toMatchObject({
    ...{ code: 'model-download', values: { path: '/a.onnx' }, cause },
    message: expect.stringMatching(/^The file \/a\.onnx could not be downloaded/),
  });
  expect(saidOf(error)).toEqual({
    code: 'model-download',
    values: { context: 'unreachable', path: '/a.onnx' },
    text: error.message,
  });
  expect(english(part('axial-partial', { context: 'left-out', reason: partOf(error) }))).toBe(
    `An axial series was left out: ${error.message}`
  );
});

it('leaves the words of others as they are', () => {
  expect(saidOf(new TypeError('x is undefined'))).toEqual({ text: 'x is undefined' });
  expect(saidOf(new DeepSpineError('bad-arguments', 'Own words.'))).toEqual({ text: 'Own words.' });
});

it('changes values in parts as well', () => {
  const values = { level: 'L4-L5', reason: part('both', { a: 'L4-L5', b: [1] as const }) };
  const changed = mapValues(values, (name, value) => (name === 'a' ? `${value}!` : value));
  expect(changed).toEqual({
    level: 'L4-L5',
    reason: { code: 'both', values: { a: 'L4-L5!', b: [1] } },
  });
});

it('does not compile without the values of a sentence', () => {
  // @ts-expect-error: it has a level
  expect(() => part('canal-ends')).not.toThrow();
  // @ts-expect-error: it is named level
  expect(() => part('canal-ends', { disc: 'L4-L5' })).not.toThrow();
  // @ts-expect-error: no-axial has no sentence without a context
  expect(() => part('no-axial')).not.toThrow();
  // @ts-expect-error: nor this one
  expect(() => part('no-axial', { context: 'unknown' })).not.toThrow();
  // @ts-expect-error: the sentence depends on a number
  expect(() => part('gap-in-slices', { series: 'x' })).not.toThrow();
  // @ts-expect-error: there is no such code
  expect(() => part('no-such-code')).not.toThrow();
});
