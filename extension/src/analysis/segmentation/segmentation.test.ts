import type { Vec3 } from '../../findings';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { along, dot, unit } from '../../imaging/vec3';
import { lineSum, planeAt } from './segmentation';

/** Planes at uneven distances; columns run to the back, rows to the feet. */
const grid: SagittalGrid = {
  planes: 4,
  height: 30,
  width: 24,
  spacing: 0.8,
  posterior: [0, 1, 0],
  inferior: [0, 0, -1],
  normal: [-1, 0, 0],
  offsets: [-6, -2, 2, 7],
  planeSpacing: 4,
  origin: [-9, -12],
};

/** A probability that is linear in space, which linear interpolation gives back. */
const field = (u: number, v: number, w: number) => 0.4 + 0.01 * u - 0.015 * v + 0.02 * w;

const volume = new Float32Array(grid.planes * grid.height * grid.width);
grid.offsets.forEach((w, plane) => {
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const [u, v] = [grid.origin[0] + 0.8 * column, grid.origin[1] + 0.8 * row];
      volume[(plane * grid.height + row) * grid.width + column] = field(u, v, w);
    }
  }
});

/** Point by point, as it is defined. */
function expected(start: Vec3, direction: Vec3, [from, to, step]: [number, number, number]) {
  let [sum, moment] = [0, 0];
  for (let n = 0; from + n * step <= to; n++) {
    const t = from + n * step;
    const p = along(start, direction, t);
    const [u, v] = [dot(p, grid.posterior), dot(p, grid.inferior)];
    const [column, row] = [(u - grid.origin[0]) / 0.8, (v - grid.origin[1]) / 0.8];
    const within = column >= 0 && row >= 0 && column < grid.width - 1 && row < grid.height - 1;
    if (within && !Number.isNaN(planeAt(grid, dot(p, grid.normal)))) {
      // Up to half a plane beyond the outermost planes these count.
      const w = Math.min(7, Math.max(-6, dot(p, grid.normal)));
      sum += field(u, v, w);
      moment += field(u, v, w) * t;
    }
  }
  return { length: sum * step, center: moment / sum };
}

it.each<[string, Vec3, Vec3]>([
  ['within a plane', [2, 0.3, 0.7], [0, 0.6, -0.8]],
  ['between planes, slowly from one pair to the next', [1.9, 0.1, 0.3], unit([0.2, 1, 0.3])],
  ['the other way', [-1.5, 0.1, 0.3], unit([-0.3, -1, 0.3])],
  ['across all planes and beyond them', [0.5, 0.4, -0.2], [1, 0, 0]],
  ['back across all of them', [0.5, 0.4, -0.2], unit([-1, 0.02, 0.03])],
])('integrates along a line %s', (_, start, direction) => {
  const range: [number, number, number] = [-25.5, 27.5, 0.5];
  const line = lineSum(grid, volume, start, direction, range);
  const { length, center } = expected(start, direction, range);
  expect(length).toBeGreaterThan(2);
  expect(line.length).toBeCloseTo(length, 5);
  expect(line.center).toBeCloseTo(center, 5);
});

it('finds nothing on a line beside the grid', () => {
  const { length, center } = lineSum(grid, volume, [0, 50, 0], [0, 0, 1], [-10, 10, 1]);
  expect(length).toBe(0);
  expect(center).toBeNaN();
});
