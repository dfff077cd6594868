import { likeliestClass } from './ordinal';

describe('the likeliest class', () => {
  it('is the first of the most probable ones', () => {
    expect(likeliestClass([0.16, 0.25, 0.24, 0.35])).toBe(3);
    expect(likeliestClass([0.5, 0.5])).toBe(0);
    expect(likeliestClass([0.2, 0.4, 0.4])).toBe(1);
    expect(likeliestClass([1])).toBe(0);
  });
});
