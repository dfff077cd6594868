import { uidFrom } from './uid';

describe('uidFrom', () => {
  it('gives the UID of a version 8 UUID', () => {
    const uid = uidFrom('study', 'L4-L5', 'SCS');
    expect(uid).toMatch(/^2\.25\.[1-9][0-9]{0,38}$/);
    const hex = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
    expect(hex[12]).toBe('8');
    expect('89ab').toContain(hex[16]);
  });

  it('depends on every part and on where a part ends', () => {
    const uids = [['a', 'b'], ['b', 'a'], ['ab'], ['ab', ''], ['a', 'c']].map(p => uidFrom(...p));
    expect(new Set(uids).size).toBe(uids.length);
    expect(uidFrom('a', 'b')).toBe(uids[0]);
  });
});
