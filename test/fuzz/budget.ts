/**
 * How much is fuzzed. `npm test` gives 500 inputs of a fixed seed to all properties together; `npm run fuzz`
 * gives 10,000 of a new seed, which it prints (see run.mjs).
 */
import type { Parameters } from 'fast-check';
import { startHangAlarm } from './hangAlarm';

/** Share of the inputs that each property gets; a new property is entered here. */
const SHARES = {
  'dicom file, native': 100,
  'dicom file, compressed': 50,
  'dicom header values': 60,
  'stack geometry': 70,
  'sr structure': 50,
  'sr codes': 50,
  manifest: 40,
  'report text': 40,
  configuration: 20,
  'viewer image': 20,
  'search wildcards': 20,
} as const;

export type PropertyName = keyof typeof SHARES;

const ALL = Object.values(SHARES).reduce((sum, share) => sum + share, 0);
const INPUTS = Number(process.env.FUZZ_INPUTS ?? ALL);
const SEED = Number(process.env.FUZZ_SEED ?? 20261123);

/** fast-check's parameters for a property. A failure prints seed and path, with which it comes again. */
export function budget(name: PropertyName): Parameters<unknown> {
  startHangAlarm();
  const numRuns = Math.max(1, Math.round((INPUTS * SHARES[name]) / ALL));
  return { numRuns, seed: SEED, endOnFailure: false };
}
