import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { DeepSpineError } from '../../extension/src/findings';
import type { Access, AccessObserver, AccessTarget } from '../dicomweb/access';
import { jsonText } from '../plainText';
import { reasonOf } from '../reason';

export interface AuditOptions {
  /** A file, 'syslog' for this machine's, or syslog://host:port for another's (TCP). */
  readonly audit: string;
  /** As whom the archive knows this program: an application entity title, or an account. */
  readonly auditAs?: string;
  /** Which command asks. */
  readonly command: string;
}

/** The facility and severity that syslog is given: security messages that only some may read. */
const PRIORITY = 'authpriv.notice';
const TAG = 'deepspine';
/** Of a line with some SOP Instance UIDs; logger's own limit is 1 KiB. */
const LONGEST = '16KiB';

/**
 * Writes one line (JSON) for each use of an archive, and one before each write. What cannot be written is not done: the place is tried before
 * the archive is asked, and a line that fails all the same fails what it was about.
 *
 * @returns what keeps account of the uses of one archive
 * @throws DeepSpineError 'bad-arguments' where the place cannot be written to
 */
export function auditTrail(options: AuditOptions): (archive: string) => AccessObserver {
  const place = placeOf(options.audit);
  try {
    place.check();
  } catch (cause) {
    throw new DeepSpineError('bad-arguments', reasonOf(cause), { cause });
  }
  const { command } = options;
  const who = options.auditAs ?? `${accountName()}@${hostname()}`;
  const line = (archive: string, access: AccessTarget & Partial<Access>, outcome: string) => {
    const { action, what, study, series, instances, count, ms } = access;
    place.write(
      `${jsonText({
        ...{ time: new Date().toISOString(), who, host: hostname(), pid: process.pid, command },
        ...{ action, what, study, series, instances, count, outcome, ms, archive },
      })}\n`
    );
  };
  return archive => ({
    before: target => {
      if (target.action === 'write') {
        // Whatever happens to this program meanwhile, no object is in the archive that no line names.
        line(archive, target, 'begun');
      } else {
        place.check();
      }
    },
    after: access => line(archive, access, access.outcome),
  });
}

/** Both throw DeepSpineError 'archive-unreachable': a disk that is full may not be so in a minute. */
interface Place {
  check(): void;
  write(line: string): void;
}

const unwritable = (audit: string, reason: unknown): DeepSpineError =>
  new DeepSpineError(
    'archive-unreachable',
    `The audit trail ${audit} cannot be written (${reasonOf(reason)}); without it nothing is asked of the archive.`
  );

function placeOf(audit: string): Place {
  if (audit === 'syslog' || audit.startsWith('syslog:')) {
    return syslog(audit);
  }
  // Opened anew for each line: whoever rotates the file only has to rename it.
  const append = (text: string): void => {
    try {
      appendFileSync(audit, text, { mode: 0o600 });
    } catch (cause) {
      throw unwritable(audit, cause);
    }
  };
  return { check: () => append(''), write: append };
}

/** By util-linux' logger, which every Linux has and which knows the ways of its syslog. */
function syslog(audit: string): Place {
  const url = audit === 'syslog' ? null : URL.canParse(audit) ? new URL(audit) : null;
  if (audit !== 'syslog' && (!url?.hostname || url.username || url.password)) {
    throw new DeepSpineError(
      'bad-arguments',
      `${audit} is no syslog; it is syslog (this machine's) or syslog://host:port (RFC 5424 over TCP).`
    );
  }
  const remote = url
    ? ['--server', url.hostname, '--port', url.port || '514', '--tcp', '--rfc5424=notq']
    : ['--socket-errors=on'];
  const logger = (args: readonly string[], input = ''): void => {
    const { status, stderr, error } = spawnSync(
      'logger',
      ['--tag', TAG, '--priority', PRIORITY, '--size', LONGEST, ...remote, ...args],
      { input, encoding: 'utf8' }
    );
    if (error || status !== 0) {
      throw unwritable(audit, error ?? stderr.trim());
    }
  };
  return {
    // An empty message is none: this only connects.
    check: () => logger(['--skip-empty'], '\n'),
    write: line => logger([], line),
  };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // In containers an account may have a number only.
    return String(process.getuid?.() ?? 'unknown');
  }
}
