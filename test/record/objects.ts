import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slice } from '../../extension/src/imaging/types';
import {
  buildSegmentation,
  buildStructuredReport,
  type NaturalizedDataset,
  segmentationReference,
  type ReportSource,
  type SourceSeries,
} from '../../extension/src/report';
import { encodePart10 } from '../../models/node/dicom/naturalized';
import { analysis, NOW, source, uidSequence } from './phantom';

const options = (seed: string) => ({ now: NOW, uid: uidSequence(seed) });

/** The phantom's segmentation in both encodings, and its report, which refers to the binary one. */
export function recordObjects() {
  const seg = buildSegmentation(analysis(), source(), options('seg'));
  const segmentation = segmentationReference(seg);
  const sr = buildStructuredReport(analysis(), { ...source(), segmentation }, options('sr'));
  const labelmap = buildSegmentation(analysis(), source(), {
    ...options('labelmap'),
    encoding: 'labelmap',
  });
  return { sr, seg, labelmap };
}

/** One MR image of the phantom, naturalised. */
function mrImage(
  { header }: ReportSource,
  series: SourceSeries,
  slice: Slice,
  index: number
): NaturalizedDataset {
  return {
    ...header,
    SpecificCharacterSet: 'ISO_IR 192',
    ImageType: ['ORIGINAL', 'PRIMARY', 'OTHER'],
    SOPClassUID: series.sopClassUID,
    SOPInstanceUID: slice.sopInstanceUID,
    Modality: 'MR',
    Manufacturer: 'Phantom',
    SeriesInstanceUID: series.seriesInstanceUID,
    SeriesNumber: 1 + (series.seriesInstanceUID === source().sagittal.seriesInstanceUID ? 0 : 1),
    SeriesDescription: 'phantom',
    InstanceNumber: index + 1,
    ScanningSequence: 'SE',
    SequenceVariant: 'SK',
    ScanOptions: '',
    MRAcquisitionType: '2D',
    RepetitionTime: 3500,
    EchoTime: 100,
    EchoTrainLength: 16,
    SliceThickness: 4,
    FrameOfReferenceUID: series.frameOfReferenceUID,
    PositionReferenceIndicator: '',
    ImagePositionPatient: [...slice.position].map(v => Number(v.toFixed(9))),
    ImageOrientationPatient: [...slice.rowDirection, ...slice.columnDirection].map(v =>
      Number(v.toFixed(12))
    ),
    PixelSpacing: [slice.rowSpacing, slice.columnSpacing],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: slice.rows,
    Columns: slice.columns,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 1000,
    WindowWidth: 2000,
    PixelData: (slice.pixels as Uint16Array).slice().buffer,
    _vrMap: { PixelData: 'OW' },
  };
}

/** The phantom's source images, sagittal and axial. */
export function sourceImages(): NaturalizedDataset[] {
  const from = source();
  return [from.sagittal, from.axial!].flatMap(series =>
    series.slices.map((slice, i) => mrImage(from, series, slice as Slice, i))
  );
}

/** Writes a dataset as a Part 10 file and returns its path. */
export function writeObject(folder: string, name: string, dataset: NaturalizedDataset): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.dcm`);
  writeFileSync(file, encodePart10(dataset));
  return file;
}
