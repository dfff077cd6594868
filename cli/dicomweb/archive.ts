import { randomUUID } from 'node:crypto';
import { DeepSpineError } from '../../extension/src/findings';
import { textValue, type JsonDataset } from '../../extension/src/record/dicomweb/json';
import {
  isPassing,
  readStoreAnswer,
  reasonCode,
} from '../../extension/src/record/dicomweb/storeAnswer';
import { archiveError, httpError, ObjectRefused } from './answers';
import { observed, observedEach, type AccessObserver } from './access';
import { instanceOfFile, PartTenFiles } from './files';
import { ArchiveHttp, type ArchiveOptions } from './http';
import { storeMessage } from './multipart';
import { datasetsAt, JSON_TYPE, matches } from './search';
import { checkedUid, isUid } from './uid';

export interface StudyFound {
  readonly uid: string;
  /** Instances that the archive says the study has; undefined where it does not. */
  readonly count?: number;
}

export interface SeriesFound {
  readonly uid: string;
  /** '' where the archive does not say, in any way. */
  readonly modality: string;
  /** Instances that the archive says the series has; undefined where it does not. */
  readonly count?: number;
}

const TAG = {
  study: '0020000D',
  series: '0020000E',
  instance: '00080018',
  modality: '00080060',
  instancesInSeries: '00201209',
  instancesInStudy: '00201208',
} as const;

/**
 * An archive's DICOMweb services (PS3.18, 10): QIDO-RS, WADO-RS and STOW-RS, with the habits that archives have.
 *
 * Every method throws DeepSpineError: 'archive-unreachable' for what may be better in a minute (no answer, too
 * busy, internal server error), 'archive-refused' for what will not, 'cancelled' when the signal was given, 'bad-arguments' for a
 * UID that is none.
 */
export class DicomWebArchive {
  readonly root: string;
  private readonly http: ArchiveHttp;
  private readonly files: PartTenFiles;
  private readonly observers: readonly AccessObserver[];

  /** @param root URL of the service, with or without a closing slash */
  constructor(root: string, options: ArchiveOptions = {}) {
    this.http = new ArchiveHttp(root, options);
    this.root = this.http.root;
    this.files = new PartTenFiles(this.http);
    this.observers = options.observers ?? [];
  }

  /**
   * Studies that match (QIDO-RS, PS3.18 10.6), as they are found.
   *
   * @param query attributes by keyword or tag
   * @param onDoubt called where the archive does not show whether more match
   */
  async *studies(query: URLSearchParams, onDoubt?: () => void): AsyncGenerator<StudyFound> {
    const found = matches(this.http, { path: 'studies', query }, TAG.study, onDoubt);
    const target = {
      action: 'search',
      what: 'studies',
      study: query.get('StudyInstanceUID'),
    } as const;
    for await (const study of observedEach(this.observers, target, found)) {
      const count = Number(textValue(study, TAG.instancesInStudy));
      yield { uid: textValue(study, TAG.study)!, ...(count > 0 ? { count } : {}) };
    }
  }

  /** The series of a study. */
  async series(study: string): Promise<SeriesFound[]> {
    const path = `studies/${checkedUid(study, 'Study Instance UID')}/series`;
    const found: SeriesFound[] = [];
    const target = { action: 'read', what: 'series', study } as const;
    const listed = matches(this.http, { path }, TAG.series);
    for await (const series of observedEach(this.observers, target, listed)) {
      const uid = textValue(series, TAG.series)!;
      if (isUid(uid)) {
        const modality = textValue(series, TAG.modality) ?? (await this.modalityOf(study, uid));
        const count = Number(textValue(series, TAG.instancesInSeries));
        found.push({ uid, modality, ...(count > 0 ? { count } : {}) });
      }
    }
    return found;
  }

  /** Whether the archive has an instance (QIDO-RS, in its series: not every archive searches a whole study). */
  async has(study: string, series: string, instance: string): Promise<boolean> {
    const within = `${pathOf(study, series)}/instances`;
    const wanted = checkedUid(instance, 'SOP Instance UID');
    const found = await observed(
      this.observers,
      { action: 'search', what: 'instances', study, series, instances: [wanted] },
      () => datasetsAt(this.http, `${within}?SOPInstanceUID=${wanted}`, true),
      ({ length }) => length
    );
    // An archive that does not know the key answers with all instances.
    return found.some(dataset => textValue(dataset, TAG.instance) === instance);
  }

  /** Everything but pixel data of the instances of a series (WADO-RS metadata). */
  async metadata(study: string, series: string): Promise<JsonDataset[]> {
    const path = `${pathOf(study, series)}/metadata`;
    return observed(
      this.observers,
      { action: 'read', what: 'metadata', study, series },
      () => datasetsAt(this.http, path),
      ({ length }) => length
    );
  }

