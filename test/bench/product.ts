/**
 * What a runtime can do at best on this machine: the product of two large matrices, the best case of every kernel
 * library. How near the models come to it is the share of the machine's peak that they reach.
 */
import type { Tensor } from '../../extension/src/analysis/model';

/** Rows and columns of both matrices: three of them fill 12 MB, more than caches near a core hold. */
const SIZE = 1024;

/** 10⁹ floating-point operations of one product, a multiplication with an addition counted as two. */
export const PRODUCT_GIGA_OPERATIONS = (2 * SIZE ** 3) / 1e9;

/** What the bare runtimes know it as. */
export const PRODUCT = 'product';

/** Its name as a contender. */
export const productName = (backend: string) => `large product, ${backend}`;

/** One field of a Protocol Buffers message: a varint, or bytes with their length. */
function field(number: number, value: number | string | Uint8Array): number[] {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(n >> 7)]);
  if (typeof value === 'number') {
    return [...varint(number << 3), ...varint(value)];
  }
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

const message = (...fields: readonly number[][]): Uint8Array => Uint8Array.from(fields.flat());

/** A model that multiplies its inputs a and b, [1024, 1024]; numbers of fields as in onnx.proto. */
export function productModel(): Uint8Array {
  const size = message(field(1, SIZE));
  const shape = message(field(1, size), field(1, size));
  const FLOAT = 1;
  const type = message(field(1, message(field(1, FLOAT), field(2, shape))));
  const value = (name: string) => message(field(1, name), field(2, type));
  const node = message(field(1, 'a'), field(1, 'b'), field(2, 'c'), field(4, 'MatMul'));
  const graph = message(
    field(1, node),
    field(2, 'product'),
    field(11, value('a')),
    field(11, value('b')),
    field(12, value('c'))
  );
  const IR_VERSION = 8;
  return message(field(1, IR_VERSION), field(7, graph), field(8, message(field(2, 17))));
}

/** Inputs of the model. */
export function productFeeds(): Readonly<Record<'a' | 'b', Tensor>> {
  const matrix = (): Tensor => ({
    dims: [SIZE, SIZE],
    data: Float32Array.from({ length: SIZE * SIZE }, Math.random),
  });
  return { a: matrix(), b: matrix() };
}
