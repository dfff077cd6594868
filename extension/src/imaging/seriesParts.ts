import { contrastOf, type Contrast } from './contrast';
import { chooseEcho, type EchoChoice } from './echoes';
import { orientationOf, sliceNormal, type Orientation } from './geometry';
import { imageKind, isGradable, type GradableKind } from './imageKind';
import { byHeader, hasGeometry, headerOf, isOnePlace, placesOf, sameMatrix } from './images';
import { extentOf, stationsOf } from './stations';
import type {
  ImageHeader,
  LeftOutImage,
  LeftOutReason,
  SeriesDescription,
  SeriesRole,
  SlicePlane,
} from './types';
import { median } from './median';
import { omit } from './omit';
import { dot } from './vec3';

/** Images of a series that make one picture of the body: of one plane, kind, contrast, echo and station. */
export interface SeriesPart<S, I extends SlicePlane = SlicePlane> {
  readonly series: S;
  /** What these images say of themselves, whatever others of the series say. */
  readonly description: SeriesDescription;
  readonly images: readonly I[];
  readonly orientation: Orientation;
  readonly kind: GradableKind;
  readonly contrast: Contrast;
  readonly role: SeriesRole;
  /** Distinct places; a place that was imaged many times counts once. */
  readonly planes: number;
  /** Lowest and highest point, mm towards the head. */
  readonly bottom: number;
  readonly top: number;
  /** Of a series of several echoes the one that these images are of. */
  readonly echo: EchoChoice<I> | null;
  /** Other series that hold some of the images: an archive split the stack (imaging/rejoin). */
  readonly alsoIn?: readonly S[];
}

/** A series by its parts, and the images that belong to none. */
export interface SeriesContent<S, I extends SlicePlane = SlicePlane> {
  readonly series: S;
  /** With more places first. */
  readonly parts: readonly SeriesPart<S, I>[];
  readonly leftOut: readonly LeftOutImage[];
}

interface Group<I> {
  readonly images: readonly I[];
  readonly header: ImageHeader;
  readonly orientation: Orientation;
  readonly kind: GradableKind;
}

type ContrastGroup<I> = Group<I> & {
  readonly contrast: Contrast;
  readonly echo: EchoChoice<I> | null;
};

/** A localizer has few slices far apart in each plane: fewer than this, or further apart, mm. */
const LOCALIZER_PLACES = 9;
const LOCALIZER_STEP_MM = 7;
/** … and about as many in other planes; one or two images that show how a series was planned are less, as a share. */
const CROSSED = 0.5;
/** Steps up to this, mm, are repetitions at one place and no steps of the stack. */
const REPEATED_MM = 0.3;

const ROLES: Readonly<Record<Exclude<Orientation, 'coronal'>, Record<Contrast, SeriesRole>>> = {
  sagittal: { T2: 'sagT2', STIR: 'sagSTIR', T1: 'sagT1', other: 'other', unknown: 'other' },
  axial: { T2: 'axT2', STIR: 'axT2', T1: 'axT1', other: 'other', unknown: 'other' },
};

export const leftOut = (images: readonly SlicePlane[], reason: LeftOutReason): LeftOutImage[] =>
  images.map(({ sopInstanceUID, frameNumber }) => ({
    sopInstanceUID,
    ...(frameNumber === undefined ? {} : { frameNumber }),
    reason,
  }));

/** Groups in the order of their first members. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}

/** What images of one acquisition have in common, whatever their plane and echo. */
const acquisitionOf = (header: ImageHeader): string =>
  JSON.stringify([
    header.seriesNumber,
    header.description,
    header.protocolName,
    header.scanOptions,
    header.sequenceVariant,
    header.flipAngle,
  ]);

