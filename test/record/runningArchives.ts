import { join } from 'node:path';
import { LoopbackArchive } from '../queue/loopbackArchive';
import type { Need } from '../needs';
import { Orthanc } from './orthanc';
import { TinyPacs } from './tinyPacs';

/** An archive that runs on loopback until it is stopped. */
export interface RunningArchive {
  /** URL of its DICOMweb service. */
  readonly root: string;
  stop(): Promise<void>;
}

/** The archives that tests run, and in what they differ. */
export interface TestedArchive {
  readonly name: string;
  readonly needs: readonly Need[];
  /** WADO-RS metadata, without which no viewer opens a study. */
  readonly hasMetadata: boolean;
  readonly takesDeflated: boolean;
  start(folder: string): Promise<RunningArchive>;
}

export const ARCHIVES: readonly TestedArchive[] = [
  {
    name: "the demo's archive",
    ...{ needs: [], hasMetadata: true, takesDeflated: true },
    start: () => LoopbackArchive.start(),
  },
  {
    name: 'Orthanc',
    ...{ needs: ['Orthanc'], hasMetadata: true, takesDeflated: true },
    start: folder => Orthanc.start(join(folder, 'orthanc')),
  },
  {
    name: 'tiny-pacs',
    ...{ needs: ['tiny-pacs'], hasMetadata: false, takesDeflated: false },
    start: folder => TinyPacs.start(join(folder, 'tiny-pacs')),
  },
];
