import { DeepSpineError, type Vec3 } from '../../extension/src/findings';
import { omit } from '../../extension/src/imaging/omit';
import type { ImageHeader, SeriesDescription, Slice } from '../../extension/src/imaging/types';
import { items, number, numbers, string, strings, type DataSet } from './dataSet';
import type { Rescale } from './pixels';

/** What a header says of one frame. */
export interface FrameHeader {
  /** Its place in patient space. */
  readonly plane: Omit<Slice, 'pixels' | 'rows' | 'columns' | 'sopInstanceUID'>;
  readonly rescale: Rescale;
}

/** Functional groups of enhanced multi-frame MR (DICOM PS3.3 C.7.6.16), tags of their sequences. */
const GROUP = {
  planePosition: 'x00209113',
  planeOrientation: 'x00209116',
  pixelMeasures: 'x00289110',
  pixelValueTransformation: 'x00289145',
  timing: 'x00189112',
  echo: 'x00189114',
  modifier: 'x00189115',
  frameType: 'x00189226',
  diffusion: 'x00189117',
} as const;

/** UID of the instance; the file meta information has it too when the data set was stripped. */
export function instanceUID(dataSet: DataSet): string | undefined {
  return string(dataSet, 'x00080018') ?? string(dataSet, 'x00020003');
}

/** More frames than any MR image has; a damaged number must not fill the memory. */
const MAX_FRAMES = 65_535;

/**
 * Number of Frames; 1 for a single-frame image.
 *
 * @throws DeepSpineError 'corrupt-file' for what cannot be a number of frames. The message is the end of a
 *   sentence that begins with the file's name.
 */
export function frameCount(dataSet: DataSet): number {
  const count = string(dataSet, 'x00280008') === undefined ? 1 : number(dataSet, 'x00280008');
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > MAX_FRAMES) {
    throw new DeepSpineError(
      'corrupt-file',
      `states a number of frames that cannot be (${string(dataSet, 'x00280008')})`
    );
  }
  return count;
}

/** Whether the image's geometry stands in functional groups. */
function isEnhanced(dataSet: DataSet): boolean {
  return items(dataSet, 'x52009229').length > 0 || items(dataSet, 'x52009230').length > 0;
}

/** Where to look for an attribute of a frame: its own group, the shared one, the data set itself. */
function groupsOf(dataSet: DataSet, frame: number, group: string): DataSet[] {
  const own = items(dataSet, 'x52009230')[frame];
  const shared = items(dataSet, 'x52009229')[0];
  return [own, shared]
    .flatMap(macro => (macro ? items(macro, group).slice(0, 1) : []))
    .concat(dataSet);
}

