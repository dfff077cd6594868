import { DeepSpineError } from '../../extension/src/findings';
import { checkedUid, isUid } from '../dicomweb/uid';
import { isThisMachine } from '../thisMachine';
import type { StudyJob } from './queue';

/**
 * A job as it came out of Redis, where anybody who reaches it may have put it.
 *
 * @throws DeepSpineError 'bad-arguments' for what deepspine enqueue would not have written
 */
export function checkedJob(data: unknown): StudyJob {
  const { archive, study, models } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (
    addressOf(archive) === null ||
    typeof models !== 'string' ||
    !/^[0-9a-f]{1,64}$/.test(models)
  ) {
    throw new DeepSpineError(
      'bad-arguments',
      'The queue holds a job that deepspine enqueue did not write; remove it, and look who writes to this Redis.'
    );
  }
  return { archive: String(archive), study: checkedUid(study, 'the study of a job'), models };
}

/** What is shown of a job that may be anything. */
export function shownJob(data: unknown): Pick<StudyJob, 'study' | 'archive'> {
  const { archive, study } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return {
    study: typeof study === 'string' && isUid(study) ? study : 'no study',
    archive: addressOf(archive) ?? 'no archive',
  };
}

/** Origin and path of a DICOMweb service; null for what is none. */
function addressOf(root: unknown): string | null {
  const url = typeof root === 'string' && URL.canParse(root) ? new URL(root) : null;
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password
    ? `${url.origin}${url.pathname.replace(/\/+$/, '')}`
    : null;
}

export interface WorkplaceOptions {
  /** The archive that a worker works for, where this machine reaches it. */
  readonly dicomweb?: string;
  /** Other addresses by which jobs may name that archive. */
  readonly enqueuedAs?: readonly string[];
  /** Whether it shows the archive who it is, in whatever way. */
  readonly signedIn: boolean;
}

/** The archive that a worker works for. What a job says decides neither where it asks nor who gets its credentials. */
export class Workplace {
  private readonly known: ReadonlySet<string | null>;

  /** @throws DeepSpineError 'bad-arguments' where it is not said whom the credentials are for */
  constructor(private readonly options: WorkplaceOptions) {
    const { dicomweb, enqueuedAs = [], signedIn } = options;
    if (dicomweb === undefined && (signedIn || enqueuedAs.length > 0)) {
      throw new DeepSpineError(
        'bad-arguments',
        'Headers, tokens and certificates go to one archive only, whatever jobs say: name it with --dicomweb or DEEPSPINE_DICOMWEB.'
      );
    }
    this.known = new Set([dicomweb, ...enqueuedAs].map(addressOf));
  }

  /**
   * Where the archive of a job is asked: where this worker was told, or on this machine.
   *
   * @throws DeepSpineError 'bad-arguments' for a job of another archive
   */
  rootFor({ archive }: StudyJob): string {
    const { dicomweb } = this.options;
    const named = addressOf(archive);
    // To try it here, no archive has to be named.
    if (named !== null && dicomweb === undefined && isThisMachine(named)) {
      return named;
    }
    if (named !== null && dicomweb !== undefined && this.known.has(named)) {
      return dicomweb;
    }
    throw new DeepSpineError(
      'bad-arguments',
      dicomweb === undefined
        ? `The job is for the archive ${named}, which this worker was not told to ask; start it with --dicomweb ${named}.`
        : `The job is for the archive ${named}, and this worker works for another one; if they are the same, start it with --enqueued-as ${named}.`
    );
  }
}
