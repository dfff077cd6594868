import type { AnalysisResult } from '../../analysis/result';
import { refused } from '../../messages';
import { sliceNormal } from '../../imaging/geometry';
import { dot } from '../../imaging/vec3';
import { dicomDate, dicomTime } from '../format';
import { contributingEquipment, equipment, patientAndStudy } from '../header';
import { RESEARCH_USE } from '../product';
import type {
  NaturalizedDataset,
  ReportSource,
  SegmentationOptions,
  SourceSeries,
} from '../record';
import { frameOfReferenceOf, instancesOf } from '../source';
import {
  binaryFrames,
  type Frame,
  labelmapFrames,
  type LabeledSlice,
  packBits,
  packLabels,
  presentLabels,
} from './frames';
import { dimensions, frameGroups, sharedGroups } from './functionalGroups';
import { type NumberedSegment, numberSegments, segmentItem } from './segments';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
/** Supplement 243. */
export const LABEL_MAP_SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.7';

/** What a segmentation object is made from; an AnalysisResult is one. */
export type SegmentedStudy = Pick<AnalysisResult, 'studyInstanceUID' | 'segmentation'>;

/** Each slice of the segmentation with the plane of its source, in order along the stack's normal. */
function labeledSlices(
  segmentation: SegmentedStudy['segmentation'],
  series: SourceSeries
): LabeledSlice[] {
  const pairs = segmentation.slices.map(
    ({ sopInstanceUID, frameNumber, rows, columns, labels }) => {
      const plane = series.slices.find(
        slice => slice.sopInstanceUID === sopInstanceUID && slice.frameNumber === frameNumber
      );
      if (!plane || plane.rows !== rows || plane.columns !== columns) {
        throw refused('no-series', { context: 'segmentation-images' });
      }
      return { plane, labels, present: presentLabels(labels) };
    }
  );
  const places = new Set(pairs.map(({ plane }) => plane.position.map(x => x.toFixed(3)).join()));
  if (places.size < pairs.length) {
    // As where a viewer's addresses do not tell frames apart: every frame would get the place of the first.
    throw refused('bad-geometry', { context: 'frames' });
  }
  const first = pairs[0];
  const sameSize = pairs.every(
    ({ plane }) => plane.rows === first?.plane.rows && plane.columns === first.plane.columns
  );
  if (!first || !sameSize) {
    throw refused('inconsistent-slices', { context: 'sizes' });
  }
  const normal = sliceNormal(first.plane);
  return pairs
    .sort((a, b) => dot(a.plane.position, normal) - dot(b.plane.position, normal))
    .map((pair, i) => ({ ...pair, rank: i + 1 }));
}

function pixels(
  binary: boolean,
  frames: readonly Frame[],
  segments: readonly NumberedSegment[],
  { rows, columns }: { readonly rows: number; readonly columns: number }
): NaturalizedDataset {
  const data = binary
    ? packBits(frames, rows * columns)
    : packLabels(frames, segments, rows * columns);
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: frames.length,
    Rows: rows,
    Columns: columns,
    BitsAllocated: binary ? 1 : 8,
    BitsStored: binary ? 1 : 8,
    HighBit: binary ? 0 : 7,
    PixelRepresentation: 0,
    // A labelmap's background is no segment: OHIF would take an item for it as the first segment.
    ...(binary ? {} : { PixelPaddingValue: 0 }),
    PixelData: data.buffer,
    _vrMap: { PixelData: 'OB', PixelPaddingValue: 'US' },
  };
}

const lossy = ({ header }: ReportSource): NaturalizedDataset =>
  header.LossyImageCompression === '01'
    ? {
        LossyImageCompression: '01',
        LossyImageCompressionRatio: header.LossyImageCompressionRatio,
        LossyImageCompressionMethod: header.LossyImageCompressionMethod,
      }
    : { LossyImageCompression: '00' };

/**
 * The segmentation as a DICOM SEG on the source slices' own grid, naturalized: vertebrae, discs by level
 * and canal as coded segments, linked to each source image and its frame of reference. Segments that
 * are empty or have no code are left out.
 *
 * @throws DeepSpineError when the source images are missing or differ in size, or nothing was segmented
 */
export function buildSegmentation(
  study: SegmentedStudy,
  source: ReportSource,
  options: SegmentationOptions
): NaturalizedDataset {
  const { now, uid, encoding = 'binary' } = options;
  const binary = encoding === 'binary';
  const series = source.sagittal;
  const { model } = study.segmentation;
  const slices = labeledSlices(study.segmentation, series);
  const used = new Set(slices.flatMap(({ present }) => [...present]));
  const segments = numberSegments(study.segmentation.segments, used);
  if (!segments.length) {
    throw refused('no-discs', { context: 'nothing-to-store' });
  }
  const frames = binary ? binaryFrames(slices, segments) : labelmapFrames(slices, segments);
  const items = segments.map(s => segmentItem(s, segments, series.seriesInstanceUID, model));
  const date = dicomDate(now);
  const time = dicomTime(now);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    SOPClassUID: binary ? SEGMENTATION_STORAGE : LABEL_MAP_SEGMENTATION_STORAGE,
    SOPInstanceUID: uid(),
    ...patientAndStudy(source.header),
    StudyInstanceUID: study.studyInstanceUID,
    Modality: 'SEG',
    SeriesInstanceUID: uid(),
    SeriesNumber: options.seriesNumber ?? 9902,
    SeriesDescription: 'DeepSPINE segmentation (research use only)',
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    ...equipment([model]),
    ContributingEquipmentSequence: contributingEquipment([model]),
    FrameOfReferenceUID: frameOfReferenceOf(series),
    PositionReferenceIndicator: '',
    ...lossy(source),
    SegmentationType: binary ? 'BINARY' : 'LABELMAP',
    SegmentsOverlap: 'NO',
    ContentLabel: 'DEEPSPINE',
    ContentDescription: `Vertebrae, discs and canal. ${RESEARCH_USE.split('.')[0]}.`,
    ContentCreatorName: '',
    SegmentSequence: items,
    ReferencedSeriesSequence: instancesOf(series).map(({ seriesInstanceUID, instances }) => ({
      SeriesInstanceUID: seriesInstanceUID,
      ReferencedInstanceSequence: instances.map(({ sopClassUID, sopInstanceUID }) => ({
        ReferencedSOPClassUID: sopClassUID,
        ReferencedSOPInstanceUID: sopInstanceUID,
      })),
    })),
    ...dimensions(uid(), binary),
    SharedFunctionalGroupsSequence: [sharedGroups(slices.map(slice => slice.plane))],
    PerFrameFunctionalGroupsSequence: frames.map(frame => frameGroups(frame, series)),
    ...pixels(binary, frames, segments, slices[0]!.plane),
  };
}
