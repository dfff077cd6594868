import { sha256 } from '@noble/hashes/sha2.js';

/**
 * A DICOM UID that depends on the given parts only: the SHA-256 of the parts as a version 8 UUID
 * (RFC 9562, 5.8) under the root 2.25 (DICOM PS3.5 B.2). Equal parts in equal order give equal UIDs.
 */
export function uidFrom(...parts: readonly string[]): string {
  const bytes = sha256(new TextEncoder().encode(JSON.stringify(parts))).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `2.25.${value}`;
}
