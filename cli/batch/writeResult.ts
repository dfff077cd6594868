import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { analyzeInput } from '../analyzeInput';
import { analyzeResult, type AnalyzeResult } from '../analyzeResult';
import type { DicomWebArchive } from '../dicomweb/archive';
import { checkedUid } from '../dicomweb/uid';
import { readInput } from '../input';
import type { LoadedModels } from '../models';
import { writeFhirFile } from '../objects/fhirFile';
import { writeWhole } from '../output';
import { reportSource } from '../reportSource';
import { withFetchedStudy } from './fetchStudy';
import { identities, modelKey } from './identity';
import type { StudyOutcome } from './runStudy';
import { tellStages, timed, type StudyOptions } from './stages';

/**
 * Analyses a study of an archive and writes `<folder>/<Study Instance UID>.json`, as `deepspine analyze` does. The
 * archive is only read. A file that the same models have written is left as it is.
 *
 * @throws DeepSpineError as the archive, the reading of files and the analysis do; Error of the file system
 */
export async function writeResult(
  archive: DicomWebArchive,
  study: string,
  models: LoadedModels,
  folder: string,
  options: StudyOptions & { readonly fhir?: string } = {}
): Promise<StudyOutcome> {
  // It names a file, and comes from elsewhere.
  const file = path.join(folder, `${checkedUid(study, 'Study Instance UID')}.json`);
  const known = await readResult(file);
  if (known && modelKey(known.models) === modelKey(identities(models))) {
    return outcomeOf('already-there', known, file);
  }
  const asked = performance.now();
  return withFetchedStudy(archive, study, async images => {
    options.onStage?.('fetch', performance.now() - asked);
    const input = await timed(options, 'read', () => readInput([images]));
    const now = () => performance.now();
    const result = await analyzeInput(input, models, { ...options, now });
    tellStages(options, result);
    const json = analyzeResult(result, models.backend, input.warnings, {});
    const text = `${JSON.stringify(json, null, 2)}\n`;
    await timed(options, 'store', () => writeWhole(file, text));
    if (options.fhir) {
      const { header } = await reportSource(result, input);
      await writeFhirFile(options.fhir, result, header);
    }
    return outcomeOf('written', json, file);
  });
}

/** Null where there is no such file, or it cannot be read: it is written anew. */
async function readResult(file: string): Promise<AnalyzeResult | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as AnalyzeResult;
  } catch {
    return null;
  }
}

const outcomeOf = (
  outcome: StudyOutcome['outcome'],
  { study, levels, warnings }: AnalyzeResult,
  file: string
): StudyOutcome => ({
  ...{ study, outcome, report: file, instancesStored: 0, levels: levels.length },
  warnings: warnings.map(({ text }) => text),
});
