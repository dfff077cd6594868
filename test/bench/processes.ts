import { readFileSync } from 'node:fs';

/** Of Linux, on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time that a process has used, ms; NaN where /proc does not tell. */
export function processorMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the name, in brackets, and may hold spaces; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN)) * 1000) / TICKS_PER_SECOND;
}

/** The most memory that a process has held so far, bytes; NaN where /proc does not tell. */
export function peakBytes(pid: number): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? NaN) * 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
