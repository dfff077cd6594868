import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { uidFrom } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';
import {
  buildSegmentation,
  buildStructuredReport,
  type NaturalizedDataset,
  segmentationReference,
  type ReportSource,
  type SourceSeries,
} from '../../extension/src/record';
import { encodePart10 } from '../../cli/dicom/naturalized';
import { analysis, COLUMNS, NOW, source, uidSequence } from './phantom';

const options = (seed: string) => ({ now: NOW, uid: uidSequence(seed) });

/** A study as its source images and what was found in it. */
export interface Study {
  readonly source: ReportSource;
  readonly analysis: AnalysisResult;
}

const phantomStudy = (): Study => ({ source: source(), analysis: analysis() });

/** Rows of `width` pixels as rows of `wide` pixels, the new ones 0. */
function widened<T extends Uint8Array | Uint16Array>(pixels: T, width: number, wide: number): T {
  const rows = pixels.length / width;
  const out = new (pixels.constructor as new (length: number) => T)(rows * wide);
  for (let row = 0; row < rows; row++) {
    out.set(pixels.subarray(row * width, (row + 1) * width), row * wide);
  }
  return out;
}

/**
 * The phantom as a study of its own whose sagittal images have three columns more: their number of
 * pixels is then a multiple of 8, so that every frame of a binary segmentation begins with a byte.
 * @param name another one makes another study
 */
export function wideStudy(name = 'wide'): Study {
  const { source: from, analysis: found } = phantomStudy();
  const wide = Math.ceil(COLUMNS / 8) * 8;
  const other = (uid: string) => uidFrom(name, uid);
  const { sagittal } = from;
  const slices = (sagittal.slices as readonly Slice[]).map(slice => ({
    ...slice,
    sopInstanceUID: other(slice.sopInstanceUID),
    columns: wide,
    pixels: widened(slice.pixels as Uint16Array, COLUMNS, wide),
  }));
  const studyInstanceUID = other(found.studyInstanceUID);
  const seriesInstanceUID = other(sagittal.seriesInstanceUID);
  const { segmentation } = found;
  return {
    source: {
      header: { ...from.header, StudyInstanceUID: studyInstanceUID, PatientID: `PHANTOM-${name}` },
      sagittal: { ...sagittal, studyInstanceUID, seriesInstanceUID, slices },
    },
    analysis: {
      ...found,
      studyInstanceUID,
      sagittalSeriesUID: seriesInstanceUID,
      axialSeriesUID: null,
      segmentation: {
        ...segmentation,
        seriesInstanceUID,
        slices: segmentation.slices.map(slice => ({
          ...slice,
          sopInstanceUID: other(slice.sopInstanceUID),
          columns: wide,
          labels: widened(slice.labels, COLUMNS, wide),
        })),
      },
    },
  };
}

/** The phantom's segmentation in both encodings, and its report, which refers to the binary one. */
export function recordObjects({ source: from, analysis: found }: Study = phantomStudy()) {
  const seeded = (seed: string) => options(`${seed} ${found.studyInstanceUID}`);
  const seg = buildSegmentation(found, from, seeded('seg'));
  const segmentation = segmentationReference(seg);
  const sr = buildStructuredReport(found, { ...from, segmentation }, seeded('sr'));
  const labelmap = buildSegmentation(found, from, { ...seeded('labelmap'), encoding: 'labelmap' });
  return { sr, seg, labelmap };
}

/** One MR image of the phantom, naturalized. */
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
    SeriesNumber: series.seriesInstanceUID === source().axial?.seriesInstanceUID ? 2 : 1,
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

/** The phantom's source images, sagittal and, where it has them, axial. */
export function sourceImages({ source: from }: Study = phantomStudy()): NaturalizedDataset[] {
  return [from.sagittal, from.axial].flatMap(series =>
    series ? series.slices.map((slice, i) => mrImage(from, series, slice as Slice, i)) : []
  );
}

/** Writes a dataset as a Part 10 file and returns its path. */
export function writeObject(folder: string, name: string, dataset: NaturalizedDataset): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.dcm`);
  writeFileSync(file, encodePart10(dataset));
  return file;
}
