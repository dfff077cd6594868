import { DeepSpineError } from '../../extension/src/findings';
import { checkedUid, isUid } from '../dicomweb/uid';
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
  readonly headers: Readonly<Record<string, string>>;
}

/** The archive that a worker works for. What a job says decides neither where it asks nor who gets its credentials. */
export class Workplace {
  private readonly known: ReadonlySet<string | null>;

  /** @throws DeepSpineError 'bad-arguments' where it is not said whom the headers are for */
  constructor(private readonly options: WorkplaceOptions) {
    const { dicomweb, enqueuedAs = [], headers } = options;
    if (dicomweb === undefined && (Object.keys(headers).length > 0 || enqueuedAs.length > 0)) {
      throw new DeepSpineError(
        'bad-arguments',
        'Headers go to one archive only, whatever jobs say: name it with --dicomweb or DEEPSPINE_DICOMWEB.'
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

/** What is asked on loopback stays on the machine: to try it, no archive has to be named. */
function isThisMachine(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
