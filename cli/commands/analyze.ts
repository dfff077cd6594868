import { randomUUID } from 'node:crypto';
import type { AnalysisResult } from '../../extension/src/analysis/types';
import { DeepSpineError, uidFrom } from '../../extension/src/findings';
import { buildKeyObjects, recordObjects } from '../../extension/src/record';
import type { ArchiveAccess } from '../access/access';
import { analyzeInput, textOf } from '../analyzeInput';
import { analyzeResult } from '../analyzeResult';
import { withFetchedStudy } from '../batch/fetchStudy';
import { storeResult, type StoreOutcome } from '../batch/runStudy';
import { encodePart10 } from '../dicom/naturalized';
import { DicomWebArchive } from '../dicomweb/archive';
import { parseStudyUrl } from '../dicomweb/studyUrl';
import { readInput, type Input } from '../input';
import { loadAhead } from '../models';
import type { Device } from '../ortModel';
import { bar, checkWritable, print, progressLine, sayError, writeWhole } from '../output';
import { reportSource } from '../reportSource';
import { jsonText } from '../plainText';

export interface AnalyzeCommandOptions {
  readonly out?: string;
  readonly sr?: string;
  readonly seg?: string;
  /** Key Object Selection of the images that show abnormal findings. */
  readonly keyImages?: string;
  /** Stores report and segmentation in the archive that the study came from. */
  readonly store?: boolean;
  /** For studies of an archive. */
  readonly access: ArchiveAccess;
  readonly models?: string;
  readonly threads?: number;
  readonly device?: Device;
  readonly signal?: AbortSignal;
}

/**
 * `deepspine analyze`: reads one study from files or an archive, analyses it, writes JSON and, where asked, SR
 * and SEG.
 *
 * @returns 0; 2 when a damaged file had to be left out: the result is of the others and says so
 * @throws DeepSpineError with one sentence for every kind of bad input
 */
export async function analyzeCommand(
  paths: readonly string[],
  options: AnalyzeCommandOptions
): Promise<0 | 2> {
  const { out, sr, seg, keyImages, store, access, signal } = options;
  await checkWritable([out, sr, seg, keyImages]);
  const remote = paths.length === 1 ? parseStudyUrl(paths[0]!) : null;
  if (store && !remote) {
    throw new DeepSpineError(
      'bad-arguments',
      `--store needs a study of an archive (https://…/studies/<UID>); ${paths[0]} is none.`
    );
  }
  if (!remote) {
    return analyzeFiles(paths, options);
  }
  const archive = new DicomWebArchive(remote.root, { ...access.optionsFor(remote.root), signal });
  return withFetchedStudy(archive, remote.study, folder =>
    analyzeFiles([folder], options, store ? archive : null)
  );
}

/** @param archive where the result is stored as well; null: nowhere */
async function analyzeFiles(
  paths: readonly string[],
  options: AnalyzeCommandOptions,
  archive: DicomWebArchive | null = null
): Promise<0 | 2> {
  const { out, sr, seg, keyImages, signal, threads, device } = options;
  const start = performance.now();
  const ahead = loadAhead(options.models, { threads, device });
  const progress = progressLine();
  try {
    const input = await readInput(paths);
    const read = performance.now();
    if ((sr || seg || keyImages) && input.exampleFiles.size === 0) {
      throw new DeepSpineError(
        'bad-arguments',
        `${paths[0]} is no DICOM file, so no DICOM report can refer to it; leave out --sr, --seg and --key-images.`
      );
    }
    const models = await ahead.ready();
    const load = performance.now();
    const result = await analyzeInput(input, models, {
      signal,
      onProgress: ({ stage, fraction }) => progress.show(`${bar(fraction)} ${stage}`),
      now: () => performance.now(),
    });
    progress.clear();
    const timings = { read: read - start, load: load - read };
    const json = analyzeResult(result, models.backend, input.warnings, timings);
    const text = `${jsonText(json, 2)}\n`;
    if (out) {
      await writeWhole(out, text);
    } else {
      print(text);
    }
    await writeDicom(result, input, options);
    if (archive) {
      sayError(stored(await storeResult(archive, result, input), archive.root));
    }
    if (input.warnings.length > 0) {
      sayError(textOf(input.warnings));
    }
    return input.warnings.some(({ code }) => code === 'corrupt-file') ? 2 : 0;
  } finally {
    progress.clear();
    await ahead.release();
  }
}

/** What has become of the findings, for a person. */
function stored({ outcome, instancesStored }: StoreOutcome, root: string): string {
  switch (outcome) {
    case 'stored':
      return `${instancesStored} new ${instancesStored === 1 ? 'object' : 'objects'} in ${root}`;
    case 'already-there':
      return `nothing new is stored: ${root} has what these models find`;
    case 'reviewed':
      return `nothing is stored: a person has decided on findings of this study, and the report in ${root} stays as it is`;
  }
}

async function writeDicom(
  result: AnalysisResult,
  input: Input,
  { sr, seg, keyImages }: AnalyzeCommandOptions
): Promise<void> {
  if (!sr && !seg && !keyImages) {
    return;
  }
  const { segmentation: found, ...record } = result;
  const source = await reportSource(result, input);
  const now = new Date();
  const { report, segmentation } = recordObjects({
    record,
    segmentation: seg ? found : null,
    source,
    encoding: 'binary',
    now,
    uidSeed: uidFrom(randomUUID()),
  });
  if (sr) {
    await writeWhole(sr, encodePart10(report));
  }
  if (seg && segmentation) {
    await writeWhole(seg, encodePart10(segmentation));
  }
  if (keyImages) {
    const uid = () => uidFrom(randomUUID());
    await writeWhole(keyImages, encodePart10(buildKeyObjects(record, source, { now, uid })));
  }
}
