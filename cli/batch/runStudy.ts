import type { Models } from '../../extension/src/analysis/model';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { uidFrom, type ModelIdentity } from '../../extension/src/findings';
import {
  recordObjects,
  sourceHeader,
  type RecordJob,
  type RecordObjects,
  type StoredReport,
} from '../../extension/src/record';
import { analyzeInput } from '../analyzeInput';
import type { DicomWebArchive } from '../dicomweb/archive';
import { readInput, type Input } from '../input';
import { hasFhirFile, writeFhirFile } from '../objects/fhirFile';
import { furtherObjects } from '../objects/furtherObjects';
import type { FurtherObject } from '../../extension/src/record/furtherObjects';
import { reportSource } from '../reportSource';
import { withFetchedStudy } from './fetchStudy';
import { identities, modelKey, recordSeed } from './identity';
import { tellStages, timed, type StudyOptions } from './stages';
import { storeObjects } from './storeObjects';
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
  /** What was wanted besides, and the archive does not take; missing where it took all. */
  readonly refused?: readonly FurtherObject[];
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
    if (options.fhir && done === 'already-there' && !hasFhirFile(options.fhir, study)) {
      // Of a run that was broken off behind the report, or did not ask for it.
      const { record, dataset, document } = known;
      await writeFhirFile(options.fhir, record, dataset, document.sopInstanceUID);
    }
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
 * A report of other models is named as the predecessor, and stays.
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
  const { segmentation, report } = objects;
  const { stored, refused } = await storeObjects(
    archive,
    study,
    { segmentation, further, report },
    compress
  );
  return {
    outcome: stored > 0 ? 'stored' : 'already-there',
    report: objects.document.sopInstanceUID,
    instancesStored: stored,
    ...(refused.length > 0 ? { refused } : {}),
  };
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
  const whole =
    !segmentation ||
    (await archive.has(study, segmentation.seriesInstanceUID, segmentation.sopInstanceUID));
  return whole ? 'already-there' : null;
}