/** Whether images of one plane are those of a localizer, as far as the images of other planes beside them tell. */
function isLocalizer(images: readonly SlicePlane[], others: number): boolean {
  if (others < CROSSED * images.length) {
    return false;
  }
  const normal = sliceNormal(images[0]!);
  const offsets = images.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);
  const steps = offsets.slice(1).map((offset, i) => offset - offsets[i]!);
  const apart = steps.filter(step => step > REPEATED_MM);
  return (
    placesOf(images) < LOCALIZER_PLACES || (apart.length > 0 && median(apart) >= LOCALIZER_STEP_MM)
  );
}

const ORIENTATIONS = ['sagittal', 'axial', 'coronal'] as const;

/** One acquisition by planes; images of other planes than its own show how it was planned. */
function byPlane<I extends SlicePlane>(
  images: readonly I[],
  header: ImageHeader,
  kind: GradableKind,
  out: LeftOutImage[]
): Group<I>[] {
  const planes = ORIENTATIONS.map(orientation => ({
    orientation,
    images: images.filter(image => orientationOf(sliceNormal(image)) === orientation),
  })).filter(plane => plane.images.length > 0);
  const crossed = planes.filter(plane =>
    isLocalizer(plane.images, images.length - plane.images.length)
  );
  const reason = crossed.length === planes.length ? 'localizer' : 'other-plane';
  out.push(...crossed.flatMap(plane => leftOut(plane.images, reason)));
  return planes
    .filter(plane => !crossed.includes(plane))
    .map(plane => ({ ...plane, header, kind }));
}

/** Times nearer to each other than this ratio are those of one acquisition. */
const SAME_TIMES = 1.6;

/** Whether all images have about the same times, if any. */
function isOneTime(headers: readonly ImageHeader[]): boolean {
  return (['repetitionTime', 'echoTime', 'inversionTime'] as const).every(name => {
    const times = headers.map(header => header[name]).filter(time => time !== undefined);
    return times.length === 0 || Math.max(...times) <= SAME_TIMES * Math.min(...times);
  });
}

/** The header of images of about the same times: of those in the middle. */
function typicalHeader(headers: readonly ImageHeader[]): ImageHeader {
  const middle = (name: 'repetitionTime' | 'echoTime' | 'inversionTime') => {
    const times = headers.map(header => header[name]).filter(time => time !== undefined);
    return times.length > 0 ? { [name]: median(times) } : {};
  };
  return {
    ...omit(headers[0]!, 'instanceNumber'),
    ...middle('repetitionTime'),
    ...middle('echoTime'),
    ...middle('inversionTime'),
  };
}

/** One plane of one acquisition by contrast; of several echoes of the same places one. */
function byContrast<S extends SeriesDescription, I extends SlicePlane>(
  group: Group<I>,
  series: S,
  out: LeftOutImage[]
): ContrastGroup<I>[] {
  const timed = group.images.map(image => {
    const { echoTime } = headerOf(image, series);
    return { image, position: image.position, ...(echoTime === undefined ? {} : { echoTime }) };
  });
  const choice = chooseEcho(timed);
  const images = (choice?.images ?? timed).map(({ image }) => image);
  out.push(
    ...leftOut(
      group.images.filter(image => !images.includes(image)),
      'other-echo'
    )
  );
  const echo = choice && { ...choice, images };
  const headers = images.map(image => headerOf(image, series));
  if (isOneTime(headers)) {
    const header = typicalHeader(headers);
    return [{ ...group, images, header, contrast: contrastOf(header), echo }];
  }
  return groupBy(images, image => contrastOf(headerOf(image, series))).map(some => {
    const header = typicalHeader(some.map(image => headerOf(image, series)));
    return { ...group, images: some, header, contrast: contrastOf(header), echo };
  });
}

/** Whether two groups are parts of one picture: alike, and nowhere at the same place. */
function complement<I extends SlicePlane>(a: ContrastGroup<I>, b: ContrastGroup<I>): boolean {
  return (
    a.orientation === b.orientation &&
    a.kind === b.kind &&
    (a.contrast === b.contrast || b.contrast === 'unknown') &&
    sameMatrix(a.images[0]!, b.images[0]!) &&
    !a.images.some(one => b.images.some(other => isOnePlace(one, other)))
  );
}

