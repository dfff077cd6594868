import { DeepSpineError } from '../../extension/src/findings';

type ArchiveCode = 'archive-refused' | 'archive-unreachable';

/** @param what the end of a sentence that begins with the archive */
export function archiveError(
  code: ArchiveCode,
  root: string,
  what: string,
  cause?: unknown
): DeepSpineError {
  const advice =
    code === 'archive-unreachable' ? 'it may be better in a while' : 'ask its administrator';
  return new DeepSpineError(code, `The archive ${root} ${what}; ${advice}.`, { cause });
}

/** Answers that say nothing against the request itself: it may succeed later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

const MEANING: Readonly<Record<number, string>> = {
  401: 'wants you to sign in (see --header)',
  403: 'does not let you',
  404: 'does not have it',
  413: 'finds it too large',
  429: 'has too much to do',
  500: 'failed inside',
  503: 'is busy',
  507: 'is full',
};

/** The one sentence for an HTTP status that is no success. */
export function httpError(status: number, path: string, root: string): DeepSpineError {
  const what = MEANING[status] ?? 'refused';
  const code = PASSING.has(status) ? 'archive-unreachable' : 'archive-refused';
  return archiveError(code, root, `${what} (${path.split('?')[0]}: HTTP ${status})`);
}

export interface FailedInstance {
  /** Hexadecimal, as PS3.3 C.14.1.1 and PS3.18 table I.2-2 list them. */
  readonly reason: string;
  /** Duplicate SOP Instance (0111H): the archive has it. */
  readonly stored: boolean;
  /** Out of resources (A7xxH) and processing failures (0110H) pass. */
  readonly passing: boolean;
}

/** What a store answer says was not taken (Failed SOP Sequence, 0008,1198), as JSON or XML. */
export function failedInstances(answer: string): FailedInstance[] {
  return reasons(answer).map(reason => ({
    reason: `${reason.toString(16).toUpperCase().padStart(4, '0')}H`,
    stored: reason === 0x0111,
    passing: reason === 0x0110 || reason >> 8 === 0xa7,
  }));
}

function reasons(answer: string): number[] {
  try {
    const parsed: unknown = JSON.parse(answer);
    const datasets = Array.isArray(parsed) ? parsed : [parsed];
    return datasets.flatMap(dataset => {
      const failed = (dataset as JsonAnswer | null)?.['00081198']?.Value ?? [];
      return failed.map(item => Number(item['00081197']?.Value?.[0] ?? 0));
    });
  } catch {
    const sequence = /tag="00081198"[\s\S]*/.exec(answer)?.[0] ?? '';
    const values = /tag="00081197"[^>]*>\s*<Value[^>]*>\s*(\d+)/g;
    return [...sequence.matchAll(values)].map(match => Number(match[1]));
  }
}

interface JsonAnswer {
  readonly '00081198'?: {
    readonly Value?: readonly { readonly '00081197'?: { readonly Value?: readonly unknown[] } }[];
  };
}
