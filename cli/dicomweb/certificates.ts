import { reasonOf } from '../reason';

/** OpenSSL's and Node's names for a certificate that is not trusted. */
const DISTRUST =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;
/** What a server says to whoever shows no certificate, or one of strangers. */
const WANTED =
  /(?:CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_HANDSHAKE_FAILURE|ALERT_CERTIFICATE_\w+)$/;

/** The end of a sentence that begins with the archive, where a connection failed of certificates; else null. */
export function certificateProblem(cause: unknown): string | null {
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') {
    return null;
  }
  if (DISTRUST.test(code)) {
    return `shows a certificate that is not trusted here (${reasonOf(cause)}; --ca names its authority)`;
  }
  return WANTED.test(code)
    ? `wants a client certificate, or another one (${code}; see --client-cert)`
    : null;
}
