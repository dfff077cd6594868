const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request's Host header names this machine. A page elsewhere that points its own name at
 * 127.0.0.1 (DNS rebinding) would otherwise read the archive.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return LOOPBACK.has((host ?? '').toLowerCase().replace(/:\d+$/, ''));
}

/**
 * Everything comes from this server and nothing goes elsewhere: the browser itself holds the page to it.
 * The prebuilt viewer needs inline scripts and eval.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self' blob: data: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. Isolated pages get shared memory, hence threads in WebAssembly. */
export function commonHeaders(isolated: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(isolated && {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    }),
  };
}
