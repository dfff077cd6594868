import path from 'node:path';
import type { StudyInput } from '../extension/src/analysis/request';
import { DeepSpineError } from '../extension/src/findings';
import { chooseSeries, seriesContent } from '../extension/src/imaging';
import { readStudy, type ReadStudy } from './dicom/readStudy';
import { scanDicom, type FileProblem, type StudyFiles } from './dicom/scan';
import { listFiles, type InputFile } from './files';
import { mhaSeries, readMha } from './mha';

/** Something about the files that a reader of the result should know. */
export interface InputWarning {
  readonly code: 'corrupt-file' | 'file-left-out' | 'several-studies';
  readonly text: string;
}

export interface Input {
  readonly study: StudyInput;
  /** A DICOM file of every series, by series UID; empty for MetaImage. */
  readonly exampleFiles: ReadonlyMap<string, string>;
  /** The DICOM file of every image, by SOP Instance UID; empty for MetaImage. */
  readonly imageFiles: ReadonlyMap<string, string>;
  readonly warnings: readonly InputWarning[];
}

/**
 * Reads the study among files and folders: DICOM Part 10, or one MetaImage volume. Of several studies
 * the newest with a usable sagittal series is taken, and the rest is named in a warning.
 *
 * @throws DeepSpineError 'no-series' when there is nothing to read, or the reason why the only file or
 *   every file had to be left out
 */
export async function readInput(paths: readonly string[]): Promise<Input> {
  const files = await listFiles(paths);
  const volumes = files.filter(isMha);
  const { studies, problems } = await scanDicom(files.filter(file => !isMha(file)));
  if (volumes.length > 0 && studies.length > 0) {
    throw new DeepSpineError(
      'bad-arguments',
      `${volumes[0]!.path} lies beside DICOM files; name either the .mha file or the DICOM files.`
    );
  }
  if (volumes.length > 0) {
    return readVolume(volumes);
  }
  if (studies.length === 0) {
    throw nothingReadable(paths, problems);
  }
  const { chosen, read } = await readFirstUsable(studies);
  if (read.study.series.every(({ slices }) => slices.length === 0)) {
    throw nothingReadable(paths, [...problems, ...read.problems]);
  }
  return {
    study: read.study,
    exampleFiles: read.exampleFiles,
    imageFiles: read.imageFiles,
    warnings: [...severalStudies(studies, chosen), ...leftOut([...problems, ...read.problems])],
  };
}

export function isMha({ path }: InputFile): boolean {
  return /\.mha$/i.test(path);
}

/** Files that were left out, as one warning for each reason. */
export function leftOut(problems: readonly FileProblem[]): InputWarning[] {
  const byReason = new Map<string, FileProblem[]>();
  for (const problem of problems) {
    byReason.set(problem.reason, [...(byReason.get(problem.reason) ?? []), problem]);
  }
  return [...byReason].map(([reason, [first, ...more]]) => ({
    code: first!.error.code === 'corrupt-file' ? 'corrupt-file' : 'file-left-out',
    text: `${first!.file} ${reason}${more.length > 0 ? ` (and ${more.length} more)` : ''}; left out.`,
  }));
}

async function readVolume(volumes: readonly InputFile[]): Promise<Input> {
  if (volumes.length > 1) {
    throw new DeepSpineError(
      'bad-arguments',
      `${path.dirname(volumes[0]!.path)} holds ${volumes.length} .mha volumes; name one of them.`
    );
  }
  const file = volumes[0]!.path;
  const series = mhaSeries(await readMha(file), file);
  return {
    study: { studyInstanceUID: series.studyInstanceUID, series: [series] },
    exampleFiles: new Map(),
    imageFiles: new Map(),
    warnings: [],
  };
}

/** One sentence: the one file's own problem, or how many could not be read and why the first not. */
function nothingReadable(
  paths: readonly string[],
  problems: readonly FileProblem[]
): DeepSpineError {
  const first = problems[0];
  if (!first) {
    return new DeepSpineError(
      'no-series',
      `${paths.join(', ')}: no DICOM images were found here; name a folder or files of one MR study.`
    );
  }
  const others = problems.length - 1;
  const suffix = others > 0 ? ` (and ${others} more could not be read)` : '';
  return new DeepSpineError(
    first.error.code,
    `${first.error.message.replace(/\.$/, '')}${suffix}.`,
    { cause: first.error }
  );
}

async function readFirstUsable(
  studies: readonly StudyFiles[]
): Promise<{ chosen: StudyFiles; read: ReadStudy }> {
  let fallback: { chosen: StudyFiles; read: ReadStudy } | undefined;
  for (const chosen of studies) {
    const read = await readStudy(chosen);
    if (studies.length === 1 || hasSagittal(read.study)) {
      return { chosen, read };
    }
    fallback ??= { chosen, read };
  }
  return fallback!;
}

function hasSagittal({ series }: StudyInput): boolean {
  return chooseSeries(series.map(one => seriesContent(one, one.slices))).sagittal !== null;
}

function severalStudies(studies: readonly StudyFiles[], chosen: StudyFiles): InputWarning[] {
  if (studies.length === 1) {
    return [];
  }
  const others = studies.length - 1;
  const text =
    `The files belong to ${studies.length} studies; ${chosen.studyInstanceUID} was analyzed and ` +
    `${others === 1 ? 'the other one' : `the other ${others}`} left out.`;
  return [{ code: 'several-studies', text }];
}
