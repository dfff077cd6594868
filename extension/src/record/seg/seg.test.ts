import {
  analysis,
  COLUMNS,
  FRAME_UID,
  NOW,
  ROWS,
  sagittalSlices,
  source,
  uidSequence,
} from '../../../../test/record/phantom';
import type { NaturalizedDataset, SegmentationOptions } from '../record';
import { codeOf, items } from '../sr/tree';
import { dicomLab } from './color';
import { buildSegmentation, type SegmentedStudy } from './segmentation';

jest.setTimeout(120_000);

const options = (encoding?: SegmentationOptions['encoding']): SegmentationOptions => ({
  now: NOW,
  uid: uidSequence('seg'),
  encoding,
});
const build = (encoding?: SegmentationOptions['encoding']) =>
  buildSegmentation(analysis(), source(), options(encoding));

const FRAME_PIXELS = ROWS * COLUMNS;

/** Reads the stored frames back to labels per source image, by the object's own references. */
function labelsByImage(seg: NaturalizedDataset): Map<string, Uint8Array> {
  const binary = seg.SegmentationType === 'BINARY';
  const bytes = new Uint8Array(seg.PixelData as ArrayBuffer);
  const labelOf = new Map(
    items(seg.SegmentSequence).map(item => [
      Number(item.SegmentNumber),
      analysis().segmentation.segments.find(
        ({ name, kind }) =>
          String(item.SegmentLabel).toLowerCase() ===
          {
            vertebra: `${name} vertebra`,
            disc: `${name} disc`,
            canal: 'spinal canal',
            sacrum: 'sacrum',
          }[kind].toLowerCase()
      )?.label ?? 0,
    ])
  );
  const byImage = new Map<string, Uint8Array>();
  items(seg.PerFrameFunctionalGroupsSequence).forEach((frame, f) => {
    const [derivation] = items(frame.DerivationImageSequence);
    const uid = String(items(derivation!.SourceImageSequence)[0]!.ReferencedSOPInstanceUID);
    const labels = byImage.get(uid) ?? new Uint8Array(FRAME_PIXELS);
    const [identification] = items(frame.SegmentIdentificationSequence);
    for (let i = 0; i < FRAME_PIXELS; i++) {
      const at = f * FRAME_PIXELS + i;
      if (!binary) {
        labels[i] = labelOf.get(bytes[at]!)!;
      } else if ((bytes[at >> 3]! >> (at & 7)) & 1) {
        labels[i] = labelOf.get(Number(identification!.ReferencedSegmentNumber))!;
      }
    }
    byImage.set(uid, labels);
  });
  return byImage;
}

describe.each(['binary', 'labelmap'] as const)('a %s segmentation', encoding => {
  it('holds the mask of every slice, linked to its source image', () => {
    const stored = labelsByImage(build(encoding));
    analysis().segmentation.slices.forEach(({ sopInstanceUID, labels }) => {
      const expected = labels.some(label => label > 0) ? labels : undefined;
      expect(stored.get(sopInstanceUID)).toEqual(expected);
    });
  });

  it('lies where its source lies', () => {
    const seg = build(encoding);
    expect(seg.FrameOfReferenceUID).toBe(FRAME_UID);
    const [shared] = items(seg.SharedFunctionalGroupsSequence);
    const [measures] = items(shared!.PixelMeasuresSequence);
    expect(measures!.PixelSpacing).toEqual(['1.3', '1.3']);
    expect(Number(measures!.SpacingBetweenSlices)).toBeCloseTo(4.4, 6);
    const slices = sagittalSlices();
    for (const frame of items(seg.PerFrameFunctionalGroupsSequence)) {
      const [derivation] = items(frame.DerivationImageSequence);
      const uid = items(derivation!.SourceImageSequence)[0]!.ReferencedSOPInstanceUID;
      const slice = slices.find(candidate => candidate.sopInstanceUID === uid)!;
      const position = items(frame.PlanePositionSequence)[0]!.ImagePositionPatient as string[];
      position.forEach((value, axis) => {
        expect(Number(value)).toBeCloseTo(slice.position[axis]!, 6);
      });
    }
  });

  it('codes every structure that has pixels, and only those', () => {
    const segments = items(build(encoding).SegmentSequence);
    expect(segments.map(item => item.SegmentLabel)).toEqual([
      'L2 vertebra',
      'L3 vertebra',
      'L4 vertebra',
      'L5 vertebra',
      'Sacrum',
      'L1-L2 disc',
      'L2-L3 disc',
      'L3-L4 disc',
      'L4-L5 disc',
      'L5-S1 disc',
      'Spinal canal',
    ]);
    for (const segment of segments) {
      expect(segment).toMatchObject({
        SegmentAlgorithmType: 'AUTOMATIC',
        SegmentAlgorithmName: 'spine-segmentation 1.0.0',
      });
      expect(codeOf(segment.SegmentedPropertyTypeCodeSequence)!.scheme).toBe('SCT');
    }
    expect(codeOf(segments[9]!.SegmentedPropertyTypeCodeSequence)!.value).toBe('715056000');
    expect(codeOf(segments[4]!.SegmentedPropertyTypeCodeSequence)).toMatchObject({
      value: '54735007',
      meaning: 'Sacrum',
    });
  });
});

