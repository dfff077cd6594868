/**
 * Analyses a study as a whole and with its axial images coming late, and prints what became of each as JSON; called by
 * lateAxial.test.ts as a program of its own, since jest's realm makes tight loops many times slower.
 *
 *     node --import tsx test/node/analyzeLate.ts <study>
 */
import { analyze } from '../../extension/src/analysis/analyze';
import type { AnalyzeOptions, LateSlice, StudyInput } from '../../extension/src/analysis/request';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { DeepSpineError } from '../../extension/src/findings';
import { orientationOf, sliceNormal } from '../../extension/src/imaging/geometry';
import type { ImageSeries } from '../../extension/src/imaging/types';
import { readInput } from '../../cli/input';
import { loadModels } from '../../cli/models';

/** What a listener of an analysis was told, in this order. */
export type Event = 'slice' | 'spine' | 'rest' | 'level';

export interface LateOutcomes {
  /** Slices and levels of the study. */
  readonly slices: number;
  readonly levels: number;
  /** With the axial images there from the beginning, and with all of them late. */
  readonly whole: readonly Event[];
  readonly late: readonly Event[];
  /** Whether both came to the very same. */
  readonly same: boolean;
  /** Whether grades without axial images would have been others. */
  readonly differsWithoutAxial: boolean;
  /** Code or message of the error where the axial images cannot be had, and where they are waited for no more. */
  readonly failed: string;
  readonly cancelled: string;
}

const isAxial = ({ slices }: ImageSeries): boolean =>
  orientationOf(sliceNormal(slices[0]!)) === 'axial';

const comparable = ({ levels, warnings, series, segmentation }: AnalysisResult): string =>
  JSON.stringify([
    ...[levels, warnings, series],
    segmentation?.slices.map(({ labels }) => Buffer.from(labels).toString('base64')),
  ]);

async function main([folder]: readonly string[]): Promise<void> {
  const { study } = await readInput([folder!]);
  const models = await loadModels();
  const axial = study.series
    .filter(isAxial)
    .flatMap(({ slices, seriesInstanceUID }) =>
      slices.map(slice => ({ ...slice, seriesInstanceUID }))
    );
  const early: StudyInput = {
    ...study,
    series: study.series.map(one =>
      isAxial(one)
        ? { ...one, slices: one.slices.map(slice => ({ ...slice, pixels: new Uint8Array(0) })) }
        : one
    ),
  };

  const run = async (
    given: StudyInput,
    events: Event[],
    { onSegmentation, ...options }: AnalyzeOptions = {}
  ) =>
    analyze(given, models, {
      ...options,
      onPreview: () => events.push('slice'),
      onSegmentation: located => {
        events.push('spine');
        onSegmentation?.(located);
      },
      onLevel: () => events.push('level'),
    });
  const endOf = (running: Promise<unknown>): Promise<string> =>
    running.then(
      () => 'done',
      (error: Error) => (error instanceof DeepSpineError ? error.code : error.message)
    );

  const [whole, late]: [Event[], Event[]] = [[], []];
  const before = await run(study, whole);

  let come: (rest: readonly LateSlice[]) => void = () => {};
  const rest = new Promise<readonly LateSlice[]>(resolve => (come = resolve));
  const after = await run(early, late, {
    rest,
    // A while later: the analysis has nothing left to do by then.
    onSegmentation: () =>
      setTimeout(() => {
        late.push('rest');
        come(axial);
      }, 500),
  });
  const sagittalOnly = { ...study, series: study.series.filter(one => !isAxial(one)) };
  const without = await run(sagittalOnly, []);

  const failed = await endOf(
    run(early, [], { rest: Promise.reject(new Error('no axial images today')) })
  );
  const abort = new AbortController();
  const cancelled = await endOf(
    run(early, [], {
      rest: new Promise(() => {}),
      signal: abort.signal,
      onSegmentation: () => setTimeout(() => abort.abort(), 100),
    })
  );
  await models.release();
  const outcomes: LateOutcomes = {
    slices: before.segmentation?.slices.length ?? 0,
    levels: before.levels.length,
    ...{ whole, late, failed, cancelled },
    same: comparable(before) === comparable(after),
    differsWithoutAxial: comparable(before) !== comparable(without),
  };
  process.stdout.write(JSON.stringify(outcomes));
}

if (require.main === module) {
  void main(process.argv.slice(2));
}
