import { open, readFile } from 'node:fs/promises';
import { DeepSpineError } from '../../extension/src/findings';
import type { InputFile } from '../files';
import { isPart10, parsePart10, string, type DataSet } from './dataSet';
import { seriesDescription } from './header';
import { reasonOf } from '../reason';

/** A file that had to be left out, and why. */
export interface FileProblem {
  readonly file: string;
  /** The end of a sentence that begins with the file: "is cut off …". */
  readonly reason: string;
  /** The whole sentence. */
  readonly error: DeepSpineError;
}

/** The image files of one study, known by their headers alone. */
export interface StudyFiles {
  readonly studyInstanceUID: string;
  /** DICOM date (YYYYMMDD), empty where the header lacks it. */
  readonly studyDate: string;
  readonly files: readonly string[];
}

export interface DicomScan {
  /** Newest first, then by UID. */
  readonly studies: readonly StudyFiles[];
  readonly problems: readonly FileProblem[];
}

/** Names the file in an error whose message is the end of a sentence. */
export function fileProblem(file: string, cause: unknown): FileProblem {
  const known = cause instanceof DeepSpineError;
  const detail = reasonOf(cause);
  const reason = known ? detail : `cannot be read (${detail})`;
  const code = known ? cause.code : 'corrupt-file';
  return { file, reason, error: new DeepSpineError(code, `${file} ${reason}.`, { cause }) };
}

/**
 * Reads the headers of files and sorts them into studies. Files without pixel data (reports, DICOMDIR)
 * and files that are not DICOM at all are passed over, unless a person named the file itself.
 */
export async function scanDicom(files: readonly InputFile[]): Promise<DicomScan> {
  const studies = new Map<string, { studyDate: string; files: string[] }>();
  const problems: FileProblem[] = [];
  for (const file of files) {
    try {
      const image = await scanImage(file);
      if (image) {
        const { studyInstanceUID, studyDate } = image;
        const study = studies.get(studyInstanceUID) ?? { studyDate, files: [] };
        studies.set(studyInstanceUID, study);
        study.files.push(file.path);
      }
    } catch (cause) {
      problems.push(fileProblem(file.path, cause));
    }
  }
  return {
    studies: [...studies]
      .map(([studyInstanceUID, study]) => ({ studyInstanceUID, ...study }))
      .sort(
        (a, b) =>
          compare(b.studyDate, a.studyDate) || compare(a.studyInstanceUID, b.studyInstanceUID)
      ),
    problems,
  };
}

/**
 * To which study an image belongs; undefined for a file without a picture that nobody named.
 *
 * @throws DeepSpineError whose message is the end of a sentence that begins with the file
 */
export async function scanImage({
  path,
  named,
}: InputFile): Promise<Pick<StudyFiles, 'studyInstanceUID' | 'studyDate'> | undefined> {
  const dataSet = await readHeader(path, named);
  return (
    dataSet && {
      studyInstanceUID: seriesDescription(dataSet).studyInstanceUID,
      studyDate: string(dataSet, 'x00080020') ?? '',
    }
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const DICOM_NAME = /\.(dcm|dicom|ima)$/i;
/** MR Image Storage and Enhanced MR Image Storage: never without a picture. */
const MR_IMAGES = ['1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.4.1'];

/** undefined: nothing to look at in this file. */
async function readHeader(path: string, named: boolean): Promise<DataSet | undefined> {
  if (!named && !(await beginsLikeDicom(path))) {
    if (DICOM_NAME.test(path)) {
      throw new DeepSpineError(
        'corrupt-file',
        'is named like a DICOM file, but does not begin as one'
      );
    }
    return undefined;
  }
  const dataSet = parsePart10(await readFile(path));
  if (dataSet.elements.x7fe00010 !== undefined) {
    return dataSet;
  }
  if (MR_IMAGES.includes(string(dataSet, 'x00080016') ?? string(dataSet, 'x00020002') ?? '')) {
    throw new DeepSpineError('corrupt-file', 'is cut off: it is an MR image without pixel data');
  }
  if (named) {
    throw new DeepSpineError('unsupported-file', 'is a DICOM file without a picture');
  }
  return undefined;
}

/** Reads no more than the first 132 bytes, since a folder may hold large files of other kinds. */
async function beginsLikeDicom(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(132), 0, 132, 0);
    return isPart10(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
