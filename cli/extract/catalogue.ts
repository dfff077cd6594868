import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DeepSpineError } from '../../extension/src/findings';
import { fileProblem, scanImage, type FileProblem } from '../dicom/scan';
import { walkFiles, type InputFile } from '../files';
import { isMha } from '../input';
import { mhaStudy } from '../mha';

/** The files of one study, as they were found. */
export interface CataloguedStudy {
  /** Study Instance UID, or the patient's number in SPIDER's file names. */
  readonly name: string;
  /** In order of their names. */
  readonly files: readonly string[];
  readonly kind: 'dicom' | 'mha';
}

/** One of several machines that share the work: `number` of 1..`count`. */
export interface Shard {
  readonly number: number;
  readonly count: number;
}

interface Entry {
  readonly name: string;
  readonly file: string;
  readonly kind: CataloguedStudy['kind'];
}

/** A bucket of 10,000 studies of 150 files holds some 6,000 names. */
const BUCKETS = 256;

/** A study's place among others: the same everywhere, whatever else is there. */
function placeOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}

/** Whether a study is this shard's to do. */
export function belongsTo(name: string, { number, count }: Shard): boolean {
  return Math.floor(placeOf(name) / BUCKETS) % count === number - 1;
}

/**
 * Which files belong to which study. The list is kept in files, in as many parts as make each one small, so
 * that memory does not grow with the number of studies.
 */
export class Catalogue {
  private constructor(
    private readonly folder: string,
    /** Studies of this shard. */
    readonly size: number
  ) {}

  /**
   * Looks into every file once.
   *
   * @param workFolder where the parts lie until close()
   * @param onProblem a file that was left out
   * @throws DeepSpineError 'bad-arguments' when two volumes would overwrite each other's results
   */
  static async build(
    paths: readonly string[],
    workFolder: string,
    shard: Shard,
    onProblem: (problem: FileProblem) => void,
    onFile: (count: number) => void
  ): Promise<Catalogue> {
    // One of a run of this shard that was killed lies there still.
    const folder = path.join(workFolder, `.catalogue-${shard.number}-of-${shard.count}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    try {
      const parts = new Map<number, WriteStream>();
      let files = 0;
      for await (const file of walkFiles(paths)) {
        onFile(++files);
        const entry = await entryOf(file, onProblem);
        if (!entry || !belongsTo(entry.name, shard)) {
          continue;
        }
        const bucket = placeOf(entry.name) % BUCKETS;
        const part = parts.get(bucket) ?? createWriteStream(partOf(folder, bucket));
        parts.set(bucket, part);
        if (!part.write(`${JSON.stringify(entry)}\n`)) {
          await once(part, 'drain');
        }
      }
      await Promise.all([...parts.values()].map(part => once(part.end(), 'finish')));
      let size = 0;
      for await (const study of studiesIn(folder)) {
        checkAlone(study);
        size++;
      }
      return new Catalogue(folder, size);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The studies, always in the same order; no more than one part of the list is in memory. */
  studies(): AsyncGenerator<CataloguedStudy> {
    return studiesIn(this.folder);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

const partOf = (folder: string, bucket: number) => path.join(folder, `${bucket}.jsonl`);

async function entryOf(
  file: InputFile,
  onProblem: (problem: FileProblem) => void
): Promise<Entry | null> {
  if (isMha(file)) {
    return { name: mhaStudy(file.path), file: file.path, kind: 'mha' };
  }
  try {
    const image = await scanImage(file);
    return image ? { name: image.studyInstanceUID, file: file.path, kind: 'dicom' } : null;
  } catch (cause) {
    onProblem(fileProblem(file.path, cause));
    return null;
  }
}

async function* studiesIn(folder: string): AsyncGenerator<CataloguedStudy> {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const studies = new Map<string, { files: Set<string>; kinds: Set<Entry['kind']> }>();
    for await (const { name, file, kind } of entriesOf(partOf(folder, bucket))) {
      const study = studies.get(name) ?? { files: new Set(), kinds: new Set() };
      studies.set(name, study);
      study.files.add(file);
      study.kinds.add(kind);
    }
    for (const [name, { files, kinds }] of [...studies].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const kind = kinds.has('mha') ? 'mha' : 'dicom';
      yield { name, kind, files: [...files].sort() };
    }
  }
}

async function* entriesOf(part: string): AsyncGenerator<Entry> {
  const stream = createReadStream(part);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      yield JSON.parse(line) as Entry;
    }
  } catch (error) {
    // A part without a study was never begun.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
}

function checkAlone({ name, kind, files }: CataloguedStudy): void {
  if (kind === 'mha' && files.length > 1) {
    throw new DeepSpineError(
      'bad-arguments',
      `${files[0]} and ${files[1]} are both of study ${name}; extract them into different folders.`
    );
  }
}
