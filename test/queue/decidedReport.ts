import { uidFrom, type Finding } from '../../extension/src/findings';
import { recordObjects, sourceHeader, type AnalysisRecord } from '../../extension/src/record';
import { withFetchedStudy } from '../../cli/batch/fetchStudy';
import { storedReport } from '../../cli/batch/storedReport';
import { encodePart10 } from '../../cli/dicom/naturalized';
import type { DicomWebArchive } from '../../cli/dicomweb/archive';
import { readInput } from '../../cli/input';
import { reportSource } from '../../cli/reportSource';

const PERSON = 'Reader^Ann';

/** As if the panel's Accept had been pressed once. */
function withFirstAccepted(record: AnalysisRecord): AnalysisRecord {
  const accept = (finding: Finding): Finding => ({
    ...finding,
    status: 'accepted',
    reviewer: PERSON,
  });
  return {
    ...record,
    levels: record.levels.map((level, i) => ({
      ...level,
      findings: level.findings.map((f, k) => (i === 0 && k === 0 ? accept(f) : f)),
    })),
  };
}

/** The report that the viewer stores when a person has accepted one finding of the archive's newest: Part 10. */
export async function decidedReport(archive: DicomWebArchive, study: string): Promise<Uint8Array> {
  const known = await storedReport(archive, study);
  if (!known) {
    throw new Error(`${study} has no report to decide on.`);
  }
  const source = await withFetchedStudy(archive, study, async folder =>
    reportSource(known.record, await readInput([folder]))
  );
  const { report } = recordObjects({
    record: withFirstAccepted(known.record),
    segmentation: null,
    source: {
      ...source,
      header: sourceHeader(source.header),
      segmentation: known.segmentation ?? null,
    },
    encoding: 'binary',
    now: new Date(),
    uidSeed: uidFrom('a person', known.document.sopInstanceUID),
    person: PERSON,
    predecessor: known.document,
  });
  return encodePart10(report);
}
