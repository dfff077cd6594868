/** What an exception of any kind says, on one line. */
export function reasonOf(cause: unknown): string {
  const message =
    typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return String(message).replace(/\s+/g, ' ');
}
