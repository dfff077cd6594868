import type { LengthMeasurement } from '../../../analysis/levelResult';
import { SLIP_ERROR_MM, type Vec3 } from '../../../findings';
import { along, dot, sub, unit } from '../../../imaging/vec3';
import { word, type Shape } from '../../host/svgLayer';
import { BEFORE_MM, onPlane, type Plane } from '../../study/levelNames';
import type { GradedStudy } from '../../study/state';
import { isNear, type MarkedImage } from './markedImage';
import { endingAt, wordsBeside } from './words';

const COLOR = '#7fe0ff';
const LINE = { stroke: COLOR, 'stroke-width': 1.5, 'stroke-dasharray': '3 2' };
/** cos 60°: a length that is steeper to the image would be drawn too short. */
const STEEP = 0.5;

interface Measured {
  readonly name: string;
  readonly lengths: readonly LengthMeasurement[];
  /** Where its words stand, in patient space; null: beside the first length. */
  readonly words: Vec3 | null;
  readonly text: string;
}

type MeasuredLevel = Pick<GradedStudy['levels'][number], 'frame' | 'measurements'>;

/** What of the chosen disc was measured, where it was taken: canal, heights, and a slip that is more than the error. */
export function measuredOf({ frame, measurements }: MeasuredLevel): readonly Measured[] {
  const { canalAp, discHeight, slip, slipLine } = measurements;
  const heights = [discHeight.anterior, discHeight.middle, discHeight.posterior].flatMap(
    height => height ?? []
  );
  const words = (lengths: readonly LengthMeasurement[]) =>
    `${lengths.map(({ mm }) => mm.toFixed(1)).join(' / ')} mm`;
  return [
    ...(canalAp
      ? [{ name: 'canal', lengths: [canalAp], words: null, text: `AP ${words([canalAp])}` }]
      : []),
    ...(heights.length > 0
      ? [
          {
            name: 'height',
            lengths: heights,
            // Below the disc's name, in front of the spine.
            words: along(along(frame.center, frame.anterior, BEFORE_MM), frame.normal, -6),
            text: words(heights),
          },
        ]
      : []),
    ...(slipLine && Math.abs(slip ?? 0) >= SLIP_ERROR_MM
      ? [{ name: 'slip', lengths: [slipLine], words: null, text: `slip ${words([slipLine])}` }]
      : []),
  ];
}

/** Whether a length lies in an image, not only near it: a disc's height is none of an axial image's. */
export const liesIn = (plane: Plane, { from, to }: Pick<LengthMeasurement, 'from' | 'to'>) =>
  [from, to].every(point => isNear({ plane }, point)) &&
  Math.abs(dot(unit(sub(to, from)), plane.normal)) < STEEP;

/** The chosen disc's lengths, on images that they were taken in. */
export function lengthMarks(image: MarkedImage, level: MeasuredLevel): readonly Shape[] {
  const { plane, to, letters } = image;
  return measuredOf(level)
    .filter(({ lengths }) => lengths.every(length => liesIn(plane, length)))
    .flatMap(({ name, lengths, words, text }) => {
      const ends = lengths.map(length =>
        [length.from, length.to].map(point => to(onPlane(plane, point)))
      );
      const lines = ends.map(([start, end]): Shape => {
        const [[x1, y1], [x2, y2]] = [start!, end!];
        const attributes = { ...LINE, x1, y1, x2, y2, 'data-cy': `deepspine-length-${name}` };
        return { tag: 'line', attributes };
      });
      const [start, end] = ends[0]!;
      const middle = [Math.max(start![0], end![0]), (start![1] + end![1]) / 2] as const;
      const written = words
        ? [
            word(text, endingAt(to(onPlane(plane, words)), text, letters), {
              'text-anchor': 'end',
              'font-size': letters - 1,
              fill: COLOR,
            }),
          ]
        : wordsBeside(image, level.frame, middle, text, 2, { fill: COLOR });
      return [...lines, ...written];
    });
}
