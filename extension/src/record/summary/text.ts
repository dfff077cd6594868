import anyAscii from 'any-ascii';
import glyphs from './glyphs.json';

export type FontName = 'regular' | 'bold';

/** Width to the next character in thousandths of the size, and the outline: M, L, Q and Z with the y axis upwards. */
type Glyph = readonly [advance: number, outline: string];

const GLYPHS = { regular: glyphs.regular, bold: glyphs.bold } as unknown as Readonly<
  Record<FontName, Readonly<Record<string, Glyph>>>
>;

/** Of a character of the page; a text went through `pageText` before. */
export const glyphOf = (character: string, font: FontName): Glyph =>
  GLYPHS[font][character] ?? GLYPHS[font]['?']!;

/** pt, of a text of the page. The font has the widths of Helvetica, which the PDF uses. */
export function textWidth(text: string, font: FontName, size: number): number {
  let sum = 0;
  for (const character of text) {
    sum += glyphOf(character, font)[0];
  }
  return (sum * size) / 1000;
}

const hasGlyph = (character: string): boolean => Object.hasOwn(GLYPHS.regular, character);

/** Longer texts of others would only be cut off on the page. */
const MOST_CHARACTERS = 4000;

/**
 * A text of any origin in the characters that the page can show: those of Windows-1252, which the standard fonts of PDF
 * have. Others are written in Latin letters, as well as that goes, and the text says so. Control characters and those
 * that turn the direction of what follows become spaces; line breaks stay.
 */
export function pageText(text: string): string {
  const clean = [...text.slice(0, MOST_CHARACTERS).normalize('NFC')]
    .map(character =>
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character) && character !== '\n' ? ' ' : character
    )
    .join('');
  let changed = false;
  const shown = [...clean]
    .map(character => {
      if (character === '\n' || hasGlyph(character)) {
        return character;
      }
      changed = true;
      const latin = [...anyAscii(character)].filter(hasGlyph).join('');
      return latin || '?';
    })
    .join('');
  return changed ? `${shown} [in Latin letters]` : shown;
}

/** Breaks a text of the page into lines of a width, pt; words that are too long are broken anywhere. */
export function wrapped(text: string, font: FontName, size: number, width: number): string[] {
  return text.split('\n').flatMap(paragraph => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/[ \t]+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (textWidth(longer, font, size) <= width) {
        line = longer;
        continue;
      }
      if (line) {
        lines.push(line);
      }
      line = '';
      for (const character of word) {
        if (line && textWidth(line + character, font, size) > width) {
          lines.push(line);
          line = '';
        }
        line += character;
      }
    }
    return [...lines, line];
  });
}

/** The beginning of a text that fits a width, pt, with an ellipsis where something is left out. */
export function shortened(text: string, font: FontName, size: number, width: number): string {
  const single = text.replace(/\s+/g, ' ').trim();
  if (textWidth(single, font, size) <= width) {
    return single;
  }
  const kept = [...single];
  while (kept.length > 0 && textWidth(`${kept.join('')}…`, font, size) > width) {
    kept.pop();
  }
  return `${kept.join('').trimEnd()}…`;
}
