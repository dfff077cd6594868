import type { Vec3 } from '../../findings';
import { dot } from '../../imaging/vec3';
import type { Segmentation } from '../segmentation/segmentation';

export type Label = 'vertebra' | 'disc' | 'canal' | 'sacrum';

/** A box of one label, its center and its edges along x, y and z in patient space (LPS), mm. */
export interface LabelBox {
  readonly label: Label | 'none';
  readonly center: Vec3;
  readonly size: Vec3;
}

const LABELS: readonly Label[] = ['vertebra', 'disc', 'canal', 'sacrum'];

/** A copy of a segmentation with boxes drawn into it, later ones over earlier ones; 'none' erases. */
export function withBoxes(segmentation: Segmentation, boxes: readonly LabelBox[]): Segmentation {
  const { grid } = segmentation;
  const copies = {
    vertebra: segmentation.vertebra.slice(),
    disc: segmentation.disc.slice(),
    canal: segmentation.canal.slice(),
    sacrum: segmentation.sacrum?.slice() ?? new Float32Array(segmentation.disc.length),
  };
  for (const { label, center, size } of boxes) {
    // The grid's axes are those of the patient but for their signs.
    const [u, v, w] = [grid.posterior, grid.inferior, grid.normal].map(axis => dot(axis, center));
    const near = (at: number, middle: number, edge: number) => Math.abs(at - middle) <= edge / 2;
    for (let plane = 0; plane < grid.planes; plane++) {
      if (!near(grid.offsets[plane]!, w!, size[0])) {
        continue;
      }
      for (let row = 0; row < grid.height; row++) {
        if (!near(grid.origin[1] + row * grid.spacing, v!, size[2])) {
          continue;
        }
        for (let column = 0; column < grid.width; column++) {
          if (near(grid.origin[0] + column * grid.spacing, u!, size[1])) {
            const at = (plane * grid.height + row) * grid.width + column;
            LABELS.forEach(name => (copies[name][at] = name === label ? 1 : 0));
          }
        }
      }
    }
  }
  // A segmentation that knows no sacrum still knows none, unless one was drawn.
  const drawn = boxes.some(({ label }) => label === 'sacrum');
  return { ...segmentation, ...copies, sacrum: drawn ? copies.sacrum : segmentation.sacrum };
}
