import { dot } from '../../imaging/vec3';
import { sliceNormal } from '../../imaging/geometry';
import type { SlicePlane } from '../../imaging/types';
import { codeItem, SEG_CODE } from '../codes';
import { decimalString } from '../format';
import type { NaturalizedDataset, SourceSeries } from '../record';
import { instanceOf } from '../source';
import type { Frame } from './frames';

const decimals = (values: readonly number[]) => values.map(decimalString);

/** Median distance of neighboring planes, mm; the slice thickness (or 1 mm) for a single plane. */
function planeSpacing(planes: readonly SlicePlane[]): number {
  const normal = sliceNormal(planes[0]!);
  const offsets = planes.map(plane => dot(plane.position, normal)).sort((a, b) => a - b);
  const gaps = offsets.slice(1).map((offset, i) => offset - offsets[i]!);
  const sorted = gaps.filter(gap => gap > 1e-3).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? planes[0]!.sliceThickness ?? 1;
}

/** Functional groups that hold for every frame: plane orientation and pixel measures. */
export function sharedGroups(planes: readonly SlicePlane[]): NaturalizedDataset {
  const first = planes[0]!;
  const spacing = planeSpacing(planes);
  return {
    PlaneOrientationSequence: [
      {
        ImageOrientationPatient: decimals([...first.rowDirection, ...first.columnDirection]),
      },
    ],
    PixelMeasuresSequence: [
      {
        PixelSpacing: decimals([first.rowSpacing, first.columnSpacing]),
        SliceThickness: decimalString(first.sliceThickness ?? spacing),
        SpacingBetweenSlices: decimalString(spacing),
      },
    ],
  };
}

/** Functional groups of one frame: its place, its segment and the source image it was derived from. */
export function frameGroups({ slice, segment }: Frame, series: SourceSeries): NaturalizedDataset {
  const instance = instanceOf(series, slice.plane);
  return {
    DerivationImageSequence: [
      {
        DerivationCodeSequence: [codeItem(SEG_CODE.segmentation)],
        SourceImageSequence: [
          {
            ReferencedSOPClassUID: instance.sopClassUID,
            ReferencedSOPInstanceUID: instance.sopInstanceUID,
            ...(instance.frameNumber === undefined
              ? {}
              : { ReferencedFrameNumber: instance.frameNumber }),
            PurposeOfReferenceCodeSequence: [codeItem(SEG_CODE.sourceImage)],
            SpatialLocationsPreserved: 'YES',
          },
        ],
      },
    ],
    FrameContentSequence: [
      { DimensionIndexValues: segment ? [segment.number, slice.rank] : slice.rank },
    ],
    PlanePositionSequence: [{ ImagePositionPatient: decimals(slice.plane.position) }],
    ...(segment
      ? { SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment.number }] }
      : {}),
  };
}

/** Multi-frame Dimension module: by segment (binary only), then by position (PS3.3, C.7.6.17). */
export function dimensions(uid: string, bySegment: boolean): NaturalizedDataset {
  const index = (pointer: number, group: number, label: string): NaturalizedDataset => ({
    DimensionOrganizationUID: uid,
    DimensionIndexPointer: pointer,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  });
  const position = index(0x00200032, 0x00209113, 'Image Position (Patient)');
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: uid }],
    DimensionIndexSequence: bySegment
      ? [index(0x0062000b, 0x0062000a, 'Segment Number'), position]
      : [position],
  };
}
