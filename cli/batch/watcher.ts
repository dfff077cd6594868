import { DeepSpineError, type ModelIdentity } from '../../extension/src/findings';
import type { DicomWebArchive, StudyFound } from '../dicomweb/archive';
import { checkedUid } from '../dicomweb/uid';
import { Arrivals } from './arrivals';
import { modelKey } from './identity';
import { addMissing, openQueue, type QueueAddress, type RetryOptions } from './queue';
import { searchFor } from './searchConditions';

export interface WatcherOptions extends QueueAddress {
  readonly archive: DicomWebArchive;
  /** Conditions as of QIDO-RS. */
  readonly query: readonly string[];
  /** Only studies of the last so many days, by Study Date. */
  readonly days: number;
  readonly models: readonly ModelIdentity[];
  readonly retry: RetryOptions;
  readonly now?: () => Date;
}

/** What a look at the archive found. */
export interface Look {
  readonly found: number;
  /** Of them still being sent, or seen for the first time. */
  readonly arriving: number;
  /** Study Instance UIDs that are new in the queue. */
  readonly queued: readonly string[];
}

/**
 * Puts the new studies of an archive into the queue, by looking or by being told. Either may happen as often as it
 * likes, in several processes: the queue knows each study with the present models once.
 */
export class Watcher {
  private readonly arrivals = new Arrivals();

  /** @throws DeepSpineError 'bad-arguments' for what is no condition */
  constructor(private readonly options: WatcherOptions) {
    searchFor(options.query);
  }

  /**
   * Asks the archive (QIDO-RS) for new studies, and queues those that have stopped growing.
   *
   * @throws DeepSpineError as the archive does; 'bad-arguments' where Redis cannot be reached
   */
  async look(): Promise<Look> {
    const query = searchFor(this.options.query);
    if (!query.has('StudyDate')) {
      query.set('StudyDate', `${dicomDate(this.now(), -this.options.days)}-`);
    }
    const found: StudyFound[] = [];
    for await (const study of this.options.archive.studies(query)) {
      found.push(study);
    }
    const whole = this.arrivals.look(found);
    return {
      found: found.length,
      arriving: found.length - whole.length,
      queued: await this.queue(whole),
    };
  }

  /**
   * Queues one study that an archive has called complete, if the watcher's conditions hold for it; its date does not
   * matter.
   *
   * @returns whether it is new in the queue
   * @throws DeepSpineError 'bad-arguments' for a UID that is none, 'no-series' where no such study matches; as `look`
   */
  async told(study: string): Promise<boolean> {
    const query = searchFor(this.options.query);
    query.delete('StudyDate');
    query.set('StudyInstanceUID', checkedUid(study, 'Study Instance UID'));
    for await (const { uid } of this.options.archive.studies(query)) {
      // An archive that does not know the key answers with all studies.
      if (uid === study) {
        return (await this.queue([study])).length > 0;
      }
    }
    throw new DeepSpineError(
      'no-series',
      `The archive has no study ${study} that --query asks for.`
    );
  }

  private async queue(studies: readonly string[]): Promise<string[]> {
    const { archive, models, retry } = this.options;
    // Opened for each look: a connection that is kept through the night may be dead in the morning.
    const { queue, close } = await openQueue(this.options);
    try {
      const key = modelKey(models);
      const jobs = studies.map(study => ({ archive: archive.root, study, models: key }));
      return (await addMissing(queue, jobs, retry)).map(({ study }) => study);
    } finally {
      await close();
    }
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

/** A date of DICOM (PS3.5, 6.2: DA), some days after another one, by this machine's calendar. */
function dicomDate(from: Date, days: number): string {
  const date = new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}
