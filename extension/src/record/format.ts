const two = (n: number) => String(n).padStart(2, '0');

/** Local date as DICOM DA: YYYYMMDD. */
export function dicomDate(date: Date): string {
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}

/** Local time as DICOM TM: HHMMSS. */
export function dicomTime(date: Date): string {
  return `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/**
 * A number as DICOM DS: at most 16 characters (PS3.5, 6.2), as exact as they allow.
 * @throws RangeError for a number that is not finite
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${value} cannot be written as a decimal string`);
  }
  const plain = String(value);
  if (plain.length <= 16) {
    return plain;
  }
  for (let digits = 15; ; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) {
      return shorter;
    }
  }
}

/** Cuts a text to the characters that its value representation allows (LO: 64, SH: 16). */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
