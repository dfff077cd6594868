import fc from 'fast-check';
import { quantile } from './quantile';

it('gives what stands at its place among the sorted values, and leaves them as they are', () => {
  // Few different values as well: equal ones are where a selection goes wrong.
  const few = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 });
  const any = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(few, any), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const before = [...values];
      const sorted = [...values].sort((a, b) => a - b);
      const wanted = sorted[Math.min(values.length - 1, Math.floor(share * values.length))]!;
      // 0 and −0 are one value here.
      expect(quantile(values, share) === wanted).toBe(true);
      expect(values).toEqual(before);
    })
  );
});

it('has no value for none', () => {
  expect(quantile([], 0.5)).toBeNaN();
});