/** The first answer that a reader gives on data sets in order of precedence. */
function first<T>(dataSets: DataSet[], read: (dataSet: DataSet) => T | undefined): T | undefined {
  for (const dataSet of dataSets) {
    const value = read(dataSet);
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

/**
 * Planes and rescaling of all frames of an image, single-frame (PS3.3 C.7.6.2) or enhanced (C.8.13).
 *
 * @throws DeepSpineError 'bad-geometry' when position, orientation or spacing is missing. The message
 *   is the end of a sentence that begins with the file's name.
 */
export function frameHeaders(dataSet: DataSet): FrameHeader[] {
  const numbered = isEnhanced(dataSet) || frameCount(dataSet) > 1;
  return Array.from({ length: frameCount(dataSet) }, (_, frame) => {
    const { plane, rescale } = frameHeader(dataSet, frame);
    return { rescale, plane: numbered ? { ...plane, frameNumber: frame + 1 } : plane };
  });
}

function frameHeader(dataSet: DataSet, frame: number): FrameHeader {
  const header = imageHeader(dataSet, frame);
  const groups = (group: string): DataSet[] => groupsOf(dataSet, frame, group);
  const measures = groups(GROUP.pixelMeasures);
  const position = first(groups(GROUP.planePosition), d => numbers(d, 'x00200032', 3));
  const orientation = first(groups(GROUP.planeOrientation), d => numbers(d, 'x00200037', 6));
  const spacing = first(measures, d => numbers(d, 'x00280030', 2));
  if (!position || !orientation || !spacing || !(spacing[0]! > 0) || !(spacing[1]! > 0)) {
    const missing = [
      position ? [] : ['Image Position (Patient)'],
      orientation ? [] : ['Image Orientation (Patient)'],
      spacing ? [] : ['Pixel Spacing'],
    ].flat();
    throw new DeepSpineError(
      'bad-geometry',
      missing.length > 0
        ? `does not say where its picture lies in the patient (no ${missing.join(', no ')})`
        : `states a pixel spacing of ${spacing!.join(' × ')} mm`
    );
  }
  const transformation = groups(GROUP.pixelValueTransformation);
  return {
    plane: {
      position: vec3(position, 0),
      rowDirection: unit(vec3(orientation, 0)),
      columnDirection: unit(vec3(orientation, 3)),
      rowSpacing: spacing[0]!,
      columnSpacing: spacing[1]!,
      sliceThickness: first(measures, d => number(d, 'x00180050')),
      echoTime: header.echoTime,
      header,
    },
    rescale: rescaleOf(transformation),
  };
}

/** Beyond this, rescaled samples leave the range of single precision or all become the same. */
const MAX_RESCALE = 1e12;

function rescaleOf(transformation: DataSet[]): Rescale {
  const slope = first(transformation, d => number(d, 'x00281053')) || 1;
  const intercept = first(transformation, d => number(d, 'x00281052')) ?? 0;
  const size = Math.abs(slope);
  if (size > MAX_RESCALE || size < 1 / MAX_RESCALE || Math.abs(intercept) > MAX_RESCALE) {
    throw new DeepSpineError(
      'corrupt-file',
      `states a rescaling that cannot be (slope ${slope}, intercept ${intercept})`
    );
  }
  return { slope, intercept };
}

function vec3(values: readonly number[], from: number): Vec3 {
  return [values[from]!, values[from + 1]!, values[from + 2]!];
}

/** Direction cosines are written with few digits; downstream wants length 1. */
function unit([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z);
  if (!(length > 0.9 && length < 1.1)) {
    throw new DeepSpineError(
      'bad-geometry',
      `has an Image Orientation (Patient) that is no direction (${[x, y, z].join('\\')})`
    );
  }
  return [x / length, y / length, z / length];
}

/**
 * What the header says of the image's series. Enhanced MR says it in its first frame's groups.
 *
 * @throws DeepSpineError 'corrupt-file' when the study's or series' UID is missing. The message is the
 *   end of a sentence that begins with the file's name.
 */
export function seriesDescription(dataSet: DataSet): SeriesDescription {
  const studyInstanceUID = string(dataSet, 'x0020000d');
  const seriesInstanceUID = string(dataSet, 'x0020000e');
  if (!studyInstanceUID || !seriesInstanceUID) {
    throw new DeepSpineError(
      'corrupt-file',
      `does not say to which ${studyInstanceUID ? 'series' : 'study'} it belongs (no Instance UID)`
    );
  }
  const header = omit(imageHeader(dataSet, 0), 'instanceNumber', 'color');
  return { ...header, seriesInstanceUID, studyInstanceUID, modality: header.modality ?? '' };
}

/** What the header says of how a frame was made. Enhanced MR says it in the frame's groups. */
export function imageHeader(dataSet: DataSet, frame: number): ImageHeader {
  const groups = (group: string): DataSet[] => groupsOf(dataSet, frame, group);
  const timing = groups(GROUP.timing);
  const frameType = groups(GROUP.frameType);
  const header: ImageHeader = {
    modality: string(dataSet, 'x00080060'),
    sopClassUID: string(dataSet, 'x00080016') ?? string(dataSet, 'x00020002'),
    seriesNumber: number(dataSet, 'x00200011'),
    instanceNumber: number(dataSet, 'x00200013'),
    description: string(dataSet, 'x0008103e'),
    protocolName: string(dataSet, 'x00181030'),
    studyDescription: string(dataSet, 'x00081030'),
    bodyPartExamined: string(dataSet, 'x00180015'),
    imageType: first(frameType, d => strings(d, 'x00089007')) ?? strings(dataSet, 'x00080008'),
    complexComponent: first(frameType, d => string(d, 'x00089208')),
    acquisitionContrast: first(frameType, d => string(d, 'x00089209')),
    frameOfReferenceUID: string(dataSet, 'x00200052'),
    repetitionTime: first(timing, d => number(d, 'x00180080')),
    echoTime: echoTimeOf(dataSet, frame),
    inversionTime:
      first(groups(GROUP.modifier), d => double(d, 'x00189079')) ?? number(dataSet, 'x00180082'),
    flipAngle: first(timing, d => number(d, 'x00181314')),
    bValue:
      first(groups(GROUP.diffusion), d => double(d, 'x00189087')) ?? number(dataSet, 'x0019100c'),
    scanningSequence: strings(dataSet, 'x00180020') ?? enhancedSequence(dataSet, frame),
    sequenceVariant: strings(dataSet, 'x00180021'),
    scanOptions: strings(dataSet, 'x00180022') ?? enhancedOptions(dataSet, frame),
    magneticFieldStrength: number(dataSet, 'x00180087'),
    color: isColor(dataSet) ? true : undefined,
  };
  return Object.fromEntries(
    Object.entries(header).filter(([, value]) => value !== undefined)
  ) as ImageHeader;
}

/** Whether samples are no single brightness (PS3.3 C.7.6.3.1.2). */
export const isColor = (dataSet: DataSet): boolean =>
  (dataSet.uint16('x00280002') ?? 1) !== 1 ||
  !/^MONOCHROME[12]$/.test(string(dataSet, 'x00280004') ?? 'MONOCHROME2');

/** ms; enhanced MR states it per frame. */
const echoTimeOf = (dataSet: DataSet, frame: number): number | undefined =>
  first(groupsOf(dataSet, frame, GROUP.echo), d => double(d, 'x00189082')) ??
  number(dataSet, 'x00180081');

/** The first value of an FD attribute. */
function double(dataSet: DataSet, tag: string): number | undefined {
  return dataSet.elements[tag] ? dataSet.double(tag) : undefined;
}

/** Enhanced MR's pulse sequence (PS3.3 C.8.13.4) in the words of Scanning Sequence. */
function enhancedSequence(dataSet: DataSet, frame: number): string[] | undefined {
  const echo = { SPIN: ['SE'], GRADIENT: ['GR'], BOTH: ['SE', 'GR'] }[
    string(dataSet, 'x00189008') ?? ''
  ];
  const modifier = groupsOf(dataSet, frame, GROUP.modifier);
  const inversion = first(modifier, d => string(d, 'x00189009')) === 'YES' ? ['IR'] : [];
  const planar = string(dataSet, 'x00189018') === 'YES' ? ['EP'] : [];
  const sequence = [...(echo ?? []), ...inversion, ...planar];
  return sequence.length > 0 ? sequence : undefined;
}

/** Enhanced MR's fat suppression (Spectrally Selected Suppression) in the words of Scan Options. */
function enhancedOptions(dataSet: DataSet, frame: number): string[] | undefined {
  const suppressed = first(groupsOf(dataSet, frame, GROUP.modifier), d => string(d, 'x00189025'));
  return suppressed === 'FAT' || suppressed === 'FAT_AND_WATER' ? ['FS'] : undefined;
}
