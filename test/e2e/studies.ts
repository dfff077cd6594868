import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '../../demo/archive/archive';
import { PATHS } from '../../tools/paths';
import { uidFrom } from '../../extension/src/findings/uid';
import type { Vec3 } from '../../extension/src/findings';
import { buildStacks, createSampler, vec3 } from '../../extension/src/imaging';
import type { ImageSeries } from '../../extension/src/imaging/types';
import { encodePart10, readNaturalizedHeader } from '../../cli/dicom/naturalized';
import { readStudy } from '../../cli/dicom/readStudy';

type Attributes = Readonly<Record<string, unknown>>;

/** The sample study, decoded: every test study is made from it. */
interface Sample {
  readonly header: Attributes;
  readonly sagittal: ImageSeries;
}

async function readSample(): Promise<Sample> {
  const folder = join(PATHS.studies, 'spider-45');
  const files = (await readdir(folder)).filter(f => f.endsWith('.dcm')).map(f => join(folder, f));
  const { study } = await readStudy({ studyInstanceUID: '', studyDate: '', files });
  const sagittal = study.series[0];
  if (!sagittal || !files[0]) {
    throw new Error(`${folder} holds no sample study.`);
  }
  return { header: await readNaturalizedHeader(files[0]), sagittal };
}

interface Image {
  readonly position: Vec3;
  readonly row: Vec3;
  readonly column: Vec3;
  readonly rows: number;
  readonly columns: number;
  /** mm, square */
  readonly spacing: number;
  readonly pixels: ArrayLike<number>;
}

const asImages = ({ slices }: ImageSeries): Image[] =>
  slices.map(s => ({
    position: s.position,
    row: s.rowDirection,
    column: s.columnDirection,
    rows: s.rows,
    columns: s.columns,
    spacing: s.rowSpacing,
    pixels: s.pixels,
  }));

/** What is left of an image without a margin of so many rows at its head. */
function cropped(image: Image, margin: number): Image {
  const { columns, rows, pixels, position, column, spacing } = image;
  return {
    ...image,
    rows: rows - margin,
    position: vec3.along(position, column, margin * spacing),
    pixels: Uint8Array.from(
      { length: (rows - margin) * columns },
      (_, i) => pixels[i + margin * columns]!
    ),
  };
}

interface Slab {
  /** Degrees forward, as for the lower discs. */
  readonly tilt: number;
  readonly count: number;
  /** mm between images. */
  readonly step: number;
  /** How far the slab's middle lies below the middle of the sagittal images, mm. */
  readonly below?: number;
}

/** Reformats axial images out of the sagittal ones. */
function axialImages({ sagittal }: Sample, { tilt, count, step, below = 0 }: Slab): Image[] {
  const stack = buildStacks(sagittal).stacks[0]!;
  const sample = createSampler(stack);
  const first = stack.slices[0]!;
  const size = 160;
  const spacing = 1;
  const angle = (tilt * Math.PI) / 180;
  const row: Vec3 = [1, 0, 0];
  const column: Vec3 = [0, Math.cos(angle), -Math.sin(angle)];
  const middle = stack.slices[stack.slices.length >> 1]!;
  const across = middle.columns * middle.columnSpacing;
  const down = middle.rows * middle.rowSpacing;
  const center = vec3.along(
    vec3.along(middle.position, first.rowDirection, across * 0.62),
    first.columnDirection,
    down * 0.5 + below
  );
  const normal = vec3.cross(row, column);
  return Array.from({ length: count }, (_, k) => {
    const middleOfImage = vec3.along(center, normal, (k - count / 2) * step);
    const position = vec3.along(
      vec3.along(middleOfImage, row, (-size / 2) * spacing),
      column,
      (-size / 2) * spacing
    );
    const pixels = new Uint8Array(size * size);
    for (let i = 0; i < pixels.length; i++) {
      const point = vec3.along(
        vec3.along(position, row, (i % size) * spacing),
        column,
        Math.floor(i / size) * spacing
      );
      pixels[i] = sample(...point) || 0;
    }
    return { position, row, column, rows: size, columns: size, spacing, pixels };
  });
}

interface Series {
  readonly name: string;
  readonly images: readonly Image[];
  readonly change: Attributes;
  /** Images that do not belong there, before the others: attributes in place of the usual ones. */
  readonly odd?: readonly Attributes[];
}