/** Puts together what differs in its names only; the largest takes the others in. */
function merged<I extends SlicePlane>(groups: readonly ContrastGroup<I>[]): ContrastGroup<I>[] {
  const result: ContrastGroup<I>[] = [];
  for (const group of [...groups].sort((a, b) => b.images.length - a.images.length)) {
    const at = result.findIndex(taken => complement(taken, group));
    if (at < 0) {
      result.push(group);
    } else {
      result[at] = { ...result[at]!, images: [...result[at]!.images, ...group.images] };
    }
  }
  return result;
}

/** What people call a series, where its images do not say it. */
const named = ({ description, seriesNumber }: SeriesDescription) => ({
  ...(description === undefined ? {} : { description }),
  ...(seriesNumber === undefined ? {} : { seriesNumber }),
});

/** Images of one kind and acquisition by plane and contrast; none of what cannot be graded. */
function gradableGroups<S extends SeriesDescription, I extends SlicePlane>(
  images: readonly I[],
  series: S,
  out: LeftOutImage[]
): ContrastGroup<I>[] {
  const header = headerOf(images[0]!, series);
  const kind = imageKind(header);
  if (!isGradable(kind)) {
    out.push(...leftOut(images, kind));
    return [];
  }
  return byPlane(images, header, kind, out).flatMap(group => byContrast(group, series, out));
}

/** A group as parts: a sagittal one by stations of the spine. `given` is the order in which images are listed. */
function partsOf<S extends SeriesDescription, I extends SlicePlane>(
  group: ContrastGroup<I>,
  series: S,
  given: ReadonlyMap<I, number>
): SeriesPart<S, I>[] {
  const { orientation, kind, contrast, echo } = group;
  const { seriesInstanceUID, studyInstanceUID } = series;
  const header = omit(group.header, 'instanceNumber', 'color');
  const description = {
    ...named(series),
    ...header,
    seriesInstanceUID,
    studyInstanceUID,
    modality: header.modality ?? series.modality,
  };
  const stations = orientation === 'sagittal' ? stationsOf(group.images) : [group.images];
  return stations.map(station => ({
    series,
    description,
    images: [...station].sort((a, b) => given.get(a)! - given.get(b)!),
    orientation,
    kind,
    contrast,
    role: orientation === 'coronal' ? 'other' : ROLES[orientation][contrast],
    planes: placesOf(station),
    ...extentOf(station),
    echo,
  }));
}

/**
 * Sorts the images of a series into the pictures of the body that they make, each by its own header and place,
 * whatever file comes first.
 * @param images with their planes, in any order
 * @param unread images that have no plane or no samples, and why
 */
export function seriesContent<S extends SeriesDescription, I extends SlicePlane>(
  series: S,
  images: readonly I[],
  unread: readonly LeftOutImage[] = []
): SeriesContent<S, I> {
  const out: LeftOutImage[] = [...unread];
  const sorted = byHeader(images, series);
  const unplaced = sorted.filter(image => !hasGeometry(image));
  out.push(...leftOut(unplaced, 'no-geometry'));
  const acquisitions = groupBy(sorted.filter(hasGeometry), image => {
    const header = headerOf(image, series);
    return `${imageKind(header)} ${acquisitionOf(header)}`;
  });
  const groups = acquisitions.flatMap(same => gradableGroups(same, series, out));
  const given = new Map(images.map((image, i) => [image, i]));
  const parts = merged(groups).flatMap(group => partsOf(group, series, given));
  return {
    series,
    parts: [...parts].sort((a, b) => b.planes - a.planes || b.images.length - a.images.length),
    leftOut: out,
  };
}

/** What most of a series shows; parts of other kinds are no part of that. */
export function roleOf({ parts, leftOut: out }: SeriesContent<unknown>): SeriesRole {
  const main = parts.find(({ role }) => role !== 'other') ?? parts[0];
  if (main) {
    return main.role;
  }
  return out.some(({ reason }) => reason === 'localizer') ? 'localiser' : 'other';
}
