/**
 * Takes the marks of other programs out of a report's text without moving a character: HTML, RTF, HL7
 * escapes, exported line ends. What is taken out becomes spaces, a line end where the mark was one.
 */

const blank = (found: string): string => ' '.repeat(found.length);
const lineEnd = (found: string): string => `\n${' '.repeat(found.length - 1)}`;
const column = (found: string): string => `\t${' '.repeat(found.length - 1)}`;
const letter = (sign: string) => (found: string) => sign + ' '.repeat(found.length - 1);

type Step = readonly [pattern: RegExp, replacement: (found: string) => string];

const TAG = (names: string): RegExp => new RegExp(`</?(?:${names})(?:\\s[^<>]{0,300})?/?>`, 'gi');

const HTML: readonly Step[] = [
  [TAG('p|br|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|pre|hr|body|html|head'), lineEnd],
  [TAG('td|th'), column],
  [TAG('b|i|u|em|strong|span|font|a|sub|sup|small|section|title|style|center'), blank],
  [/&(?:nbsp|#160|#xa0);/gi, blank],
  [/&amp;/gi, letter('&')],
  [/&lt;/gi, letter('<')],
  [/&gt;/gi, letter('>')],
  [/&(?:[mn]dash|#821[12]);/gi, letter('-')],
  [/&(?:quot|apos|#\d{1,5}|#x[0-9a-f]{1,5}|[lr]s?d?quo|bull|middot);/gi, blank],
];

const RTF: readonly Step[] = [
  [/\{\\(?:fonttbl|colortbl|stylesheet|info|\*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, blank],
  [/\\(?:par|line|row|sect|page)(?![a-z])\s?/g, lineEnd],
  [/\\(?:cell|tab)(?![a-z])\s?/g, column],
  [/\\'[0-9a-f]{2}/gi, blank],
  [/\\[a-z]{1,32}-?\d{0,10} ?/g, blank],
  [/[{}]/g, blank],
];

const HL7: readonly Step[] = [
  [/^OBX\|[^|\n]*\|[^|\n]*\|[^|\n]*\|[^|\n]*\|/gm, blank],
  [/\\(?:\.(?:br|sp|fi|nf|ce|in\+?\d*|ti\+?\d*)(?: ?\d+)?|X0[DA](?:0A)?)\\/gi, lineEnd],
  [/\\T\\/g, letter('&')],
  [/\\F\\/g, letter('|')],
  [/\\R\\/g, lineEnd],
  [/\\[HNSE]\\/g, blank],
  [/~(?=\s?[A-Z\d~-])/g, lineEnd],
];

const LINE_ENDS: readonly Step[] = [
  [/\r(?!\n)|[\v\f\u0085\u2028\u2029]/g, () => '\n'],
  [/_x000[dD]_|<(?:cr|lf)>|\[(?:cr|lf)\]/gi, lineEnd],
  [/[\u2022\u25aa\u25cf\u25a0\u25e6\u2023\u25c6\uf0b7](?=\s|[A-Z])/g, () => '\n'],
];

/** "\n" as two characters, as some exports write line ends; only where no real one stands. */
const WRITTEN_LINE_END: Step = [/\\r\\n|\\n(?![a-z])|\\r(?![a-z])/g, lineEnd];

/** "… stenosis L5-S1: disc bulge", "… stenosis - L5-S1: …": a level's heading inside a line. */
const INLINE_LEVEL =
  /(?<=[a-z\d)%.])(?<!\b(?:at|level|levels|the|of|and|to|through|disc|discs|in|from|for))[ \t]{1,3}(?:[-*\u2013] {1,2})?(?=(?:[Ll] ?[1-6]|[TtDd]1[0-2])(?: ?[-\u2013/] ?(?:[LlSs] ?)?\d| ?[LlSs]\d)(?: (?:level|disc))?:(?!\d))/g;

/** "(1) …; (2) …", "1) … 2) …": entries of a list inside a line. */
const INLINE_ENTRY = /(?<=[;.,])[ \t](?=\(\d\)[ \t]+[A-Za-z])/g;

const apply = (text: string, steps: readonly Step[]): string =>
  steps.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);

/** The text as it reads without markup; every character keeps its UTF-16 offset. */
export function plainText(text: string): string {
  let plain = text;
  if (/<\/?[a-z]|&[a-z#]/i.test(plain)) {
    plain = apply(plain, HTML);
  }
  if (plain.includes('{\\rtf')) {
    plain = apply(plain, RTF);
  }
  if (/^(?:MSH|OBX)\||\\(?:\.br|X0|[TFRHNSE]\\)/m.test(plain)) {
    plain = apply(plain, HL7);
  }
  plain = apply(plain, LINE_ENDS);
  if (!plain.includes('\n')) {
    plain = apply(plain, [WRITTEN_LINE_END]);
  }
  return plain.replace(INLINE_LEVEL, lineEnd).replace(INLINE_ENTRY, lineEnd);
}
