import { readFile } from 'node:fs/promises';
import type { StudyInput } from '../../extension/src/analysis/request';
import { DeepSpineError } from '../../extension/src/findings';
import type {
  ImageSeries,
  LeftOutImage,
  LeftOutReason,
  SeriesDescription,
  Slice,
} from '../../extension/src/imaging/types';
import { parsePart10, string, type DataSet } from './dataSet';
import { storedFrames } from './frames';
import { frameCount, frameHeaders, instanceUID, isColor, seriesDescription } from './header';
import { decodeFrame, pixelFormat } from './pixels';
import { fileProblem, type FileProblem, type StudyFiles } from './scan';
import { pixelEncoding } from './transferSyntax';

export interface ReadStudy {
  readonly study: StudyInput;
  /** One file per series, of an image that was read, for what a report says of patient and study. */
  readonly exampleFiles: ReadonlyMap<string, string>;
  /** The file of every image that was read, by SOP Instance UID. */
  readonly imageFiles: ReadonlyMap<string, string>;
  /** Files that were left out. */
  readonly problems: readonly FileProblem[];
}

/**
 * Pixels of all images of a study together: 4,096 slices of 512 × 512, 2 GB in 16 bits. Each file is held to what its
 * header declares; without this, many small files that each declare a large picture would fill the memory together.
 */
const MOST_STUDY_PIXELS = 2 ** 30;

/** What the decoded images of one study may take, counted before each is decoded. */
class PixelBudget {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** @throws StudyTooLarge */
  take(pixels: number): void {
    this.taken += pixels;
    if (this.taken > this.most) {
      throw new StudyTooLarge(this.most);
    }
  }
}

/** Refuses the study, not the image at which the budget ended: which that is depends on the names of files. */
class StudyTooLarge extends DeepSpineError {
  constructor(most: number) {
    super(
      'unsupported-file',
      `The MR images of the study hold more than ${Math.floor(most / 1e6)} million pixels, more than a lumbar study has; name the files of the series that are to be analyzed.`
    );
  }
}

/** What was read of a series so far. */
class SeriesInProgress {
  /** Of the first image that was read; of the first file while none was. */
  description: SeriesDescription;
  readonly slices: Slice[] = [];
  readonly leftOut: LeftOutImage[] = [];
  /** By SOP Instance UID. */
  readonly files = new Map<string, string>();

  constructor(first: SeriesDescription) {
    this.description = first;
  }

  add(slices: readonly Slice[], description: SeriesDescription, file: string): void {
    if (this.slices.length === 0) {
      this.description = description;
    }
    this.slices.push(...slices);
    this.files.set(slices[0]!.sopInstanceUID, file);
  }

  get series(): ImageSeries {
    const { description, slices, leftOut } = this;
    return { ...description, slices, ...(leftOut.length > 0 ? { leftOut } : {}) };
  }
}

/** Why an image that cannot be read is none that is analyzed. */
function reasonOf(dataSet: DataSet, cause: unknown): LeftOutReason {
  if (isColor(dataSet)) {
    return 'color';
  }
  return cause instanceof DeepSpineError && cause.code === 'bad-geometry'
    ? 'no-geometry'
    : 'unreadable';
}

/**
 * Reads and decodes the images of one study. A file that cannot be read is left out and reported.
 * Only MR images are decoded: those of other modalities come with their planes and with empty `pixels`,
 * so that the pipeline can say what the study is.
 *
 * @param mostPixels of all MR images together
 * @throws DeepSpineError 'unsupported-file' where there are more
 */
export async function readStudy(
  { studyInstanceUID, files }: StudyFiles,
  mostPixels = MOST_STUDY_PIXELS
): Promise<ReadStudy> {
  const budget = new PixelBudget(mostPixels);
  const series = new Map<string, SeriesInProgress>();
  const problems: FileProblem[] = [];
  for (const file of files) {
    try {
      const dataSet = parsePart10(await readFile(file));
      const description = seriesDescription(dataSet);
      const { seriesInstanceUID } = description;
      const entry = series.get(seriesInstanceUID) ?? new SeriesInProgress(description);
      series.set(seriesInstanceUID, entry);
      const sopInstanceUID = instanceUID(dataSet);
      if (!sopInstanceUID) {
        throw new DeepSpineError('corrupt-file', 'has no SOP Instance UID');
      }
      if (entry.files.has(sopInstanceUID)) {
        throw new DeepSpineError('duplicate-slices', 'repeats an image that another file holds');
      }
      try {
        const slices = await readImage(dataSet, description, sopInstanceUID, budget);
        entry.add(slices, description, file);
      } catch (cause) {
        entry.leftOut.push({ sopInstanceUID, reason: reasonOf(dataSet, cause) });
        throw cause;
      }
    } catch (cause) {
      if (cause instanceof StudyTooLarge) {
        throw cause;
      }
      problems.push(fileProblem(file, cause));
    }
  }
  const all = [...series.values()];
  const examples = all.flatMap(({ description, files: images }) => {
    const [example] = images.values();
    return example === undefined ? [] : [[description.seriesInstanceUID, example] as const];
  });
  return {
    study: { studyInstanceUID, series: all.map(one => one.series) },
    exampleFiles: new Map(examples),
    imageFiles: new Map(all.flatMap(one => [...one.files])),
    problems,
  };
}

const readImage = (
  dataSet: DataSet,
  { modality }: SeriesDescription,
  sopInstanceUID: string,
  budget: PixelBudget
): Promise<Slice[]> | Slice[] =>
  modality === 'MR'
    ? readSlices(dataSet, sopInstanceUID, budget)
    : emptySlices(dataSet, sopInstanceUID);

/** The planes of an image that is not looked at. */
function emptySlices(dataSet: DataSet, sopInstanceUID: string): Slice[] {
  const { rows, columns } = pixelFormat(dataSet);
  const pixels = new Uint8Array(0);
  return frameHeaders(dataSet).map(({ plane }) => ({
    sopInstanceUID,
    rows,
    columns,
    pixels,
    ...plane,
  }));
}

/** The decoded frames of one image. */
async function readSlices(
  dataSet: DataSet,
  sopInstanceUID: string,
  budget: PixelBudget
): Promise<Slice[]> {
  const transferSyntax = string(dataSet, 'x00020010') ?? '';
  const encoding = pixelEncoding(transferSyntax);
  if (!encoding) {
    throw new DeepSpineError(
      'unsupported-file',
      `is compressed in a way that cannot be read (transfer syntax ${transferSyntax}); export it uncompressed`
    );
  }
  const format = pixelFormat(dataSet);
  const { rows, columns, bitsAllocated } = format;
  // First the pixel data: a damaged number of frames shows there at once.
  const frames = storedFrames(dataSet, frameCount(dataSet), (rows * columns * bitsAllocated) / 8);
  budget.take(frames.length * rows * columns);
  const headers = frameHeaders(dataSet);
  const slices: Slice[] = [];
  for (const [index, { plane, rescale }] of headers.entries()) {
    const pixels = await decodeFrame(frames[index]!, encoding, format, rescale);
    slices.push({ sopInstanceUID, rows, columns, pixels, ...plane });
  }
  return slices;
}
