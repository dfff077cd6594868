/**
 * Analyses a study as it is and in changed copies, and prints the results as JSON; called by
 * study.test.ts as a program of its own, since jest's realm makes tight loops many times slower.
 *
 *     node --import tsx test/node/analyzeVariants.ts <study> <variant…>
 */
import { analyze } from '../../extension/src/analysis/analyze';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import type { Vec3 } from '../../extension/src/findings';
import type { ImageSeries } from '../../extension/src/imaging';
import { readInput } from '../../cli/input';
import { loadModels } from '../../cli/models';
import {
  anonymized,
  eachSlice,
  mirrored,
  moved,
  rotation,
  shuffled,
  transposed,
  turned,
  type Rotation,
} from './transformed';

/** How the patient of the variant 'askew' lay: rotated, then shifted (mm). */
export const ASKEW: { readonly matrix: Rotation; readonly shift: Vec3 } = {
  matrix: rotation(6, 9),
  shift: [31, -57, 210],
};

const VARIANTS = {
  asStored: (series: ImageSeries) => series,
  shuffledAndAnonymized: (series: ImageSeries) => anonymized(shuffled(series)),
  transposed: (series: ImageSeries) => eachSlice(series, transposed),
  turned: (series: ImageSeries) => eachSlice(series, turned),
  mirrored: (series: ImageSeries) => eachSlice(series, mirrored),
  askew: (series: ImageSeries) =>
    eachSlice(series, slice => moved(slice, ASKEW.matrix, ASKEW.shift)),
} as const;

export type Variant = keyof typeof VARIANTS;
export type VariantResult = Pick<AnalysisResult, 'axialSeriesUID' | 'levels' | 'warnings'>;

async function main([study, ...variants]: readonly string[]): Promise<void> {
  const { study: input } = await readInput([study!]);
  const models = await loadModels();
  const results: Partial<Record<Variant, VariantResult>> = {};
  for (const variant of variants as Variant[]) {
    const series = input.series.map(VARIANTS[variant]);
    const { studyInstanceUID } = series[0]!;
    const { axialSeriesUID, levels, warnings } = await analyze(
      { studyInstanceUID, series },
      models
    );
    results[variant] = { axialSeriesUID, levels, warnings };
  }
  await models.release();
  process.stdout.write(JSON.stringify(results));
}

if (require.main === module) {
  void main(process.argv.slice(2));
}
