import type { AnalysisResult, Models } from '../../extension/src/analysis/types';
import { DeepSpineError, uidFrom, type ModelIdentity } from '../../extension/src/findings';
import {
  recordObjects,
  sourceHeader,
  type NaturalizedDataset,
  type RecordJob,
  type RecordObjects,
  type StoredReport,
} from '../../extension/src/record';
import { analyzeInput } from '../analyzeInput';
import { deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { deflatedPart10 } from '../../extension/src/record/part10/deflated';
import { encodePart10 } from '../dicom/naturalized';
import type { DicomWebArchive } from '../dicomweb/archive';
import { readInput, type Input } from '../input';
import { writeFhirFile } from '../objects/fhirFile';
import { furtherObjects } from '../objects/furtherObjects';
import type { FurtherObject } from '../objects/names';
import { reportSource } from '../reportSource';
import { withFetchedStudy } from './fetchStudy';
import { identities, modelKey, recordSeed } from './identity';
import { tellStages, timed, type StudyOptions } from './stages';
import { isReviewed, storedReport } from './storedReport';

/** What became of findings in an archive. */
export interface StoreOutcome {
  /**
   * stored: report and segmentation, or what was missing of them, are new in the archive; already-there: the
   * archive had what these models say; reviewed: a person has decided on findings, and nothing is put beside that.
   */
  readonly outcome: 'stored' | 'already-there' | 'reviewed';
  /** SOP Instance UID of the report. */
  readonly report: string;
  /** Instances that the archive did not have. */
  readonly instancesStored: number;
}

/** How and what is stored beside report and segmentation. */
export interface StoreOptions {
  readonly also?: readonly FurtherObject[];
  /** Whether the segmentation is offered deflated first; true where missing. */
  readonly compress?: boolean;
}

export interface RunOptions extends StudyOptions, StoreOptions {
  /** Folder for the findings as FHIR; none where missing. */
  readonly fhir?: string;
}

/** What became of a study. */
export interface StudyOutcome extends Omit<StoreOutcome, 'outcome'> {
  readonly study: string;
  /** written: a file has the findings, and `report` is its name. */
  readonly outcome: StoreOutcome['outcome'] | 'written';
  readonly levels: number;
  readonly warnings: readonly string[];
}

/**
 * Analyses a study of an archive and stores the report and the segmentation in it, the same that the viewer
 * stores. Whatever is there already is not stored again, so a job may be repeated, or done by two at once.
 *
 * @throws DeepSpineError as the archive, the reading of files and the analysis do
 */
export async function runStudy(
  archive: DicomWebArchive,
  study: string,
  models: Models,
  options: RunOptions = {}
): Promise<StudyOutcome> {
  const { known, done } = await timed(options, 'look', async () => {
    const report = await storedReport(archive, study);
    const outcome = report && (await nothingToDo(archive, study, report, identities(models)));
    return { known: report, done: outcome };
  });
  if (known && done) {
    return {
      study,
      ...{ outcome: done, report: known.document.sopInstanceUID, instancesStored: 0 },
      levels: known.record.levels.length,
      warnings: known.record.warnings.map(({ text }) => text),
    };
  }
  const asked = performance.now();
  return withFetchedStudy(archive, study, async folder => {
    options.onStage?.('fetch', performance.now() - asked);
    const input = await timed(options, 'read', () => readInput([folder]));
    const now = () => performance.now();
    const result = await analyzeInput(input, models, { ...options, now });
    tellStages(options, result);
    const stored = await timed(options, 'store', () =>
      storeResult(archive, result, input, options)
    );
    if (options.fhir && stored.outcome !== 'reviewed') {
      const { header } = await reportSource(result, input);
      await writeFhirFile(options.fhir, result, header, stored.report);
    }
    return {
      ...{ study, ...stored },
      levels: result.levels.length,
      warnings: [...input.warnings, ...result.warnings].map(({ text }) => text),
    };
  });
}

/**
 * Stores what an analysis found, unless the archive has it or a person has decided on the study's findings. The
 * archive is asked now, since that may have happened while the study was analyzed.
 *
 * The report goes last: whoever finds it finds all. A report of other models is named as the predecessor, and stays.
 */
export async function storeResult(
  archive: DicomWebArchive,
  result: AnalysisResult,
  input: Input,
  { also = [], compress = true }: StoreOptions = {}
): Promise<StoreOutcome> {
  const { studyInstanceUID: study } = result;
  const known = await storedReport(archive, study);
  const done = known && (await nothingToDo(archive, study, known, result.models));
  if (known && done) {
    return { outcome: done, report: known.document.sopInstanceUID, instancesStored: 0 };
  }
  const { source, uidSeed, ...objects } = await objectsOf(result, input, known);
  const further = await furtherObjects(result, input, source, {
    ...{ wanted: also, now: new Date(), uidSeed },
  });
  const missing: NaturalizedDataset[] = [];
  for (const object of [objects.segmentation, ...further.values(), objects.report]) {
    if (object && !(await archive.has(study, String(object.SOPInstanceUID)))) {
      missing.push(object);
    }
  }
  const sent =
    compress && missing[0] && missing[0] === objects.segmentation
      ? await storedDeflated(archive, missing[0], study)
      : false;
  const rest = sent ? missing.slice(1) : missing;
  if (rest.length > 0) {
    await archive.store(rest.map(encodePart10), study);
  }
  return {
    outcome: missing.length > 0 ? 'stored' : 'already-there',
    report: objects.document.sopInstanceUID,
    instancesStored: missing.length,
  };
}

const deflate = promisify(deflateRaw);

/** Offers a segmentation in a hundredth of its size. False where the archive does not take that. */
async function storedDeflated(
  archive: DicomWebArchive,
  segmentation: NaturalizedDataset,
  study: string
): Promise<boolean> {
  const { buffer } = encodePart10(segmentation);
  const file = await deflatedPart10(buffer as ArrayBuffer, bytes => deflate(bytes));
  try {
    await archive.store([new Uint8Array(file)], study);
    return true;
  } catch (error) {
    if (error instanceof DeepSpineError && error.code === 'archive-refused') {
      return false;
    }
    throw error;
  }
}

/** Report and segmentation; their UIDs follow from the study, the models and the report that is replaced. */
async function objectsOf(
  result: AnalysisResult,
  input: Input,
  known: StoredReport | null
): Promise<RecordObjects & Pick<RecordJob, 'source' | 'uidSeed'>> {
  const source = await reportSource(result, input);
  const { segmentation, ...record } = result;
  const seed = recordSeed(result.studyInstanceUID, result.models);
  const job: RecordJob = {
    record,
    segmentation,
    source: { ...source, header: sourceHeader(source.header) },
    encoding: 'binary',
    now: new Date(),
    uidSeed: seed,
  };
  const first = recordObjects(job);
  if (!known || known.document.sopInstanceUID === first.document.sopInstanceUID) {
    return { ...first, source: job.source, uidSeed: seed };
  }
  // Of the predecessor too: a site that goes back to former models needs a report that is the newest again.
  const uidSeed = uidFrom(seed, known.document.sopInstanceUID);
  const again = recordObjects({ ...job, uidSeed, predecessor: known.document });
  return { ...again, source: job.source, uidSeed };
}

async function nothingToDo(
  archive: DicomWebArchive,
  study: string,
  known: StoredReport,
  models: readonly ModelIdentity[]
): Promise<'already-there' | 'reviewed' | null> {
  if (isReviewed(known)) {
    return 'reviewed';
  }
  if (modelKey(known.record.models) !== modelKey(models)) {
    return null;
  }
  const { segmentation } = known;
  const whole = !segmentation || (await archive.has(study, segmentation.sopInstanceUID));
  return whole ? 'already-there' : null;
}
