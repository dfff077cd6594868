import { saidOf } from '../../messages';
import type { Said } from '../../findings';
import { DicomMetadataStore } from '@ohif/core';
import {
  lacksContent,
  newestReport,
  readStructuredReport,
  type NaturalizedDataset,
  type StoredReport,
} from '../../record';
import { linkNamesSeries } from '../host/link';
import type { Runtime } from '../host/ohif';

import { archivedReports } from './archivedReports';
import { archiveClient, wholeReport } from './wholeReport';

/** What is known of a study's reports at a moment. */
export interface KnownReports {
  /** The newest one; null where there is none, or `complete` has to come first. */
  readonly stored: StoredReport | null;
  /** False while a report is known of whose content the viewer's metadata lacks. */
  readonly whole: boolean;
  /** Why a report that may be one of ours could not be fetched; null where all could. */
  readonly unread: Said | null;
}

/**
 * The DeepSPINE reports of the open studies. What the viewer's metadata says of them is enough for most archives; some
 * leave the content out of it, or put it elsewhere, and the instance is fetched then.
 */
export class StoredReports {
  /** By SOP Instance UID. */
  private readonly fetched = new Map<string, NaturalizedDataset>();
  /** SOP Instance UID → why it could not be fetched. */
  private readonly failed = new Map<string, Said>();
  /** Of studies opened by a link that names series: reports of the others, or why they cannot be had. */
  private readonly notLoaded = new Map<string, readonly NaturalizedDataset[] | Said>();
  /** By Study Instance UID. */
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly runtime: Runtime,
    private readonly namesSeries: () => boolean = linkNamesSeries
  ) {}

  /** @throws DeepSpineError 'bad-report' when the newest report is damaged in the archive itself */
  find(studyInstanceUID: string): KnownReports {
    if (this.namesSeries() && !this.notLoaded.has(studyInstanceUID)) {
      return { stored: null, whole: false, unread: null };
    }
    const { stored, wanted, unread } = this.look(studyInstanceUID);
    return { stored, whole: wanted.length === 0, unread };
  }

  /** Fetches what `find` lacks. Never rejects: what cannot be had is `unread`. */
  complete(studyInstanceUID: string): Promise<void> {
    const running = this.running.get(studyInstanceUID) ?? this.fetchAll(studyInstanceUID);
    this.running.set(studyInstanceUID, running);
    return running.finally(() => this.running.delete(studyInstanceUID));
  }

  private async fetchAll(studyInstanceUID: string): Promise<void> {
    if (this.namesSeries() && !this.notLoaded.has(studyInstanceUID)) {
      this.notLoaded.set(studyInstanceUID, await this.searched(studyInstanceUID));
    }
    for (;;) {
      const [dataset] = this.wanted(studyInstanceUID);
      if (!dataset) {
        return;
      }
      const uid = String(dataset.SOPInstanceUID);
      try {
        this.fetched.set(uid, await wholeReport(archiveClient(this.runtime), dataset));
      } catch (error) {
        console.warn('DeepSPINE: a stored report could not be fetched.', error);
        this.failed.set(uid, saidOf(error));
      }
    }
  }

  /** What the archive has of a study, loaded or not. */
  private async searched(studyInstanceUID: string): Promise<readonly NaturalizedDataset[] | Said> {
    const client = archiveClient(this.runtime);
    if (!client) {
      return [];
    }
    try {
      return await archivedReports(this.runtime, client, studyInstanceUID);
    } catch (error) {
      console.warn('DeepSPINE: the archive could not be asked for stored reports.', error);
      return saidOf(error);
    }
  }

  private wanted(studyInstanceUID: string): readonly NaturalizedDataset[] {
    try {
      return this.look(studyInstanceUID).wanted;
    } catch {
      // The newest one was fetched, and is damaged.
      return [];
    }
  }

  private look(studyInstanceUID: string): {
    readonly stored: StoredReport | null;
    readonly wanted: readonly NaturalizedDataset[];
    readonly unread: Said | null;
  } {
    const loaded = reportsOf(studyInstanceUID);
    const known = new Set(loaded.map(report => report.SOPInstanceUID));
    const others = this.notLoaded.get(studyInstanceUID) ?? [];
    const unasked = 'text' in others ? others : null;
    const reports: NaturalizedDataset[] = [
      ...loaded,
      ...('text' in others
        ? []
        : others.filter(({ SOPInstanceUID }) => !known.has(SOPInstanceUID))),
    ];
    const uids = reports.map(report => String(report.SOPInstanceUID));
    const unread = uids.flatMap(uid => this.failed.get(uid) ?? [])[0] ?? unasked;
    const untouched = (uid: string) => !this.fetched.has(uid) && !this.failed.has(uid);
    const wanted = reports.filter((report, i) => untouched(uids[i]!) && lacksContent(report));
    if (wanted.length > 0) {
      return { stored: null, wanted, unread };
    }
    const readable = reports
      .filter((_, i) => !this.failed.has(uids[i]!))
      .map(report => this.fetched.get(String(report.SOPInstanceUID)) ?? report);
    const newest = newestReport(readable);
    try {
      return { stored: newest && readStructuredReport(newest), wanted, unread };
    } catch (error) {
      if (newest && untouched(String(newest.SOPInstanceUID))) {
        // Metadata that lacks something deep inside looks like damage.
        return { stored: null, wanted: [newest], unread };
      }
      throw error;
    }
  }
}

const reportsOf = (studyInstanceUID: string): NaturalizedDataset[] =>
  (DicomMetadataStore.getStudy(studyInstanceUID)?.series ?? [])
    .flatMap(({ instances }) => instances)
    .filter(isReport);

/** SR Storage SOP classes; an archive's metadata may lack the modality. */
const isReport = ({ Modality, SOPClassUID }: NaturalizedDataset): boolean =>
  Modality === 'SR' || String(SOPClassUID ?? '').startsWith('1.2.840.10008.5.1.4.1.1.88.');