  /**
   * The Part 10 files of a series (WADO-RS), one at a time, as the archive holds them: all of them. What an archive
   * sends in part (206), or sends fewer of than it says that there are, is asked for one by one.
   *
   * @param count instances that the series has, where that is known
   * @throws DeepSpineError as above; also where some of what the archive has cannot be had
   */
  async *instances(study: string, series: string, count = 0): AsyncGenerator<Buffer> {
    const target = { action: 'read', what: 'instances', study, series } as const;
    yield* observedEach(this.observers, target, this.wholeSeries(pathOf(study, series), count));
  }

  private async *wholeSeries(path: string, count: number): AsyncGenerator<Buffer> {
    const received = new Set<string>();
    const sent = this.files.of(path);
    let next = await sent.next();
    let files = 0;
    for (; !next.done; next = await sent.next()) {
      files++;
      received.add(instanceOfFile(next.value) ?? '');
      yield next.value;
    }
    const saysAll = next.value;
    if (saysAll && files >= count) {
      return;
    }
    const missing = await this.missing(path, received, saysAll);
    for (const uid of missing) {
      let came = false;
      for await (const file of this.files.of(`${path}/instances/${uid}`)) {
        came ||= instanceOfFile(file) === uid;
        yield file;
      }
      if (!came) {
        throw this.partOnly(path, `instance ${uid} does not come`);
      }
    }
  }

  /**
   * Stores Part 10 files (STOW-RS). An instance that the archive has already counts as stored.
   *
   * @param study the study that all of them are of
   * @throws DeepSpineError as above; also when the archive took only some. ObjectRefused where it has answered about
   *   the object itself: in another form it may take it
   */
  async store(files: readonly Uint8Array[], study: string): Promise<void> {
    const instances = files.flatMap(file => instanceOfFile(Buffer.from(file)) ?? []);
    await observed(
      this.observers,
      { action: 'write', what: 'instances', study, instances },
      () => this.send(files),
      () => files.length
    );
  }

  private async send(files: readonly Uint8Array[]): Promise<void> {
    const { contentType, body } = storeMessage(files, randomUUID());
    const headers = { 'Content-Type': contentType, Accept: JSON_TYPE };
    const { response, text } = await this.http.answer('studies', headers, body);
    const { refused, has } = readStoreAnswer(text);
    const [problem] = refused;
    if (problem) {
      const { reason } = problem;
      const why = reason === null ? 'no reason given' : `failure reason ${reasonCode(reason)}`;
      const code = isPassing(reason) ? 'archive-unreachable' : 'archive-refused';
      throw new ObjectRefused(archiveError(code, this.root, `did not take an object (${why})`));
    }
    // 409 with nothing but duplicates: all of it is there.
    if (!response.ok && !has) {
      const error = httpError(response.status, 'store', this.root);
      // 500: a server that fails over what it is sent, not one that is busy or away.
      const isAnswer = error.code === 'archive-refused' || response.status === 500;
      throw isAnswer ? new ObjectRefused(error) : error;
    }
  }

  /** What a series has besides what has come; none where an archive has miscounted. */
  private async missing(
    path: string,
    received: ReadonlySet<string>,
    saysAll: boolean
  ): Promise<string[]> {
    const listed: string[] = [];
    try {
      for await (const one of matches(this.http, { path: `${path}/instances` }, TAG.instance)) {
        listed.push(textValue(one, TAG.instance)!);
      }
    } catch (cause) {
      if (!(cause instanceof DeepSpineError) || cause.code !== 'archive-refused') {
        throw cause;
      }
    }
    if (listed.length === 0) {
      const what = saysAll ? 'fewer images than it has' : 'HTTP 206';
      throw this.partOnly(path, `${what}, and it does not say what is missing`);
    }
    return listed.filter(uid => isUid(uid) && !received.has(uid));
  }

  private partOnly(path: string, what: string): DeepSpineError {
    const text = `sent only part of ${path} (${what})`;
    return archiveError('archive-unreachable', this.root, text);
  }

  /** Of a series about whose modality a search says nothing: as its first instance states it. */
  private async modalityOf(study: string, series: string): Promise<string> {
    try {
      const [first] = await this.metadata(study, series);
      return (first && textValue(first, TAG.modality)) ?? '';
    } catch (cause) {
      if (cause instanceof DeepSpineError && cause.code !== 'cancelled') {
        return '';
      }
      throw cause;
    }
  }
}

function pathOf(study: string, series: string): string {
  const within = `studies/${checkedUid(study, 'Study Instance UID')}`;
  return `${within}/series/${checkedUid(series, 'Series Instance UID')}`;
}
