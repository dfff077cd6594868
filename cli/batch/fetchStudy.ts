import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeepSpineError } from '../../extension/src/findings';
import type { DicomWebArchive } from '../dicomweb/archive';

/** Folders of fetched studies, named for the process that fetched them. */
const PREFIX = 'deepspine-study-';

/**
 * Fetches the MR images of a study (WADO-RS) into a folder of its own, hands it to `use`, and removes it, also
 * when that fails. One image is in memory at a time.
 *
 * @throws DeepSpineError 'no-series' when the archive has nothing of the study, 'not-mr' when it has no MR
 *   images, and as the archive does
 */
export async function withFetchedStudy<T>(
  archive: DicomWebArchive,
  study: string,
  use: (folder: string) => Promise<T>
): Promise<T> {
  const series = await archive.series(study);
  const images = series.filter(({ modality }) => modality === 'MR' || modality === '');
  if (images.length === 0) {
    const found = [...new Set(series.map(({ modality }) => modality))].join(', ');
    throw series.length === 0
      ? new DeepSpineError('no-series', `The archive ${archive.root} has no study ${study}.`)
      : new DeepSpineError(
          'not-mr',
          `Study ${study} has no MR images (${found}); choose lumbar MRI with --query ModalitiesInStudy=MR.`
        );
  }
  const folder = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    for (const [index, { uid, count: stated }] of images.entries()) {
      const into = path.join(folder, String(index + 1).padStart(3, '0'));
      await mkdir(into);
      let count = 0;
      for await (const file of archive.instances(study, uid, stated)) {
        await writeFile(path.join(into, `${String(++count).padStart(5, '0')}.dcm`), file);
      }
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that were killed have left: images of patients should not lie about. */
export async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) {
      await rm(path.join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be signalled, but runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
