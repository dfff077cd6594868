import type { Vec3 } from '../findings';

/** What of an image tells echoes apart. */
export interface EchoImage {
  /** LPS mm: Image Position (Patient). */
  readonly position: Vec3;
  /** ms; undefined where the header lacks it. */
  readonly echoTime?: number;
}

export interface EchoChoice<Image> {
  /** The images of the chosen echo, in their order. */
  readonly images: readonly Image[];
  /** ms */
  readonly echoTime: number;
  /** Every echo time of the series, ms, ascending. */
  readonly all: readonly number[];
}

/** Echo times nearer to each other than this are one, which scanners round differently, ms. */
const SAME_ECHO_MS = 1;
/** Discs, fluid and marrow differ most in spin echoes of about this, ms; grading is made for these. */
const T2_ECHO_MS = 100;

/**
 * Of a series that holds several echoes of the same places (proton density and T2 of one acquisition, say)
 * the images of one echo: the one that is nearest to an ordinary T2. Null where every place has one echo time
 * only, or where an image does not state its own; echo times that differ from place to place are ordinary.
 */
export function chooseEcho<Image extends EchoImage>(
  images: readonly Image[]
): EchoChoice<Image> | null {
  const times = images.map(({ echoTime }) => echoTime);
  if (!times.every(time => time !== undefined && time > 0) || !hasPlaceWithTwo(images)) {
    return null;
  }
  const all = distinct(times as number[]);
  const echoTime = [...all].sort(
    (a, b) => Math.abs(a - T2_ECHO_MS) - Math.abs(b - T2_ECHO_MS) || b - a
  )[0]!;
  return { images: images.filter(image => isSame(image.echoTime!, echoTime)), echoTime, all };
}

const isSame = (a: number, b: number) => Math.abs(a - b) < SAME_ECHO_MS;

function hasPlaceWithTwo(images: readonly EchoImage[]): boolean {
  const echoAt = new Map<string, number>();
  return images.some(({ position, echoTime }) => {
    // A tenth of a millimeter: images of one place have the same numbers in their headers.
    const place = position.map(x => Math.round(10 * x)).join();
    const known = echoAt.get(place);
    echoAt.set(place, known ?? echoTime!);
    return known !== undefined && !isSame(known, echoTime!);
  });
}

/** Ascending, each once. */
function distinct(times: readonly number[]): number[] {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.filter((time, i) => i === 0 || !isSame(time, sorted[i - 1]!));
}