it('numbers segments from 1 and names the SOP class', () => {
  expect(items(build().SegmentSequence)[0]!.SegmentNumber).toBe(1);
  expect(items(build('labelmap').SegmentSequence)[0]!.SegmentNumber).toBe(1);
  expect(build().SOPClassUID).toBe('1.2.840.10008.5.1.4.1.1.66.4');
  expect(build('labelmap').SOPClassUID).toBe('1.2.840.10008.5.1.4.1.1.66.7');
});

describe('refuses in one sentence', () => {
  const attempt =
    (change: (study: SegmentedStudy) => SegmentedStudy, from = source()) =>
    () =>
      buildSegmentation(change(analysis()), from, options());

  it('a segmentation whose images are not there', () => {
    const from = source();
    const other = { ...from, sagittal: { ...from.sagittal, slices: sagittalSlices().slice(1) } };
    expect(attempt(study => study, other)).toThrow(/source images are not loaded/);
  });

  it('an empty segmentation', () => {
    const empty = (study: SegmentedStudy): SegmentedStudy => ({
      ...study,
      segmentation: {
        ...study.segmentation,
        slices: study.segmentation.slices.map(slice => ({
          ...slice,
          labels: new Uint8Array(slice.labels.length),
        })),
      },
    });
    expect(attempt(empty)).toThrow(/no vertebra, disc or canal was found/);
  });

  it('frames that all have one position, whether or not they are told apart', () => {
    const from = source();
    const [first] = sagittalSlices();
    const same = {
      ...from,
      sagittal: {
        ...from.sagittal,
        slices: sagittalSlices().map(slice => ({ ...slice, position: first!.position })),
      },
    };
    expect(attempt(study => study, same)).toThrow(/does not tell the frames of its images apart/);
    // As where every frame of an enhanced object is taken for the object itself.
    const oneObject = (study: SegmentedStudy): SegmentedStudy => ({
      ...study,
      segmentation: {
        ...study.segmentation,
        slices: study.segmentation.slices.map(slice => ({
          ...slice,
          sopInstanceUID: first!.sopInstanceUID,
        })),
      },
    });
    expect(attempt(oneObject)).toThrow(/does not tell the frames of its images apart/);
  });

  it('slices of different sizes', () => {
    const from = source();
    const slices = sagittalSlices();
    const other = {
      ...from,
      sagittal: { ...from.sagittal, slices: [{ ...slices[0]!, rows: 7 }, ...slices.slice(1)] },
    };
    const resized = (study: SegmentedStudy): SegmentedStudy => {
      const [first, ...rest] = study.segmentation.slices;
      return {
        ...study,
        segmentation: {
          ...study.segmentation,
          slices: [{ ...first!, rows: 7, labels: new Uint8Array(7 * COLUMNS) }, ...rest],
        },
      };
    };
    expect(attempt(resized, other)).toThrow(/differ in size/);
  });
});

it('scales CIELab colors as DICOM does', () => {
  // Reference values: white is L* 100, a* and b* 0; pure sRGB red is L* 54.29, a* 80.81, b* 69.89 (D50).
  expect(dicomLab([255, 255, 255])).toEqual([65535, 32896, 32896]);
  const [lightness, a, b] = dicomLab([255, 0, 0]);
  expect((lightness / 65535) * 100).toBeCloseTo(54.29, 1);
  expect((a / 65535) * 255 - 128).toBeCloseTo(80.81, 1);
  expect((b / 65535) * 255 - 128).toBeCloseTo(69.89, 1);
});
