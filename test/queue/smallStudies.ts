import path from 'node:path';
import { uidFrom } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';
import type { NaturalizedDataset } from '../../extension/src/record';
import { encodePart10, readNaturalizedHeader } from '../../cli/dicom/naturalized';
import { readInput } from '../../cli/input';

const SAMPLE = path.join(__dirname, '../../demo/studies/spider-45');
/** Slices of a small study: as few as the pipeline takes. */
const SLICES = 5;
/** Sample pixels per pixel of a small study, each way. */
const FACTOR = 2;

/** A study of our own making: what it is called and its Part 10 files. */
export interface SmallStudy {
  readonly uid: string;
  readonly files: readonly Uint8Array[];
}

/** Makes studies out of the real sample patient: the middle slices at half the resolution. */
export class SmallStudies {
  private constructor(
    private readonly header: NaturalizedDataset,
    private readonly slices: readonly Slice[]
  ) {}

  static async load(): Promise<SmallStudies> {
    const { study, exampleFiles } = await readInput([SAMPLE]);
    const series = study.series[0]!;
    const header = await readNaturalizedHeader(exampleFiles.get(series.seriesInstanceUID)!);
    return new SmallStudies(
      header,
      [...series.slices].sort((a, b) => a.position[0] - b.position[0])
    );
  }

  /**
   * @param name another name makes another study
   * @param count fewer slices than 5 are refused later on
   * @param change attributes that every image has instead
   */
  study(name: string, count = SLICES, change: NaturalizedDataset = {}): SmallStudy {
    const uid = uidFrom('small study', name);
    const step = Math.floor(this.slices.length / (count + 1));
    const middle = Array.from({ length: count }, (_, i) => this.slices[(i + 1) * step]!);
    return {
      uid,
      files: middle.map((slice, i) =>
        encodePart10({ ...this.image(name, uid, slice, i), ...change })
      ),
    };
  }

  private image(name: string, study: string, slice: Slice, index: number): NaturalizedDataset {
    const rows = Math.floor(slice.rows / FACTOR);
    const columns = Math.floor(slice.columns / FACTOR);
    const shift = (FACTOR - 1) / 2;
    const position = slice.position.map(
      (x, axis) =>
        x +
        shift * slice.columnSpacing * slice.rowDirection[axis]! +
        shift * slice.rowSpacing * slice.columnDirection[axis]!
    );
    return {
      ...this.header,
      PatientID: name,
      PatientName: name,
      StudyInstanceUID: study,
      SeriesInstanceUID: uidFrom(study, 'series'),
      FrameOfReferenceUID: uidFrom(study, 'frame of reference'),
      SOPInstanceUID: uidFrom(study, 'image', String(index)),
      InstanceNumber: index + 1,
      Rows: rows,
      Columns: columns,
      PixelSpacing: [slice.rowSpacing * FACTOR, slice.columnSpacing * FACTOR],
      ImagePositionPatient: position.map(x => Number(x.toFixed(6))),
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      PixelRepresentation: 0,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelData: averaged(slice, rows, columns).buffer,
      _vrMap: { PixelData: 'OW' },
    };
  }
}

/** Means of FACTOR × FACTOR pixels. */
function averaged({ pixels, columns: wide }: Slice, rows: number, columns: number): Uint16Array {
  const out = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let i = 0; i < FACTOR * FACTOR; i++) {
        const y = row * FACTOR + Math.floor(i / FACTOR);
        sum += pixels[y * wide + column * FACTOR + (i % FACTOR)]!;
      }
      out[row * columns + column] = Math.round(sum / (FACTOR * FACTOR));
    }
  }
  return out;
}
