import {
  datasetsOfJson,
  textValue,
  type JsonDataset,
} from '../../extension/src/record/dicomweb/json';
import { archiveError, httpError } from './answers';
import type { ArchiveHttp } from './http';

export const JSON_TYPE = 'application/dicom+json';

/** Matches asked for at a time. */
const PAGE = 200;

/** Answers to a search that say that it is asked in a way that the archive does not take. */
const NOT_SO = new Set([400, 405, 406, 413, 416, 422, 501]);

/**
 * What an archive answers to a search or to a request for metadata (DICOM JSON, PS3.18 F).
 *
 * @param mayBeAbsent asked within something that may not be there at all: 404 then says no more than an empty list
 */
export async function datasetsAt(
  http: ArchiveHttp,
  path: string,
  mayBeAbsent = false
): Promise<JsonDataset[]> {
  const found = await tried(http, path);
  if (found === 404 && mayBeAbsent) {
    return [];
  }
  if (typeof found === 'number') {
    throw httpError(found, path, http.root);
  }
  return found;
}

/**
 * Every match of a search (QIDO-RS, PS3.18 10.6), each once by its UID, page by page as they are asked for.
 *
 * Some archives send no more than so many at once, whatever the limit; some ignore the offset and send the first
 * page for ever; some refuse a limit, or an offset behind the last match; Orthanc's answers nothing to an offset when
 * it filters by ModalitiesInStudy. Where the offset shows nothing behind a full first page, larger first pages are asked
 * for instead; where the archive refuses these too, what it has sent is all that it says.
 *
 * @param uidTag the attribute that tells matches apart
 * @param onDoubt called where more matches may exist than the archive shows
 */
export async function* matches(
  http: ArchiveHttp,
  { path, query = new URLSearchParams() }: { path: string; query?: URLSearchParams },
  uidTag: string,
  onDoubt?: () => void
): AsyncGenerator<JsonDataset> {
  const seen = new Set<string>();
  let offset = 0;
  /** null: as many as the archive likes to send. */
  let limit: number | null = PAGE;
  let offsetRefused = false;
  for (;;) {
    const found = await tried(http, pageOf(path, query, limit, offset));
    if (typeof found === 'number') {
      if (!NOT_SO.has(found)) {
        throw httpError(found, path, http.root);
      }
      if (limit === PAGE && offset === 0) {
        limit = null;
      } else if (limit === PAGE && offset === PAGE) {
        offsetRefused = true;
        [offset, limit] = [0, 2 * PAGE];
      } else if (limit === null && offset === 0) {
        throw httpError(found, path, http.root);
      } else {
        if (offsetRefused) {
          onDoubt?.();
        }
        return;
      }
      continue;
    }
    const before = seen.size;
    for (const dataset of found) {
      const uid = textValue(dataset, uidTag);
      if (uid !== undefined && !seen.has(uid)) {
        seen.add(uid);
        yield dataset;
      }
    }
    const news = seen.size > before;
    const offsetIsVain: boolean = !news && limit === PAGE && offset === PAGE;
    if (!news && !offsetIsVain) {
      return;
    }
    if (limit !== null && (offsetIsVain || limit > PAGE)) {
      offset = 0;
      limit *= 2;
    } else {
      offset += found.length;
    }
  }
}

function pageOf(
  path: string,
  query: URLSearchParams,
  limit: number | null,
  offset: number
): string {
  const page = new URLSearchParams(query);
  if (limit !== null) {
    page.set('limit', String(limit));
  }
  if (limit !== null || offset > 0) {
    page.set('offset', String(offset));
  }
  const text = page.toString();
  return text ? `${path}?${text}` : path;
}

/** The datasets, or the HTTP status that is no success. */
async function tried(http: ArchiveHttp, path: string): Promise<JsonDataset[] | number> {
  const { response, text } = await http.answer(path, { Accept: JSON_TYPE });
  if (!response.ok) {
    return response.status;
  }
  if (text.trim() === '') {
    return [];
  }
  try {
    return datasetsOfJson(JSON.parse(text));
  } catch (cause) {
    const what = `did not answer ${path.split('?')[0]} with JSON`;
    throw archiveError('archive-refused', http.root, what, cause);
  }
}
