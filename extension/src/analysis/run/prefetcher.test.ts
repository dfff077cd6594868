import { Prefetcher } from './prefetcher';

/** A step whose results come when they are told to. */
function byHand() {
  const begun: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const start = (item: string) => {
    begun.push(item);
    return new Promise<string>(resolve => ends.set(item, resolve));
  };
  return { begun, start, end: (item: string) => ends.get(item)!(item.toUpperCase()) };
}

describe('Prefetcher', () => {
  it('is so many items ahead of what was asked for, and keeps the order', async () => {
    const { begun, start, end } = byHand();
    const results = new Prefetcher(['a', 'b', 'c'], 1, start);
    expect(begun).toEqual(['a']);
    const first = results.next();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    end('a');
    expect(await first).toBe('A');
    expect(begun).toEqual(['a', 'b']);
    expect(await results.next()).toBe('B');
    expect(begun).toEqual(['a', 'b', 'c']);
    end('c');
    expect(await results.next()).toBe('C');
    await expect(results.next()).rejects.toThrow(RangeError);
  });

  it.each([
    [0, 'a', 'ab'],
    [2, 'abc', 'abcd'],
    [9, 'abcde', 'abcde'],
  ])('with a depth of %d it has begun with %s, then %s', async (depth, first, second) => {
    const { begun, start, end } = byHand();
    const results = new Prefetcher('abcde', depth, start);
    const one = results.next();
    expect(begun.join('')).toBe(first);
    end('a');
    expect(await one).toBe('A');
    void results.next();
    expect(begun.join('')).toBe(second);
  });

  it('gives an error in its turn, thrown or rejected', async () => {
    const results = new Prefetcher([1, 2, 3], 1, item => {
      if (item === 2) {
        throw new Error('two');
      }
      return item === 3 ? Promise.reject(new Error('three')) : Promise.resolve(item);
    });
    expect(await results.next()).toBe(1);
    await expect(results.next()).rejects.toThrow('two');
    await expect(results.next()).rejects.toThrow('three');
  });

  it('leaves alone what nobody asks for any more', async () => {
    const results = new Prefetcher([1, 2], 1, item => Promise.reject(new Error(String(item))));
    await expect(results.next()).rejects.toThrow('1');
  });
});