/** Puts a study into the archive; UIDs follow from the names. Returns its Study Instance UID. */
async function store(
  archive: Archive,
  { header }: Sample,
  name: string,
  series: readonly Series[]
): Promise<string> {
  const StudyInstanceUID = uidFrom('e2e', name);
  for (const [s, { name: seriesName, images, change, odd = [] }] of series.entries()) {
    for (const [i, attributes] of odd.entries()) {
      const file = encodePart10({
        ...header,
        StudyInstanceUID,
        StudyDescription: name,
        PatientID: `E2E-${name}`,
        SeriesInstanceUID: uidFrom('e2e', name, seriesName),
        SeriesNumber: s + 1,
        SeriesDescription: seriesName,
        SOPInstanceUID: uidFrom('e2e', name, seriesName, 'odd', String(i)),
        FrameOfReferenceUID: uidFrom('e2e', name, seriesName, 'frame'),
        InstanceNumber: 0,
        _vrMap: { PixelData: 'OB' },
        ...attributes,
      });
      await archive.store.add(Buffer.from(file));
    }
    for (const [i, image] of images.entries()) {
      const file = encodePart10({
        ...header,
        StudyInstanceUID,
        StudyDescription: name,
        PatientID: `E2E-${name}`,
        SeriesInstanceUID: uidFrom('e2e', name, seriesName),
        SeriesNumber: s + 1,
        SeriesDescription: seriesName,
        SOPInstanceUID: uidFrom('e2e', name, seriesName, String(i)),
        // A frame of reference per series, as real studies have.
        FrameOfReferenceUID: uidFrom('e2e', name, seriesName, 'frame'),
        InstanceNumber: i + 1,
        ImagePositionPatient: [...image.position],
        ImageOrientationPatient: [...image.row, ...image.column],
        PixelSpacing: [image.spacing, image.spacing],
        Rows: image.rows,
        Columns: image.columns,
        ...change,
        PixelData: Uint8Array.from(image.pixels).buffer,
        _vrMap: { PixelData: 'OB' },
      });
      await archive.store.add(Buffer.from(file));
    }
  }
  return StudyInstanceUID;
}

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const ENHANCED_MR = '1.2.840.10008.5.1.4.1.1.4.1';
const NO_PLACE = {
  ImagePositionPatient: undefined,
  ImageOrientationPatient: undefined,
  PixelSpacing: undefined,
};

/** A screen capture in color, without a place. */
const colorCapture = (attributes: Attributes): Attributes => ({
  ...NO_PLACE,
  ImageType: ['DERIVED', 'SECONDARY'],
  SamplesPerPixel: 3,
  PhotometricInterpretation: 'RGB',
  PlanarConfiguration: 0,
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  Rows: 64,
  Columns: 64,
  PixelData: new Uint8Array(64 * 64 * 3).buffer,
  ...attributes,
});

/** Images as one Enhanced MR object: their places stand in functional groups alone. */
function enhanced(images: readonly Image[], instance: number): Attributes {
  const { rows, columns } = images[0]!;
  const pixels = new Uint8Array(images.length * rows * columns);
  images.forEach((image, i) => pixels.set(Uint8Array.from(image.pixels), i * rows * columns));
  return {
    ...NO_PLACE,
    SOPClassUID: ENHANCED_MR,
    InstanceNumber: instance,
    ImageType: ['ORIGINAL', 'PRIMARY', 'T2', 'NONE'],
    RepetitionTime: undefined,
    EchoTime: undefined,
    NumberOfFrames: images.length,
    Rows: rows,
    Columns: columns,
    SharedFunctionalGroupsSequence: [
      { MRTimingAndRelatedParametersSequence: [{ RepetitionTime: 3500, FlipAngle: 150 }] },
    ],
    PerFrameFunctionalGroupsSequence: images.map(image => ({
      PlanePositionSequence: [{ ImagePositionPatient: [...image.position] }],
      PlaneOrientationSequence: [{ ImageOrientationPatient: [...image.row, ...image.column] }],
      PixelMeasuresSequence: [
        { PixelSpacing: [image.spacing, image.spacing], SliceThickness: 0.9 },
      ],
      MREchoSequence: [{ EffectiveEchoTime: 100 }],
    })),
    PixelData: pixels.buffer,
  };
}

/** Series that hold more, or less, than the images of one stack. */
async function storeOddStudies(archive: Archive, sample: Sample): Promise<OddStudies> {
  const sagittal = asImages(sample.sagittal);
  const sag = { name: 'Sag T2', images: sagittal, change: {} };
  const axial = axialImages(sample, { tilt: 12, count: 20, step: 5 });
  const t2 = { RepetitionTime: 4000, EchoTime: 105, SliceThickness: 4, SpacingBetweenSlices: 5 };
  const ax = { name: 'Ax T2', images: axial, change: t2 };
  const capture = colorCapture({ SOPClassUID: SECONDARY_CAPTURE, Modality: 'OT' });
  const first = sagittal[0]!;
  const coronal = [0, 1, 2].map((k): Image => ({
    ...first,
    position: [-120, 100 + 10 * k, 0],
    row: [1, 0, 0],
    column: [0, 0, -1],
  }));
  const oneSeries = (name: string, odd: readonly Attributes[]) =>
    store(archive, sample, name, [{ name: 'Sag T2', images: [], change: {}, odd }]);
  const lacking = (name: string, change: Attributes) =>
    store(archive, sample, name, [{ ...sag, images: sagittal.slice(4, 12), change }]);
  return {
    colorFirst: await store(archive, sample, 'Color capture first', [
      { ...sag, odd: [capture] },
      { ...ax, odd: [capture] },
    ]),
    grayFirst: await store(archive, sample, 'Gray capture first', [
      {
        ...sag,
        odd: [
          {
            SOPClassUID: SECONDARY_CAPTURE,
            ImageType: ['DERIVED', 'SECONDARY'],
            Rows: first.rows,
            Columns: first.columns,
            PixelData: new Uint8Array(first.rows * first.columns).buffer,
          },
        ],
      },
    ]),
    splitStack: await store(
      archive,
      sample,
      'Split over two series',
      [0, 1].map(half => ({
        name: `Sag T2 ${half + 1}`,
        images: sagittal.filter((_, i) => i % 2 === half),
        change: { FrameOfReferenceUID: uidFrom('e2e', 'split', 'frame') },
      }))
    ),
    twoObjects: await oneSeries('Two enhanced objects', [
      enhanced(coronal, 1),
      enhanced(sagittal, 2),
    ]),
    oneObjectASlice: await oneSeries(
      'An enhanced object a slice',
      sagittal.map((image, i) => enhanced([image], i + 1))
    ),
    noSpacing: await lacking('No pixel spacing', {
      PixelSpacing: undefined,
      ImagerPixelSpacing: [0.85, 0.85],
    }),
    noOrientation: await lacking('No orientation', { ImageOrientationPatient: undefined }),
    noPosition: await lacking('No position', { ImagePositionPatient: undefined }),
  };
}

