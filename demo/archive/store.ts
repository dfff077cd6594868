import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parsePart10, text } from './dcmjs';
import type { ParsedFile } from './dcmjs';
import type { JsonDataset } from './dicomJson';
import { toDicomJson } from './dicomJson';

export interface InstanceKeys {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

export interface StoredInstance extends InstanceKeys {
  readonly sopClass: string;
  readonly transferSyntax: string;
  readonly file: string;
  /** The data set in the DICOM JSON model; binary values by reference. */
  readonly json: JsonDataset;
}

/** Why an instance was not stored; `reason` is a Failure Reason of PS3.18 table I.2-2. */
export class StoreRejection extends Error {
  constructor(
    readonly reason: number,
    message: string,
    readonly keys: Partial<InstanceKeys> & { readonly sopClass?: string } = {}
  ) {
    super(message);
    this.name = 'StoreRejection';
  }
}

export const FAILURE = {
  processing: 0x0110,
  duplicate: 0x0111,
  mismatch: 0xa900,
  unreadable: 0xc000,
} as const;

const UID = /^[0-9]+(\.[0-9]+)*$/;
const INCOMING = '.incoming';

/**
 * DICOM Part 10 files in a folder, `<study>/<series>/<instance>.dcm`, byte for byte as they came, and an
 * index in memory that is rebuilt when the folder is opened.
 */
export class DicomStore {
  private readonly bySop = new Map<string, StoredInstance>();
  /** Ends when everything asked for so far is stored: two requests never store the same UID at once. */
  private idle: Promise<unknown> = Promise.resolve();
  /** Files found at opening that are no DICOM, with the reason; they are left where they are. */
  readonly unreadable: { readonly file: string; readonly reason: string }[] = [];

  constructor(
    readonly dir: string,
    /** URL path under which instances are served. */
    readonly root = '/dicom-web'
  ) {
    mkdirSync(dir, { recursive: true });
    // What an interrupted store left behind was never acknowledged.
    rmSync(join(dir, INCOMING), { recursive: true, force: true });
    for (const file of findFiles(dir, /\.dcm$/i)) {
      try {
        this.index(describe(readFileSync(file)), file);
      } catch (error) {
        this.unreadable.push({ file, reason: messageOf(error) });
      }
    }
  }

  get size(): number {
    return this.bySop.size;
  }

  instances(where: Partial<InstanceKeys> = {}): StoredInstance[] {
    return [...this.bySop.values()].filter(
      found =>
        (where.study === undefined || found.study === where.study) &&
        (where.series === undefined || found.series === where.series) &&
        (where.instance === undefined || found.instance === where.instance)
    );
  }

  url({ study, series, instance }: InstanceKeys): string {
    return `${this.root}/studies/${study}/series/${series}/instances/${instance}`;
  }

  /**
   * Stores one Part 10 file. The same bytes a second time are no error; other bytes under a SOP Instance
   * UID that is there already are refused, so that nothing stored is ever replaced.
   * @param study Where given, the only study taken.
   * @throws StoreRejection
   */
  add(bytes: Buffer, study?: string): Promise<StoredInstance> {
    const stored = this.idle.then(() => this.addNow(bytes, study));
    this.idle = stored.catch(() => undefined);
    return stored;
  }

  private async addNow(bytes: Buffer, study?: string): Promise<StoredInstance> {
    const described = describe(bytes);
    const { keys, sopClass } = described;
    if (study !== undefined && keys.study !== study) {
      const message = `the instance belongs to study ${keys.study}, not to ${study}`;
      throw new StoreRejection(FAILURE.mismatch, message, { ...keys, sopClass });
    }
    const known = this.bySop.get(keys.instance);
    if (known) {
      if (bytes.equals(await readFile(known.file))) {
        return known;
      }
      const message = `another instance with SOP Instance UID ${keys.instance} is stored already`;
      throw new StoreRejection(FAILURE.duplicate, message, { ...keys, sopClass });
    }
    const file = join(this.dir, keys.study, keys.series, `${keys.instance}.dcm`);
    await writeWhole(file, bytes, join(this.dir, INCOMING));
    return this.index(described, file);
  }

  private index({ keys, sopClass, parsed }: Described, file: string): StoredInstance {
    const stored: StoredInstance = {
      ...keys,
      sopClass,
      transferSyntax: text(parsed.meta, '00020010'),
      file,
      json: toDicomJson(parsed.dict, `${this.url(keys)}/bulkdata`),
    };
    this.bySop.set(stored.instance, stored);
    return stored;
  }
}

interface Described {
  readonly keys: InstanceKeys;
  readonly sopClass: string;
  readonly parsed: ParsedFile;
}

/** @throws StoreRejection where the bytes are no DICOM file or lack what an archive needs. */
function describe(bytes: Buffer): Described {
  let parsed: ParsedFile;
  try {
    parsed = parsePart10(bytes);
  } catch (error) {
    throw new StoreRejection(FAILURE.unreadable, `the file ${messageOf(error)}`);
  }
  const keys = {
    study: text(parsed.dict, '0020000D'),
    series: text(parsed.dict, '0020000E'),
    instance: text(parsed.dict, '00080018'),
  };
  const sopClass = text(parsed.dict, '00080016');
  const bad = Object.entries({ ...keys, 'SOP class': sopClass }).find(
    ([, uid]) => !UID.test(uid) || uid.length > 64
  );
  if (bad) {
    const message = `the ${bad[0]} UID is missing or malformed`;
    throw new StoreRejection(FAILURE.unreadable, message, { ...keys, sopClass });
  }
  return { keys, sopClass, parsed };
}

/** Writes aside and renames: a file is there whole or not at all. */
async function writeWhole(file: string, bytes: Buffer, scratch: string): Promise<void> {
  const aside = join(scratch, randomUUID());
  await mkdir(scratch, { recursive: true });
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(aside, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw new StoreRejection(
      FAILURE.processing,
      `the file could not be written: ${messageOf(error)}`
    );
  }
}

/** Every file below a folder whose name fits, in the order of the names; none where the folder is not there. */
export function findFiles(dir: string, name: RegExp): string[] {
  if (!existsSync(dir)) {
    return [];
  }
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && name.test(entry.name))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
