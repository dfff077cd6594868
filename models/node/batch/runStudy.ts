import type { AnalysisResult, AnalyzeOptions, Models } from '../../../extension/src/analysis/types';
import type { ModelIdentity } from '../../../extension/src/findings';
import {
  recordObjects,
  sourceHeader,
  type NaturalizedDataset,
  type RecordJob,
  type ReportDocument,
  type StoredReport,
} from '../../../extension/src/report';
import { analyzeInput } from '../analyzeInput';
import { encodePart10 } from '../dicom/naturalized';
import type { DicomWebArchive } from '../dicomweb/archive';
import { readInput, type Input } from '../input';
import { reportSource } from '../reportSource';
import { withFetchedStudy } from './fetchStudy';
import { modelKey, recordSeed } from './identity';
import { isReviewed, storedReport } from './storedReport';

/** What became of a study. */
export interface StudyOutcome {
  readonly study: string;
  /**
   * stored: report and segmentation, or what was missing of them, are new in the archive; already-there: the
   * archive had what these models say; reviewed: a person has decided on findings, and nothing is put beside that.
   */
  readonly outcome: 'stored' | 'already-there' | 'reviewed';
  /** SOP Instance UID of the report. */
  readonly report: string;
  /** Instances that the archive did not have. */
  readonly instancesStored: number;
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
  options: Pick<AnalyzeOptions, 'signal' | 'onProgress'> = {}
): Promise<StudyOutcome> {
  const known = await storedReport(archive, study);
  const done = known && (await nothingToDo(archive, study, known, identities(models)));
  if (known && done) {
    return {
      study,
      outcome: done,
      report: known.document.sopInstanceUID,
      instancesStored: 0,
      levels: known.record.levels.length,
      warnings: known.record.warnings.map(({ text }) => text),
    };
  }
  return withFetchedStudy(archive, study, async folder => {
    const input = await readInput([folder]);
    const result = await analyzeInput(input, models, options);
    const { document, instancesStored } = await storeResult(archive, result, input, known);
    return {
      study,
      outcome: instancesStored > 0 ? 'stored' : 'already-there',
      report: document.sopInstanceUID,
      instancesStored,
      levels: result.levels.length,
      warnings: [...input.warnings, ...result.warnings].map(({ text }) => text),
    };
  });
}

/**
 * Stores what an analysis found, in one request, the segmentation first: whoever finds the report finds all.
 *
 * @param known the archive's present report of the study, which another one replaces
 */
export async function storeResult(
  archive: DicomWebArchive,
  result: AnalysisResult,
  input: Input,
  known: StoredReport | null
): Promise<{ document: ReportDocument; instancesStored: number }> {
  const source = await reportSource(result, input);
  const { segmentation, ...record } = result;
  const job: RecordJob = {
    record,
    segmentation,
    source: { ...source, header: sourceHeader(source.header) },
    encoding: 'binary',
    now: new Date(),
    uidSeed: recordSeed(result.studyInstanceUID, result.models),
  };
  let objects = recordObjects(job);
  if (known && known.document.sopInstanceUID !== objects.document.sopInstanceUID) {
    objects = recordObjects({ ...job, predecessor: known.document });
  }
  const missing: NaturalizedDataset[] = [];
  for (const object of [objects.segmentation, objects.report]) {
    if (object && !(await archive.has(result.studyInstanceUID, String(object.SOPInstanceUID)))) {
      missing.push(object);
    }
  }
  if (missing.length > 0) {
    await archive.store(missing.map(encodePart10));
  }
  return { document: objects.document, instancesStored: missing.length };
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

function identities({ segmentation, grading }: Models): ModelIdentity[] {
  return [segmentation, grading].flatMap(model =>
    model ? [{ name: model.spec.name, version: model.spec.version, sha256: model.spec.sha256 }] : []
  );
}
