import { localeOf } from './locale';

type Shown = string | number;

/**
 * Puts values into a text at {{name}}, as they are, and numbers at {{name:2}} with so many decimals. i18next would look
 * for placeholders and $t(…) in the values as well, which are names and descriptions of anybody's making.
 *
 * @param language BCP 47, of the numbers with decimals
 */
export const fill = (
  text: string,
  values: Readonly<Record<string, Shown>>,
  language = 'en'
): string =>
  text.replace(
    /\{\{\s*(\w+)(?::(\d))?\s*\}\}/g,
    (placeholder, name: string, decimals: string | undefined) =>
      Object.hasOwn(values, name) ? shown(values[name]!, decimals, language) : placeholder
  );

function shown(value: Shown, decimals: string | undefined, language: string): string {
  if (typeof value === 'string' || decimals === undefined) {
    return String(value);
  }
  const digits = Number(decimals);
  return new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
}
