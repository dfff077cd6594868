import { isOneAcquisition, isOneStack } from './oneStack';
import type { SeriesContent, SeriesPart } from './seriesParts';
import { sortBy } from './sortBy';
import { extentOf } from './stations';
import type { SeriesDescription, SlicePlane } from './types';

/** Fewer slices of nothing but single images are no stack that an archive took apart. */
const FEWEST_SINGLE = 5;

/** Whether pictures of several series are one stack that was taken apart. */
const isSplit = (parts: readonly SeriesPart<SeriesDescription>[]): boolean =>
  new Set(parts.map(({ description }) => description.seriesInstanceUID)).size === parts.length &&
  (parts.some(({ planes }) => planes > 1) || parts.length >= FEWEST_SINGLE) &&
  isOneStack(parts);

/** Of pictures of one acquisition those that are one stack, together: all of them, all but a repetition, or by twos. */
function stacksOf<P extends SeriesPart<SeriesDescription>>(parts: readonly P[]): P[][] {
  if (parts.length < 2 || isSplit(parts)) {
    return [[...parts]];
  }
  for (const odd of parts.length > 2 ? parts : []) {
    const others = parts.filter(part => part !== odd);
    if (isSplit(others)) {
      return [others, [odd]];
    }
  }
  const stacks: P[][] = [];
  for (const part of parts) {
    const home = stacks.find(stack => isSplit([...stack, part]));
    if (home) {
      home.push(part);
    } else {
      stacks.push([part]);
    }
  }
  return stacks;
}

/** One picture of several: that of the first, with the slices of all; each says which series holds it. */
function joined<S extends SeriesDescription, I extends SlicePlane>(
  parts: readonly SeriesPart<S, I>[]
): SeriesPart<S, I> {
  const [first, ...others] = parts as [SeriesPart<S, I>, ...SeriesPart<S, I>[]];
  const images = [
    ...first.images,
    ...others.flatMap(part =>
      part.images.map(image => ({
        ...image,
        seriesInstanceUID: part.description.seriesInstanceUID,
      }))
    ),
  ];
  return {
    ...first,
    images,
    planes: parts.reduce((sum, { planes }) => sum + planes, 0),
    ...extentOf(images),
    alsoIn: others.map(({ series }) => series),
  };
}

/**
 * Puts together again the sagittal stacks that an archive or a converter split over several series. The picture is then
 * one of the series that holds most of its slices.
 * @returns the same series, without the parts that became part of a picture of another one
 */
export function rejoined<S extends SeriesDescription, I extends SlicePlane>(
  contents: readonly SeriesContent<S, I>[]
): SeriesContent<S, I>[] {
  // The largest first, then what makes the order one and the same.
  const sagittal = sortBy(
    contents.flatMap(({ parts }) => parts.filter(part => part.orientation === 'sagittal')),
    ({ planes, description: { seriesNumber = Infinity, seriesInstanceUID } }) => [
      -planes,
      seriesNumber,
      seriesInstanceUID,
    ]
  );
  const acquisitions: SeriesPart<S, I>[][] = [];
  for (const part of sagittal) {
    const own = acquisitions.find(([first]) => isOneAcquisition(first!, part));
    if (own) {
      own.push(part);
    } else {
      acquisitions.push([part]);
    }
  }
  const become = new Map<SeriesPart<S, I>, SeriesPart<S, I> | null>();
  for (const stack of acquisitions.flatMap(stacksOf).filter(({ length }) => length > 1)) {
    stack.forEach((part, i) => become.set(part, i === 0 ? joined(stack) : null));
  }
  return become.size === 0
    ? [...contents]
    : contents.map(content => ({
        ...content,
        parts: content.parts.flatMap(part => (become.has(part) ? (become.get(part) ?? []) : part)),
      }));
}

/** The series that holds an image of a stack: another one than the stack's where an archive split it. */
export const holderOf = (
  image: SlicePlane,
  { seriesInstanceUID }: Pick<SeriesDescription, 'seriesInstanceUID'>
): string => image.seriesInstanceUID ?? seriesInstanceUID;

/** Whether a series holds images of a picture. */
export const isHeldBy = (part: SeriesPart<SeriesDescription>, seriesInstanceUID: string): boolean =>
  [part.series, ...(part.alsoIn ?? [])].some(one => one.seriesInstanceUID === seriesInstanceUID);
