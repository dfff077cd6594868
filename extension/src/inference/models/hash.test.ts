import { sha256Hex } from './hash';

/** FIPS 180-4's example "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const bytes = new TextEncoder().encode('abc');

it('hashes with WebCrypto', async () => {
  expect(globalThis.crypto.subtle).toBeDefined();
  expect(await sha256Hex(bytes)).toBe(ABC);
});

it('hashes the same without WebCrypto, as on plain http', async () => {
  const crypto = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    expect(await sha256Hex(bytes)).toBe(ABC);
  } finally {
    Object.defineProperty(globalThis, 'crypto', crypto);
  }
});
