import type { Naming } from '../result';
import type { NamingCode, Warning } from '../warning';

const isNamingCode = (code: string): code is NamingCode => code.startsWith('naming-');

/** What is said of the names of the levels; `warnings` holds every naming code that was found. */
export function namingOf(confidence: number, warnings: readonly Warning[]): Naming {
  const reasons = [...new Set(warnings.map(({ code }) => code).filter(isNamingCode))];
  return { doubt: reasons.length > 0, confidence, reasons };
}
