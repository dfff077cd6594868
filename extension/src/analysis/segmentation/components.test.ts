import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { components } from './components';

/** Two planes of three rows of four columns. */
const GRID: SagittalGrid = {
  planes: 2,
  height: 3,
  width: 4,
  spacing: 1,
  posterior: [0, 1, 0],
  inferior: [0, 0, -1],
  normal: [1, 0, 0],
  offsets: [0, 1],
  planeSpacing: 1,
  origin: [0, 0],
};

const at = (plane: number, row: number, column: number) => (plane * 3 + row) * 4 + column;

function found(voxels: readonly number[], minimum = 1, among?: Int32Array): number[][] {
  const volume = new Float32Array(24);
  voxels.forEach(index => (volume[index] = 1));
  return components(GRID, volume, 0.5, minimum, among).map(part => [...part].sort((a, b) => a - b));
}

it('joins neighbors within rows, columns and planes, larger parts first', () => {
  const large = [at(0, 0, 0), at(0, 0, 1), at(0, 1, 1), at(1, 1, 1)];
  const small = [at(1, 2, 3)];
  expect(found([...small, ...large])).toEqual([large, small]);
  expect(found([...small, ...large], 2)).toEqual([large]);
});

it.each([
  ['the end of a row and the beginning of the next', at(0, 0, 3), at(0, 1, 0)],
  ['the bottom of a plane and the top of the next', at(0, 2, 1), at(1, 0, 1)],
  ['the last voxel of a plane and the first of the next', at(0, 2, 3), at(1, 0, 0)],
  ['voxels that touch at a corner', at(0, 0, 0), at(0, 1, 1)],
])('%s do not hang together', (_, one, other) => {
  expect(found([one, other])).toEqual([[one], [other]]);
});

it('looks at some of the voxels alone', () => {
  const row = [at(0, 0, 0), at(0, 0, 1), at(0, 0, 2)];
  const ends = Int32Array.of(row[0]!, row[2]!);
  expect(found(row, 1, ends)).toEqual([[row[0]!], [row[2]!]]);
});
