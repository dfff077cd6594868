import { archiveError, httpError } from './answers';
import { watched } from './connection';
import type { ArchiveHttp, Asked } from './http';
import { boundaryOf, multipartBodies } from './multipart';

const MULTIPART = 'multipart/related; type="application/dicom"';

/** From what an archive likes best to do to what any of them can. */
const WAYS = [
  // As it is stored; archives that transcode lose time, and some of them images.
  `${MULTIPART}; transfer-syntax=*`,
  MULTIPART,
  // Of servers that know one instance at a time.
  'application/dicom',
] as const;

/** Answers to which another way to ask may help. */
const ASK_OTHERWISE = new Set([400, 405, 406, 415, 422, 500, 501]);

/** Part 10 files of one archive (WADO-RS, PS3.18 10.4). */
export class PartTenFiles {
  /** The first of WAYS that this archive has not refused. */
  private way = 0;

  constructor(private readonly http: ArchiveHttp) {}

  /**
   * The files of a study, a series or an instance, one at a time, as the archive holds them.
   *
   * @returns whether the archive says that these are all (not 206, Partial Content)
   * @throws DeepSpineError as ArchiveHttp does
   */
  async *of(path: string): AsyncGenerator<Buffer, boolean> {
    const { response, alive } = await this.ask(path);
    try {
      if (!response.ok) {
        await response.body?.cancel();
        throw httpError(response.status, path, this.http.root);
      }
      if (response.status === 204) {
        return true;
      }
      const type = response.headers.get('content-type');
      const boundary = boundaryOf(type);
      if (boundary !== null && response.body) {
        yield* multipartBodies(watched(response.body, alive), boundary);
      } else if (
        response.body &&
        /^\s*application\/(dicom|octet-stream)\s*(;|$)/i.test(type ?? '')
      ) {
        // A series of one instance, or an instance, may come as it is.
        const file = Buffer.concat(await all(watched(response.body, alive)));
        if (!isPartTen(file)) {
          throw this.noImages(path, type);
        }
        yield file;
      } else {
        await response.body?.cancel();
        throw this.noImages(path, type);
      }
      return response.status !== 206;
    } catch (cause) {
      throw this.http.failure(cause);
    } finally {
      alive.end();
    }
  }

  private async ask(path: string): Promise<Asked> {
    let refusal: Asked | undefined;
    for (let way = this.way; way < WAYS.length; way++) {
      const asked = await this.http.ask(path, { Accept: WAYS[way]! });
      if (asked.response.ok) {
        this.way = way;
      }
      if (!ASK_OTHERWISE.has(asked.response.status)) {
        await end(refusal);
        return asked;
      }
      // What it says to the first way is the reason; the others were attempts.
      await end(refusal ? asked : undefined);
      refusal ??= asked;
    }
    return refusal!;
  }

  private noImages(path: string, type: string | null): Error {
    const what = type ? `as ${type.split(';')[0]!.trim()}` : 'of no type';
    return archiveError('archive-refused', this.http.root, `sent ${path} ${what}, not as DICOM`);
  }
}

async function end(asked: Asked | undefined): Promise<void> {
  asked?.alive.end();
  await asked?.response.body?.cancel();
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const chunk of chunks) {
    found.push(chunk);
  }
  return found;
}

const isPartTen = (file: Buffer): boolean => file.toString('latin1', 128, 132) === 'DICM';

/** Media Storage SOP Instance UID (0002,0003) of a Part 10 file (PS3.10, 7.1); null where it has none. */
export function instanceOfFile(file: Buffer): string | null {
  if (!isPartTen(file)) {
    return null;
  }
  // File meta information is always Explicit VR Little Endian, in ascending order of tags.
  for (let at = 132; at + 8 <= file.length && file.readUInt16LE(at) === 2;) {
    const long = /^(OB|OW|UN|SQ|UT)$/.test(file.toString('latin1', at + 4, at + 6));
    const from = at + (long ? 12 : 8);
    if (from > file.length) {
      return null;
    }
    const length = long ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    if (file.readUInt16LE(at + 2) === 3) {
      return file.toString('latin1', from, from + length).replace(/[\0 ]+$/, '') || null;
    }
    at = from + length;
  }
  return null;
}
