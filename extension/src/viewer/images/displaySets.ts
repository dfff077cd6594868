import { omit } from '../../imaging/omit';
import { seriesContent, type SeriesContent } from '../../imaging/seriesParts';
import type { SeriesDescription, SlicePlane } from '../../imaging/types';
import { imageHeader, statedPlane } from './imageFacts';
import type { DisplaySet, Instance } from '../host/ohif';

const DOCUMENTS = new Set(['SR', 'SEG', 'PR', 'KO', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'DOC']);

/** Whether a display set holds images rather than a document about images. */
export const hasImages = (displaySet: DisplaySet): boolean =>
  displaySet.unsupported !== true &&
  !DOCUMENTS.has(displaySet.Modality ?? '') &&
  instancesOf(displaySet).length > 0;

const instancesOf = (displaySet: DisplaySet): readonly Instance[] =>
  displaySet.instances ?? displaySet.images ?? [];

/** The DICOM attributes of a display set's first instance. */
export const firstInstance = (displaySet: DisplaySet): Instance | undefined =>
  instancesOf(displaySet)[0] ?? displaySet.instance;

/** What the viewer's metadata says of a series by its first image, without touching pixels. */
export function describeSeries(displaySet: DisplaySet): SeriesDescription {
  const instance = firstInstance(displaySet);
  const header = omit(instance ? imageHeader(instance, 1) : {}, 'instanceNumber', 'color');
  const number = Number(displaySet.SeriesNumber ?? NaN);
  const { SeriesDescription: description } = displaySet;
  return {
    ...header,
    seriesInstanceUID: displaySet.SeriesInstanceUID,
    studyInstanceUID: displaySet.StudyInstanceUID,
    modality: displaySet.Modality ?? header.modality ?? '',
    ...(Number.isFinite(number) ? { seriesNumber: number } : {}),
    ...(description ? { description } : {}),
  };
}

/** The images of a display set whose place is known, from its metadata alone. */
function imagesOf(displaySet: DisplaySet): SlicePlane[] {
  return instancesOf(displaySet).flatMap(instance => {
    const frames = Number(instance.NumberOfFrames ?? 1) || 1;
    return Array.from({ length: Math.min(frames, MOST_FRAMES) }, (_, i) => i + 1).flatMap(frame => {
      const plane = statedPlane(instance, frame);
      const header = imageHeader(instance, frame);
      const { echoTime } = header;
      return plane
        ? [
            {
              ...plane,
              header,
              sopInstanceUID: instance.SOPInstanceUID,
              ...(frames > 1 ? { frameNumber: frame } : {}),
              ...(echoTime === undefined ? {} : { echoTime }),
            },
          ]
        : [];
    });
  });
}

/** More frames than any MR image has; a damaged number must not fill the memory. */
const MOST_FRAMES = 65_535;

const known = new WeakMap<
  DisplaySet,
  { readonly images: number; readonly content: SeriesContent<SeriesDescription> }
>();

/** What pictures of the body a display set holds. The viewer asks often, for every rule of a hanging protocol. */
export function displaySetContent(displaySet: DisplaySet): SeriesContent<SeriesDescription> {
  const images = instancesOf(displaySet).length;
  const before = known.get(displaySet);
  if (before?.images === images) {
    return before.content;
  }
  const content = seriesContent(describeSeries(displaySet), imagesOf(displaySet));
  known.set(displaySet, { images, content });
  return content;
}
