import type { Vec3 } from '../findings';
import type { ImageSeries, Slice } from './types';
import { along, cross, unit } from './vec3';

/** A scalar field in patient space; stored on any slices, it must be read back by any resampling. */
export type Field = (p: Vec3) => number;

/** For tests: a slice whose samples are `field` at their own places. */
export function sliceOf(
  field: Field,
  plane: Pick<
    Slice,
    | 'position'
    | 'rowDirection'
    | 'columnDirection'
    | 'rows'
    | 'columns'
    | 'rowSpacing'
    | 'columnSpacing'
  >,
  sopInstanceUID: string
): Slice {
  const pixels = new Float32Array(plane.rows * plane.columns);
  for (let row = 0; row < plane.rows; row++) {
    const start = along(plane.position, plane.columnDirection, row * plane.rowSpacing);
    for (let column = 0; column < plane.columns; column++) {
      pixels[row * plane.columns + column] = field(
        along(start, plane.rowDirection, column * plane.columnSpacing)
      );
    }
  }
  return { ...plane, pixels, sopInstanceUID };
}

export interface Layout {
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** Center of the stack, LPS mm. */
  readonly center?: Vec3;
  readonly slices?: number;
  readonly sliceSpacing?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly rowSpacing?: number;
  readonly columnSpacing?: number;
}

/** For tests: a series of parallel slices around `center`. */
export function seriesOf(
  field: Field,
  layout: Layout,
  rest: Partial<ImageSeries> = {}
): ImageSeries {
  const rowDirection = unit(layout.rowDirection);
  const columnDirection = unit(layout.columnDirection);
  const { center = [0, 0, 0], slices = 7, sliceSpacing = 4, rows = 40, columns = 36 } = layout;
  const { rowSpacing = 1.5, columnSpacing = 1.5 } = layout;
  const normal = cross(rowDirection, columnDirection);
  return {
    seriesInstanceUID: '1.2.3',
    studyInstanceUID: '1.2',
    modality: 'MR',
    description: 'Sagittal T2',
    ...rest,
    slices: Array.from({ length: slices }, (_, i) => {
      const middle = along(center, normal, (i - (slices - 1) / 2) * sliceSpacing);
      const left = along(middle, rowDirection, (-(columns - 1) / 2) * columnSpacing);
      const position = along(left, columnDirection, (-(rows - 1) / 2) * rowSpacing);
      return sliceOf(
        field,
        { position, rowDirection, columnDirection, rows, columns, rowSpacing, columnSpacing },
        `1.2.3.${i + 1}`
      );
    }),
  };
}

/** The usual sagittal layout: columns to the back, rows to the feet. */
export const SAGITTAL: Layout = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] };
/** Axial as scanners store it: columns to the patient's left, rows to the back. */
export const AXIAL: Layout = { rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] };
