import { DicomMetadataStore } from '@ohif/core';
import { DeepSpineError } from '../../findings';
import { refused } from '../../messages';
import { sourceHeader, type SegmentationReference } from '../../record';
import type { FurtherObject } from '../../record/furtherObjects';
import { storeInArchive } from './archive';
import type { Configuration } from '../host/configuration';
import { firstInstance } from '../images/displaySets';
import type { DataSource, Runtime } from '../host/ohif';
import { deflatedPart10 } from '../../record/part10/deflated';
import { asRead } from '../../record/part10/part10';
import type { RecordFiles, RecordJob } from './recordFiles';
import { recordOf } from '../study/recordOf';
import { renumberedBy } from '../study/renumber';
import { seriesShowing, shows, type StudySeries } from '../study/seriesChoice';
import type { GradedStudy } from '../study/state';

/** A new UID from a random UUID (DICOM PS3.5, B.2); getRandomValues also works without HTTPS. */
export function randomUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)}`;
}

const sourceOf = (series: StudySeries) => ({
  seriesInstanceUID: series.seriesInstanceUID,
  studyInstanceUID: series.studyInstanceUID,
  sopClassUID: series.sopClassUID,
  frameOfReferenceUID: series.frameOfReferenceUID,
  slices: series.images.map(({ slice }) => slice),
});

/** A series as a source, with the images of further ones. */
const sourceWith = (series: StudySeries, others: readonly StudySeries[]) => {
  const source = sourceOf(series);
  const further = others.flatMap(({ seriesInstanceUID, images }) =>
    images.map(({ slice }) => ({ seriesInstanceUID, ...slice }))
  );
  return { ...source, slices: [...source.slices, ...further] };
};

/** The archive's segmentation of a study, as long as it names the levels as the study does. */
function storedSegmentation(study: GradedStudy): SegmentationReference | null {
  const stored = study.storedSegmentation;
  return stored && stored.renumberedBy === renumberedBy(study) ? stored.reference : null;
}

/**
 * What the SR and the SEG of a graded study are made from; the images' headers come from the viewer. A
 * segmentation that the archive has already is referred to, not stored once more.
 * @throws DeepSpineError 'no-series' when the series of the findings is not open any more
 */
export function recordJob(
  study: GradedStudy,
  series: readonly StudySeries[],
  configuration: Configuration,
  person?: string
): RecordJob {
  const { sagittalSeriesUID, axialSeriesUID, levels } = study;
  const sagittal = seriesShowing(
    series,
    sagittalSeriesUID,
    levels.map(({ sagittalReference }) => sagittalReference)
  );
  const header = sagittal && firstInstance(sagittal.displaySets[0]);
  if (!sagittal || !header) {
    throw refused('no-series', { context: 'findings-closed' });
  }
  // Axial images may come as one series per disc.
  const onAxial = levels.flatMap(({ axialReference }) => axialReference ?? []);
  const axial = seriesShowing(series, axialSeriesUID, onAxial);
  const furtherAxial = series.filter(one => one !== axial && shows(one, onAxial));
  const stored = storedSegmentation(study);
  return {
    record: recordOf(study),
    segmentation: configuration.storeSegmentation && !stored ? study.segmentation : null,
    source: {
      header: sourceHeader(header),
      sagittal: sourceOf(sagittal),
      ...(axial ? { axial: sourceWith(axial, furtherAxial) } : {}),
      segmentation: stored,
    },
    encoding: configuration.segmentationEncoding,
    now: new Date(),
    uidSeed: randomUid(),
    person,
    predecessor: study.report ?? undefined,
  };
}

export interface StoreOptions {
  /** Called as soon as the archive has taken the segmentation. */
  readonly onSegmentation: (reference: SegmentationReference) => void;
  /** The archive has the segmentation from an earlier try. */
  readonly withoutSegmentation: boolean;
  /** Name of the viewer's data source that takes the objects; null: the one of the study. */
  readonly archive: string | null;
  /** Whether to offer the segmentation deflated first. */
  readonly compress: boolean;
}

/** Stores a segmentation deflated where that is wanted and the archive takes it, else as it is. */
async function storeSegmentation(
  dataSource: DataSource,
  file: ArrayBuffer,
  compress: boolean
): Promise<void> {
  const deflated = compress ? await deflatedFile(file) : null;
  try {
    await storeInArchive(dataSource, deflated ?? file);
  } catch (error) {
    const isRefused = error instanceof DeepSpineError && error.code === 'archive-refused';
    if (!deflated || !isRefused) {
      throw error;
    }
    await storeInArchive(dataSource, file);
  }
}

/** A file deflated; null in a browser that cannot. */
async function deflatedFile(file: ArrayBuffer): Promise<ArrayBuffer | null> {
  try {
    return await deflatedPart10(file, async bytes => {
      const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
      return new Uint8Array(await new Response(packed).arrayBuffer());
    });
  } catch (error) {
    console.warn('DeepSPINE: the segmentation is stored as it is, not deflated.', error);
    return null;
  }
}

/**
 * Key images and summary: an archive that does not take one of them keeps nobody from saving the findings.
 * @returns what it did not take
 */
async function storeFurther(
  dataSource: DataSource,
  files: RecordFiles['furtherFiles']
): Promise<FurtherObject[]> {
  const refused: FurtherObject[] = [];
  for (const { name, file } of files) {
    try {
      await storeInArchive(dataSource, file);
    } catch (error) {
      if (!(error instanceof DeepSpineError) || error.code !== 'archive-refused') {
        throw error;
      }
      console.warn(`DeepSPINE: the archive does not take the ${name}.`, error);
      refused.push(name);
    }
  }
  return refused;
}

/**
 * Stores the objects, the report last: whoever finds the report finds everything. What is stored
 * then shows in the viewer's own list of series.
 * @returns what the archive did not take of key images and summary
 */
export async function storeRecord(
  runtime: Runtime,
  { report, reportFile, reference, segmentationFile, furtherFiles }: RecordFiles,
  { onSegmentation, withoutSegmentation, archive, compress }: StoreOptions
): Promise<readonly FurtherObject[]> {
  const dataSource = runtime.dataSource(archive);
  if (segmentationFile && reference && !withoutSegmentation) {
    await storeSegmentation(dataSource, segmentationFile, compress);
    onSegmentation(reference);
  }
  const refused = await storeFurther(dataSource, furtherFiles);
  await storeInArchive(dataSource, reportFile);
  dataSource.deleteStudyMetadataPromise?.(String(report.StudyInstanceUID));
  DicomMetadataStore.addInstances([asRead(report)], true);
  return refused;
}
