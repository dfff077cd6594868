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

/** An archive has answered about an object that it was sent, and has not taken it: for good, or at this moment. */
export class ObjectRefused extends DeepSpineError {
  constructor({ code, message, cause }: DeepSpineError) {
    super(code, message, { cause });
  }
}

/** Answers that say nothing against the request itself: it may succeed later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

const MEANING: Readonly<Record<number, string>> = {
  401: 'requires sign-in (see --oidc-issuer and --header-file)',
  403: 'does not let you',
  404: 'does not have it',
  413: 'finds it too large',
  429: 'says that there are too many requests',
  500: 'had an internal server error',
  503: 'is busy',
  507: 'is full',
};

/** The one sentence for an HTTP status that is no success. */
export function httpError(status: number, path: string, root: string): DeepSpineError {
  const what = MEANING[status] ?? 'refused';
  const code = PASSING.has(status) ? 'archive-unreachable' : 'archive-refused';
  return archiveError(code, root, `${what} (${path.split('?')[0]}: HTTP ${status})`);
}
