import { readFile } from 'node:fs/promises';
import type { StudyInput } from '../../extension/src/analysis/types';
import { DeepSpineError } from '../../extension/src/findings';
import type { ImageSeries, SeriesDescription, Slice } from '../../extension/src/imaging/types';
import { parsePart10, string, type DataSet } from './dataSet';
import { storedFrames } from './frames';
import { frameCount, frameHeaders, instanceUID, seriesDescription } from './header';
import { decodeFrame, pixelFormat } from './pixels';
import { fileProblem, type FileProblem, type StudyFiles } from './scan';
import { pixelEncoding } from './transferSyntax';

export interface ReadStudy {
  readonly study: StudyInput;
  /** One file per series, for what a report says of patient and study. */
  readonly exampleFiles: ReadonlyMap<string, string>;
  /** Files that were left out. */
  readonly problems: readonly FileProblem[];
}

interface SeriesInProgress {
  readonly description: SeriesDescription;
  readonly slices: Slice[];
  readonly instances: Set<string>;
  readonly example: string;
}

/**
 * Reads and decodes the images of one study. A file that cannot be read is left out and reported.
 * Only MR images are decoded: those of other modalities come with their planes and with empty `pixels`,
 * so that the pipeline can say what the study is.
 */
export async function readStudy({ studyInstanceUID, files }: StudyFiles): Promise<ReadStudy> {
  const series = new Map<string, SeriesInProgress>();
  const problems: FileProblem[] = [];
  for (const file of files) {
    try {
      const dataSet = parsePart10(await readFile(file));
      const description = seriesDescription(dataSet);
      const entry = series.get(description.seriesInstanceUID) ?? {
        description,
        slices: [],
        instances: new Set(),
        example: file,
      };
      series.set(description.seriesInstanceUID, entry);
      await addImage(entry, dataSet);
    } catch (cause) {
      problems.push(fileProblem(file, cause));
    }
  }
  const all = [...series.values()].filter(({ slices }) => slices.length > 0);
  return {
    study: { studyInstanceUID, series: all.map(toImageSeries) },
    exampleFiles: new Map(all.map(s => [s.description.seriesInstanceUID, s.example])),
    problems,
  };
}

function toImageSeries({ description, slices }: SeriesInProgress): ImageSeries {
  return { ...description, slices };
}

async function addImage(entry: SeriesInProgress, dataSet: DataSet): Promise<void> {
  const sopInstanceUID = instanceUID(dataSet);
  if (!sopInstanceUID) {
    throw new DeepSpineError('corrupt-file', 'has no SOP Instance UID');
  }
  if (entry.instances.has(sopInstanceUID)) {
    throw new DeepSpineError('duplicate-slices', 'repeats an image that another file holds');
  }
  const slices =
    entry.description.modality === 'MR'
      ? await readSlices(dataSet, sopInstanceUID)
      : emptySlices(dataSet, sopInstanceUID);
  entry.slices.push(...slices);
  entry.instances.add(sopInstanceUID);
}

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
async function readSlices(dataSet: DataSet, sopInstanceUID: string): Promise<Slice[]> {
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
  const headers = frameHeaders(dataSet);
  const slices: Slice[] = [];
  for (const [index, { plane, rescale }] of headers.entries()) {
    const pixels = await decodeFrame(frames[index]!, encoding, format, rescale);
    slices.push({ sopInstanceUID, rows, columns, pixels, ...plane });
  }
  return slices;
}