export interface OddStudies {
  /** A screen capture in color as the first of the sagittal and of the axial series. */
  readonly colorFirst: string;
  /** A gray one, with a place, as the first of the sagittal series. */
  readonly grayFirst: string;
  /** The sagittal images by turns in one series and in another. */
  readonly splitStack: string;
  /** A coronal and a sagittal enhanced object in one series. */
  readonly twoObjects: string;
  readonly oneObjectASlice: string;
  readonly noSpacing: string;
  readonly noOrientation: string;
  readonly noPosition: string;
}

export interface TestStudies extends OddStudies {
  /** Sagittal T2 and a tilted axial T2 stack in another frame of reference. */
  readonly both: string;
  /** Sagittal T2, sagittal images with the times of a T1 and a smaller field of view, and an axial T2 stack. */
  readonly threeSeries: string;
  /** As threeSeries and as both, but nothing else opens them: no findings of another case are stored with them. */
  readonly axialAwaited: string;
  readonly axialRefused: string;
  /** Sagittal T2, and one axial T2 series per disc. */
  readonly slabs: string;
  /** Two sagittal studies of one patient, two years apart. */
  readonly before: string;
  readonly after: string;
  readonly ct: string;
  readonly axialOnly: string;
  readonly fourSlices: string;
  readonly localiser: string;
}

/** Makes the studies that the end-to-end tests open. */
export async function storeTestStudies(archive: Archive): Promise<TestStudies> {
  const sample = await readSample();
  const sagittal = asImages(sample.sagittal);
  const axial = axialImages(sample, { tilt: 12, count: 40, step: 5 });
  const t2 = { RepetitionTime: 4000, EchoTime: 105 };
  const sag = { name: 'Sag T2', images: sagittal, change: {} };
  const ax = {
    name: 'Ax T2',
    images: axial,
    change: { ...t2, SliceThickness: 4, SpacingBetweenSlices: 5, MRAcquisitionType: '2D' },
  };
  const t1 = {
    name: 'Sag T1',
    images: sagittal.map(image => cropped(image, 40)),
    change: { RepetitionTime: 520, EchoTime: 11 },
  };
  const ct = { Modality: 'CT', SOPClassUID: '1.2.840.10008.5.1.4.1.1.2' };
  const middle = sagittal.slice(8, 12);
  return {
    ...(await storeOddStudies(archive, sample)),
    both: await store(archive, sample, 'Sagittal and axial', [sag, ax]),
    threeSeries: await store(archive, sample, 'Three series', [sag, t1, ax]),
    axialAwaited: await store(archive, sample, 'Axial images awaited', [sag, t1, ax]),
    axialRefused: await store(archive, sample, 'Axial images refused', [sag, ax]),
    slabs: await store(archive, sample, 'One slab per disc', [
      sag,
      ...[-70, -35, 0, 35, 70].map((below, i) => ({
        ...ax,
        name: `Ax T2 ${i + 1}`,
        images: axialImages(sample, { tilt: 4 * i - 4, count: 8, step: 4, below }),
        change: { ...ax.change, SpacingBetweenSlices: 4 },
      })),
    ]),
    before: await store(archive, sample, 'Before', [
      { ...sag, change: { PatientID: 'E2E-followed', StudyDate: '20220301' } },
    ]),
    after: await store(archive, sample, 'After', [
      { ...sag, change: { PatientID: 'E2E-followed', StudyDate: '20240301' } },
    ]),
    ct: await store(archive, sample, 'CT', [{ ...sag, name: 'CT sagittal', change: ct }]),
    axialOnly: await store(archive, sample, 'Axial only', [ax]),
    fourSlices: await store(archive, sample, 'Four slices', [{ ...sag, images: middle }]),
    localiser: await store(archive, sample, 'Localiser', [
      {
        name: 'Localizer',
        images: middle,
        change: { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
      },
    ]),
  };
}
