/** Studies as scanners make them, as far as a hanging protocol sees them: headers without pixels. */
import type { DisplaySet, Instance } from '../host/ohif';

type Orientation = readonly [number, number, number, number, number, number];

export const SAGITTAL: Orientation = [0, 1, 0, 0, 0, -1];
export const AXIAL: Orientation = [1, 0, 0, 0, 1, 0];

/** An axial plane tilted forward by some degrees, as for the lower discs. */
export function tilted(degrees: number): Orientation {
  const angle = (degrees * Math.PI) / 180;
  return [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)];
}

export const T2 = { RepetitionTime: 3500, EchoTime: 100 };
export const T1 = { RepetitionTime: 500, EchoTime: 10 };
export const STIR = { RepetitionTime: 4000, EchoTime: 60, InversionTime: 150 };

interface Given {
  readonly uid: string;
  readonly study?: string;
  readonly date?: string;
  readonly orientation: Orientation;
  readonly slices?: number;
  /** Of the first image, mm. */
  readonly from?: readonly [number, number, number];
  /** From one image to the next, mm. */
  readonly step?: readonly [number, number, number];
  readonly times?: object;
  readonly description?: string;
}

/** One series; each has a frame of reference of its own. Rows and columns span 160 mm. */
export function series({
  uid,
  study = '2.25.1',
  date = '20250101',
  orientation,
  slices = 12,
  from = [0, 0, 0],
  step = [4, 0, 0],
  times = T2,
  description = '',
}: Given): DisplaySet {
  const instances = Array.from({ length: slices }, (_, i) => ({
    SOPInstanceUID: `${uid}.${i}`,
    Modality: 'MR',
    StudyDate: date,
    FrameOfReferenceUID: `${uid}.9`,
    ImageOrientationPatient: orientation,
    ImagePositionPatient: from.map((x, k) => x + i * step[k]!),
    PixelSpacing: [1, 1],
    Rows: 160,
    Columns: 160,
    ...times,
  }));
  return {
    displaySetInstanceUID: `ds-${uid}`,
    StudyInstanceUID: study,
    SeriesInstanceUID: uid,
    SeriesDescription: description,
    Modality: 'MR',
    instances: instances as unknown as Instance[],
    numImageFrames: slices,
  };
}

const sagittal = (uid: string, times: object, study?: string, date?: string) =>
  series({ uid, study, date, orientation: SAGITTAL, from: [-22, -80, 80], times });

/** Only sagittal series: T1, T2 and STIR. */
export const SAGITTAL_ONLY: readonly DisplaySet[] = [
  sagittal('2.25.11', T1),
  sagittal('2.25.12', T2),
  sagittal('2.25.13', STIR),
];

/** Sagittal T2 and one tilted axial T2 stack, each in a frame of reference of its own. */
export const TILTED_STACK: readonly DisplaySet[] = [
  series({
    uid: '2.25.21',
    orientation: tilted(15),
    slices: 20,
    from: [-80, -80, 60],
    step: [0, 0, -5],
  }),
  sagittal('2.25.22', T2),
];

/** Sagittal T2, and an axial T2 series of three slices for each of five discs. */
export const SLAB_PER_DISC: readonly DisplaySet[] = [
  sagittal('2.25.31', T2),
  ...[70, 35, 0, -35, -70].map((z, i) =>
    series({
      uid: `2.25.4${i}`,
      orientation: tilted(-10 + 8 * i),
      slices: 3,
      from: [-80, -80, z - 80 * Math.sin(((-10 + 8 * i) * Math.PI) / 180) * -1 + 4],
      step: [0, 0, -4],
    })
  ),
];

/** The study before TILTED_STACK, of the same patient. */
export const PRIOR: readonly DisplaySet[] = [
  sagittal('2.25.51', T2, '2.25.2', '20230101'),
  series({
    uid: '2.25.52',
    study: '2.25.2',
    date: '20230101',
    orientation: AXIAL,
    slices: 20,
    from: [-80, -80, 60],
    step: [0, 0, -5],
  }),
];

/** What the viewer's metadata says of an image: its header, or as `type` imagePlaneModule the plane that follows from it. */
export function metadataOf(type: string, instance: Instance | undefined): unknown {
  const header = instance as Record<string, number[] & number> | undefined;
  const orientation = header?.ImageOrientationPatient;
  return type === 'instance' || !header || !orientation
    ? header
    : {
        rows: header.Rows,
        columns: header.Columns,
        rowCosines: orientation.slice(0, 3),
        columnCosines: orientation.slice(3),
        imagePositionPatient: header.ImagePositionPatient,
        rowPixelSpacing: 1,
        columnPixelSpacing: 1,
      };
}
