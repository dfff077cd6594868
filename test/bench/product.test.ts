import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Multiplies in a process of its own: ONNX Runtime knows only arrays of Node's own realm. */
const SCRIPT = `
  const { InferenceSession, Tensor } = require('./cli/onnxRuntime.ts');
  const { productModel, PRODUCT_GIGA_OPERATIONS } = require('./test/bench/product.ts');
  const size = Math.cbrt((PRODUCT_GIGA_OPERATIONS * 1e9) / 2);
  const matrix = at => new Tensor('float32', Float32Array.from(
    { length: size * size }, (_, i) => at(Math.floor(i / size), i % size)), [size, size]);
  // Moves every row up by one, the first one to the end.
  const a = matrix((row, column) => Number(column === (row + 1) % size));
  const b = matrix((row, column) => row - column / 4096);
  InferenceSession.create(productModel())
    .then(session => session.run({ a, b }))
    .then(({ c }) => console.log(JSON.stringify([...c.dims, c.data[0], c.data[3], c.data.at(-1)])));`;

it('multiplies two matrices of the size that is counted', () => {
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', SCRIPT], {
    cwd: path.resolve(__dirname, '../..'),
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual([1024, 1024, 1, 1 - 3 / 4096, -1023 / 4096]);
});
