import type { DiscFrame } from '../../../analysis/levelResult';
import { word, type Shape } from '../../host/svgLayer';
import { isAcross, type MarkedImage } from './markedImage';

/** Width of a letter, of its height. */
const NARROW = 0.54;
/** Height of a line, of that of its letters. */
const LINE = 1.2;
/** Words stand so far from what is in the canal, mm: beyond its wall, on images along and across the spine. */
const CLEAR_MM = { along: 12, across: 17 };

type Place = readonly [x: number, y: number];

export const widthOf = (text: string, letters: number): number => text.length * letters * NARROW;

/** A place that words end at, moved as far as the picture's left edge would cut them off. */
export const endingAt = ([x, y]: Place, text: string, letters: number): Place => [
  Math.max(x, widthOf(text, letters) + 6),
  y,
];

/**
 * Words about a point of the canal: to its right, beyond the canal, with a thin line back to it. Whole: the picture's edge
 * cuts no word off.
 * @param gap that the line leaves around the point, CSS pixels
 */
export function wordsBeside(
  image: MarkedImage,
  frame: Pick<DiscFrame, 'normal'>,
  [x, y]: Place,
  text: string,
  gap: number,
  attributes: Shape['attributes']
): readonly Shape[] {
  const { letters, pixels, viewport } = image;
  const clear = CLEAR_MM[isAcross(image, frame) ? 'across' : 'along'] * pixels;
  const last = viewport.element.clientWidth - widthOf(text, letters) - 8;
  const start = Math.max(4, Math.min(x + Math.max(gap + 4, clear), last));
  // Without room beside the point, below it: the words never stand on what they are about.
  const below = start > x + gap ? 0 : gap + 2 * letters;
  return [
    word(text, [start, y + below], {
      'dominant-baseline': 'middle',
      'font-size': letters,
      ...attributes,
    }),
    ...(start - 4 > x + gap
      ? [
          {
            tag: 'line' as const,
            attributes: {
              ...{ x1: x + gap, y1: y, x2: start - 4, y2: y },
              ...{ stroke: attributes.fill ?? '#fff6c8', 'stroke-width': 0.7, class: LEADER },
            },
          },
        ]
      : []),
  ];
}

/** Of the line that leads to the words before it, and moves with them. */
const LEADER = 'deepspine-leader';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function boxOf({ attributes, text = '' }: Shape, y: number): Box {
  const letters = Number(attributes['font-size'] ?? 13);
  const width = widthOf(text, letters);
  const x = Number(attributes.x);
  const anchor = attributes['text-anchor'];
  const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
  const middle = attributes['dominant-baseline'] === 'middle' ? y : y - letters * 0.35;
  return {
    left,
    right: left + width,
    top: middle - (letters * LINE) / 2,
    bottom: middle + (letters * LINE) / 2,
  };
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

/** Lines down and up by which a word may be moved, the nearest first. */
const MOVES = [0, 1, -1, 2, -2, 3, -3];

/** The shapes, with words moved up or down that would stand on one that comes before them. */
export function apart(shapes: readonly Shape[]): readonly Shape[] {
  const taken: Box[] = [];
  let moved = 0;
  return shapes.map(shape => {
    if (shape.tag !== 'text') {
      const { attributes } = shape;
      return attributes.class === LEADER && moved !== 0
        ? { ...shape, attributes: { ...attributes, y2: Number(attributes.y2) + moved } }
        : shape;
    }
    const y = Number(shape.attributes.y);
    const step = Number(shape.attributes['font-size'] ?? 13) * LINE;
    const isFree = (move: number) =>
      !taken.some(other => overlap(boxOf(shape, y + move * step), other));
    const move = MOVES.find(isFree) ?? 0;
    moved = move * step;
    taken.push(boxOf(shape, y + move * step));
    return move === 0
      ? shape
      : { ...shape, attributes: { ...shape.attributes, y: y + move * step } };
  });
}
