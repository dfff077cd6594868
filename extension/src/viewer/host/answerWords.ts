/** What an HTTP status means, in words and as a number; `special` words go before the common ones. */
export function answerWords(
  status: number,
  special: Readonly<Record<number, string>> = {}
): string {
  return `${special[status] ?? COMMON[status] ?? 'no reason given'}, HTTP ${status}`;
}

const COMMON: Readonly<Record<number, string>> = {
  401: 'sign-in required',
  500: 'internal server error',
  503: 'it is busy',
};
