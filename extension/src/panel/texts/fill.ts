/**
 * Puts values into a text at {{name}}, as they are. i18next would look for placeholders and $t(…) in the
 * values as well, which are names and descriptions of anybody's making.
 */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder
  );
