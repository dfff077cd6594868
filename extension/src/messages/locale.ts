const known = new Map<string, string>();

/**
 * A language as Intl takes it: English for what is no language tag (BCP 47), as the "C" that a browser passes on from a
 * system without a language. Intl throws at it, and a panel must not go down for want of a plural.
 */
export function localeOf(language: string | undefined): string {
  const name = language ?? '';
  let locale = known.get(name);
  if (locale === undefined) {
    locale = isTag(name) ? name : 'en';
    known.set(name, locale);
  }
  return locale;
}

function isTag(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0 && name !== '';
  } catch {
    return false;
  }
}
