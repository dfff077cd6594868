import { operations } from './flops';

it('counts what convolutions and products do by hand', () => {
  // 8 × 8 output samples of 16 channels, each a sum of 3 × 3 × 4 products.
  expect(operations('Conv', [[1, 4, 8, 8], [16, 4, 3, 3], [16]], [1, 16, 8, 8])).toBe(
    2 * 1024 * 36
  );
  // Two groups: each output channel sees half of the input's.
  const grouped = [
    [1, 4, 8, 8],
    [16, 2, 3, 3],
  ];
  expect(operations('Conv', grouped, [1, 16, 8, 8])).toBe(2 * 1024 * 18);
  const widening = [
    [1, 4, 8, 8],
    [4, 2, 2, 2],
  ];
  expect(operations('ConvTranspose', widening, [1, 2, 16, 16])).toBe(2 * 256 * 8);
  const product = [
    [3, 128],
    [128, 9],
  ];
  expect(operations('Gemm', product, [3, 9])).toBe(2 * 3 * 128 * 9);
  expect(operations('Relu', [[1, 4, 8, 8]], [1, 4, 8, 8])).toBe(0);
});
