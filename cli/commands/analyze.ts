import { randomUUID } from 'node:crypto';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { DeepSpineError, uidFrom } from '../../extension/src/findings';
import { fhirBundle, recordObjects } from '../../extension/src/record';
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
import { furtherObjects } from '../objects/furtherObjects';
import type { FurtherObject } from '../../extension/src/record/furtherObjects';
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
  /** One page that sums up the findings, as a Secondary Capture image. */
  readonly summaryImage?: string;
  /** The same as an Encapsulated PDF. */
  readonly summaryPdf?: string;
  /** The findings as a FHIR R4 bundle. */
  readonly fhir?: string;
  /** With `store`: what else is stored. */
  readonly also?: readonly FurtherObject[];
  /** With `store`: whether the segmentation is offered deflated first. */
  readonly compress?: boolean;
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
  const { out, store, also, access, signal } = options;
  await checkWritable([out, ...Object.values(dicomFiles(options))]);
  const remote = paths.length === 1 ? parseStudyUrl(paths[0]!) : null;
  if (store && !remote) {
    throw new DeepSpineError(
      'bad-arguments',
      `--store needs a study of an archive (https://…/studies/<UID>); ${paths[0]} is none.`
    );
  }
  if (also && !store) {
    throw new DeepSpineError(
      'bad-arguments',
      '--also says what --store stores beside the report; give --store as well, or name a file (--key-images, --summary-image, --summary-pdf).'
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

/** The files that are written from a DICOM study, by the options that name them. */
const dicomFiles = ({
  sr,
  seg,
  keyImages,
  summaryImage,
  summaryPdf,
  fhir,
}: AnalyzeCommandOptions) => ({
  '--sr': sr,
  '--seg': seg,
  '--key-images': keyImages,
  '--summary-image': summaryImage,
  '--summary-pdf': summaryPdf,
  '--fhir': fhir,
});

/** @param archive where the result is stored as well; null: nowhere */
async function analyzeFiles(
  paths: readonly string[],
  options: AnalyzeCommandOptions,
  archive: DicomWebArchive | null = null
): Promise<0 | 2> {
  const { out, also, compress, signal, threads, device } = options;
  const start = performance.now();
  const ahead = loadAhead(options.models, { threads, device });
  const progress = progressLine();
  try {
    const input = await readInput(paths);
    const read = performance.now();
    const wanted = Object.entries(dicomFiles(options)).flatMap(([name, file]) =>
      file ? [name] : []
    );
    if (wanted.length > 0 && input.exampleFiles.size === 0) {
      throw new DeepSpineError(
        'bad-arguments',
        `${paths[0]} is no DICOM file, so no DICOM report can refer to it; leave out ${new Intl.ListFormat('en').format(wanted)}.`
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
      sayError(stored(await storeResult(archive, result, input, { also, compress }), archive.root));
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
function stored({ outcome, instancesStored, refused = [] }: StoreOutcome, root: string): string {
  switch (outcome) {
    case 'stored': {
      const objects = `${instancesStored} new ${instancesStored === 1 ? 'object' : 'objects'}`;
      const but = refused.length > 0 ? `, which does not take ${refused.join(', ')}` : '';
      return `${objects} in ${root}${but}`;
    }
    case 'already-there':
      return `nothing new is stored: ${root} has what these models find`;
    case 'reviewed':
      return `nothing is stored: a person has decided on findings of this study, and the report in ${root} stays as it is`;
  }
}

async function writeDicom(
  result: AnalysisResult,
  input: Input,
  options: AnalyzeCommandOptions
): Promise<void> {
  const { sr, seg, keyImages, summaryImage, summaryPdf, fhir } = options;
  if (Object.values(dicomFiles(options)).every(file => !file)) {
    return;
  }
  const { segmentation: found, ...record } = result;
  const source = await reportSource(result, input);
  const now = new Date();
  const uidSeed = uidFrom(randomUUID());
  const { report, document, segmentation } = recordObjects({
    record,
    segmentation: seg ? found : null,
    source,
    encoding: 'binary',
    now,
    uidSeed,
  });
  if (sr) {
    await writeWhole(sr, encodePart10(report));
  }
  if (seg && segmentation) {
    await writeWhole(seg, encodePart10(segmentation));
  }
  const files = new Map<FurtherObject, string | undefined>([
    ['key-images', keyImages],
    ['summary-image', summaryImage],
    ['summary-pdf', summaryPdf],
  ]);
  const wanted = [...files.keys()].filter(one => files.get(one));
  for (const [one, object] of await furtherObjects(result, input, source, {
    ...{ wanted, now, uidSeed },
  })) {
    await writeWhole(files.get(one)!, encodePart10(object));
  }
  if (fhir) {
    const bundle = fhirBundle({
      ...{ record, now, header: source.header, draft: '' },
      ...(sr ? { report: document.sopInstanceUID } : {}),
    });
    await writeWhole(fhir, `${jsonText(bundle, 2)}\n`);
  }
}
