import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Level, Vec3 } from '../../extension/src/findings';
import type { Variant, VariantResult } from './analyzeVariants';

const ROOT = path.resolve(__dirname, '../..');

/** The sample studies, by the names of their folders. */
export const sampleFolder = (name: 'spider-45' | 'synthetic-asymmetric'): string =>
  path.join(ROOT, 'demo/studies', name);

/** Analyses a study with the shipped models, as stored or changed, in a program of its own. */
export async function analyzed(
  study: string,
  ...variants: Variant[]
): Promise<Record<Variant, VariantResult>> {
  const args = ['--import', 'tsx', 'test/node/analyzeVariants.ts', study, ...variants];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: ROOT,
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout);
}

/** Disc centers, LPS, mm. */
export function centers({ levels }: VariantResult): Map<Level, Vec3> {
  return new Map(levels.map(({ level, frame }) => [level, frame.center]));
}

/** mm between two points. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!);
}
