import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse';
import { PNG } from 'pngjs';
import { DeepSpineError, type Condition, type Level } from '../../extension/src/findings';
import type { Example, Miss } from '../figures/examples';
import { reasonOf } from '../reason';

/** Rows of index.csv that pictures are made of. */
interface Disc {
  readonly file: string;
  readonly shape: string;
  readonly spacing_mm: string;
  readonly axial_file?: string;
  readonly axial_shape?: string;
  readonly axial_spacing_mm?: string;
}

/** Pictures show what lies between these percentiles of a plane. */
const DARKEST = 0.01;
const BRIGHTEST = 0.995;
/** mm beside the midline where foramina and facets are seen best on sagittal images. */
const SIDE_MM = 17;
/** Patient's left is +1: planes of a sagittal volume run right → left. */
const SIDES: Partial<Readonly<Record<Condition, 1 | -1>>> = { LFS: 1, LFA: 1, RFS: -1, RFA: -1 };

/** The volumes that `deepspine extract` wrote into a folder. */
export class CropFolder {
  private constructor(
    private readonly folder: string,
    private readonly discs: ReadonlyMap<string, Disc>
  ) {}

  /** Reads the folder's index.csv. Throws DeepSpineError 'bad-arguments' where it cannot be read. */
  static async open(folder: string): Promise<CropFolder> {
    const file = path.join(folder, 'index.csv');
    const discs = new Map<string, Disc>();
    const input = createReadStream(file);
    const rows = parse({ bom: true, columns: true });
    input.once('error', cause => rows.destroy(cause));
    try {
      for await (const row of input.pipe(rows) as AsyncIterable<
        Disc & { study: string; level: string }
      >) {
        const { study, level, file: name, shape, spacing_mm } = row;
        const { axial_file, axial_shape, axial_spacing_mm } = row;
        const disc = { file: name, shape, spacing_mm, axial_file, axial_shape, axial_spacing_mm };
        discs.set(key(study, level), disc);
      }
    } catch (cause) {
      throw new DeepSpineError(
        'bad-arguments',
        `${file} cannot be read: ${reasonOf(cause)}; --crops names a folder that deepspine extract wrote.`,
        { cause }
      );
    }
    return new CropFolder(folder, discs);
  }

  /** A miss with the planes that show it: the sagittal one of its side, and the middle axial one. */
  async example(miss: Miss): Promise<Example> {
    const disc = this.discs.get(key(miss.study, miss.level));
    if (!disc) {
      return { ...miss, images: [] };
    }
    const side = SIDE_MM * (SIDES[miss.condition as Condition] ?? 0);
    const sagittal = await this.picture(disc.file, disc.shape, disc.spacing_mm, side);
    const axial = disc.axial_file
      ? [await this.picture(disc.axial_file, disc.axial_shape!, disc.axial_spacing_mm!, 0)]
      : [];
    return { ...miss, images: [sagittal, ...axial] };
  }

  /** The plane `offset` mm from the middle of a volume, as a data: URI. */
  private async picture(
    file: string,
    shape: string,
    spacing: string,
    offset: number
  ): Promise<string> {
    const [planes, rows, columns] = shape.split('x').map(Number) as [number, number, number];
    const [step] = spacing.split('x').map(Number) as [number, number, number];
    const name = path.join(this.folder, file);
    const bytes = await readFile(name).catch((cause: unknown) => {
      throw new DeepSpineError('bad-arguments', `${name} cannot be read: ${reasonOf(cause)}.`, {
        cause,
      });
    });
    const size = rows * columns;
    if (bytes.length !== 4 * planes * size) {
      throw new DeepSpineError(
        'bad-arguments',
        `${name} does not hold the ${shape} samples that index.csv says; extract the study again.`
      );
    }
    const middle = (planes - 1) / 2;
    const plane = Math.min(planes - 1, Math.max(0, Math.round(middle + offset / step)));
    const samples = Float32Array.from({ length: size }, (_, i) =>
      bytes.readFloatLE(4 * (plane * size + i))
    );
    const sorted = samples.slice().sort();
    const low = sorted[Math.floor(DARKEST * (size - 1))]!;
    const high = sorted[Math.ceil(BRIGHTEST * (size - 1))]!;
    const png = new PNG({ width: columns, height: rows, colorType: 0 });
    samples.forEach((value, i) => {
      const gray = high > low ? (255 * (value - low)) / (high - low) : 128;
      png.data.fill(Math.min(255, Math.max(0, Math.round(gray))), 4 * i, 4 * i + 3);
      png.data[4 * i + 3] = 255;
    });
    const encoded = PNG.sync.write(png, { colorType: 0, inputHasAlpha: true });
    return `data:image/png;base64,${encoded.toString('base64')}`;
  }
}

const key = (study: string, level: Level | string): string => `${study} ${level}`;
