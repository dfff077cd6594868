import fc from 'fast-check';
import { within } from './within';

it('finds the indices whose place lies in the range, one by one the same', () => {
  const place = fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.constantFrom(1e-12, -1e-12, 0.1, -0.3)
  );
  fc.assert(
    fc.property(place, place, fc.integer({ min: 0, max: 15 }), (base, per, end) => {
      const range = { from: 2, to: 30 };
      const { from, to } = within(base, per, end, range);
      const inside = Array.from({ length: 28 }, (_, i) => i + 2).filter(
        n => base + n * per >= 0 && base + n * per < end
      );
      expect(to - from).toBe(inside.length);
      if (inside.length > 0) {
        expect([from, to]).toEqual([inside[0], inside.at(-1)! + 1]);
      }
    })
  );
});
