import type { BackendInfo, RunCost } from '../../extension/src/inference';
import type { Samples } from './contender';
import type { Growth } from './growth';
import type { Larger } from './larger';
import type { MemoryFigures } from './memory';
import { FIRST } from './nodeContenders';
import { PRODUCT_GIGA_OPERATIONS, productName } from './product';
import { pairedRatios, spreadOf, type Spread } from './statistics';
import { percent, ratio, table } from './text';
import type { ViewerReport } from './viewer/viewerReport';
import { printedViewer } from './viewer/viewerReport';

export interface Row {
  readonly name: string;
  readonly ms: Spread;
  /** 10⁹ floating-point operations a second, where they are known. */
  readonly gigaOperationsPerSecond?: Spread;
  /** These over those of the product of large matrices on the same runtime. */
  readonly ofPeak?: Spread;
  /** Time over that of the models alone on the same backend, repetition by repetition. */
  readonly overOwnModels?: Spread;
  /** Time over that of the models alone on native ONNX Runtime. */
  readonly overNative?: Spread;
  /** Time over that of the first release's models alone on native ONNX Runtime, where these were given. */
  readonly overFirst?: Spread;
  /** Share of the time outside the models' sessions. */
  readonly notModel?: Spread;
  /** Time to the first graded level over the whole. */
  readonly firstFinding?: Spread;
  /** Time to the first slice's labels over the whole; of pipelines that are asked for them. */
  readonly firstSegmentation?: Spread;
}

export interface StudyReport {
  readonly study: string;
  readonly sessionRuns: number;
  /** 10⁹ floating-point operations in the models' convolutions and products, all runs together. */
  readonly gigaOperations: number;
  readonly backends: readonly (BackendInfo & { readonly prepareMs: number })[];
  readonly rows: readonly Row[];
}

export interface BenchReport {
  readonly schema: 'deepspine-bench/1';
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly threads: number;
    /** Of 1, 5 and 15 minutes: a busy machine spreads the figures. */
    readonly loadAverage: readonly number[];
    readonly node: string;
    readonly adapter: string | null;
  };
  readonly models: readonly string[];
  /** What could not be measured here, and why. */
  readonly absent: readonly string[];
  readonly repetitions: number;
  readonly studies: readonly StudyReport[];
  /** What a person waits for, by study. */
  readonly viewer: readonly ViewerReport[];
  readonly growth: readonly Growth[] | null;
  /** What larger studies cost the command. */
  readonly larger: Larger | null;
  readonly memory:
    | (MemoryFigures & {
        readonly study: string;
        readonly cost: RunCost;
        /** Levels that were graded. */
        readonly levels: number;
        /** Paths that the analysis asked for at first, each as often as it was asked for. */
        readonly downloaded: readonly string[];
        /** Bytes that an analysis asks of the network when the models are there. */
        readonly downloadedAgainBytes: number;
      })
    | null;
}

const NATIVE = 'models alone, native';

/** Where a contender's models run, as other contenders are named after it. */
const backendOf = (name: string): string =>
  name.match(/^browser \((.*)\)$/)?.[1] ??
  name.match(/^(?:models alone|large product), (.*)$/)?.[1] ??
  'native';

/** The models alone that a pipeline is to be compared with. */
const ownModels = (name: string): string | null =>
  /^(Node|browser)/.test(name) ? `models alone, ${backendOf(name)}` : null;

/**
 * Rows of a table out of interleaved samples.
 *
 * @param gigaOperations of the models, all runs together
 */
export function compared(samples: Samples, gigaOperations: number): Row[] {
  const ms = (name: string) => samples.get(name)!.map(sample => sample.ms);
  return [...samples].map(([name, taken]): Row => {
    const own = ownModels(name);
    const shareOf = (part: (sample: (typeof taken)[number]) => number | undefined) => {
      const shares = taken.map(sample => (part(sample) ?? NaN) / sample.ms);
      return shares.some(Number.isNaN) ? undefined : spreadOf(shares);
    };
    const product = productName(backendOf(name));
    const operations = name === product ? PRODUCT_GIGA_OPERATIONS : gigaOperations;
    const perSecond = ms(name).map(taken => (1000 * operations) / taken);
    const atBest = samples.get(product)?.map(taken => (1000 * PRODUCT_GIGA_OPERATIONS) / taken.ms);
    return {
      name,
      ms: spreadOf(ms(name)),
      ...(name === FIRST ? {} : { gigaOperationsPerSecond: spreadOf(perSecond) }),
      ...(atBest && name !== product && name !== FIRST
        ? { ofPeak: pairedRatios(perSecond, atBest) }
        : {}),
      ...(own ? { overOwnModels: pairedRatios(ms(name), ms(own)) } : {}),
      ...(name === NATIVE || name === product
        ? {}
        : { overNative: pairedRatios(ms(name), ms(NATIVE)) }),
      ...(name !== FIRST && name !== product && samples.has(FIRST)
        ? { overFirst: pairedRatios(ms(name), ms(FIRST)) }
        : {}),
      notModel: shareOf(({ ms: all, modelMs }) => modelMs && all - modelMs),
      firstFinding: shareOf(({ firstFindingMs }) => firstFindingMs),
      firstSegmentation: shareOf(({ firstSegmentationMs }) => firstSegmentationMs),
    };
  });
}

/** The report as text for a terminal. */
export function printed(report: BenchReport): string {
  const { machine, memory } = report;
  const parts = [
    `${machine.processor}, ${machine.threads} threads, Node ${machine.node}, load ` +
      `${machine.loadAverage.map(load => load.toFixed(1)).join(' ')}; ${report.models.join(', ')}; ` +
      `${report.repetitions} repetitions in turn; median (quartiles); absolute times are context only`,
    ...report.absent.map(what => `not measured: ${what}`),
  ];
  for (const { study, sessionRuns, gigaOperations, backends, rows } of report.studies) {
    const head = [
      '',
      'ms',
      'GFLOP/s',
      'of large product',
      '÷ own models',
      '÷ native models',
      '÷ first models',
      'not model',
      'first slice at',
      'first finding at',
    ];
    const lines = rows.map(row => [
      row.name,
      row.ms.median.toFixed(0),
      row.gigaOperationsPerSecond?.median.toFixed(0) ?? '–',
      percent(row.ofPeak),
      ratio(row.overOwnModels),
      ratio(row.overNative),
      ratio(row.overFirst),
      percent(row.notModel),
      percent(row.firstSegmentation),
      percent(row.firstFinding),
    ]);
    parts.push(
      `\n${study}; ${sessionRuns} session runs, ${gigaOperations.toFixed(1)} GFLOP\n${table([head, ...lines])}`,
      ...backends.map(
        ({ reason, prepareMs, warmUpMs }) =>
          `  ${reason} Ready after ${prepareMs.toFixed(0)} ms` +
          (warmUpMs === undefined ? '.' : `, ${warmUpMs.toFixed(0)} of them to compile shaders.`)
      )
    );
  }
  parts.push(...report.viewer.map(printedViewer));
  if (report.larger) {
    const { studies, slices, memory: megabytes } = report.larger;
    const rows = studies.map(({ what, images, processorMs, peakMb }) => [
      what,
      String(images),
      processorMs.median.toFixed(0),
      peakMb.median.toFixed(0),
    ]);
    parts.push(
      `\n` +
        table([['the command on larger studies', 'images', 'processor ms', 'peak MB'], ...rows]),
      `processor time over slices R² ${slices.r2.toFixed(3)}; ` +
        `${megabytes.slope.toFixed(1)} MB more for 10⁶ pixels more`
    );
  }
  for (const { what, points, fit } of report.growth ?? []) {
    parts.push(
      `\nms over ${what}: ${points.map(([x, ms]) => `${x}: ${ms.toFixed(0)}`).join(', ')}; ` +
        `${fit.slope.toFixed(2)} each + ${fit.intercept.toFixed(0)}, R² ${fit.r2.toFixed(3)}`
    );
  }
  if (memory) {
    const { cost, heapMb, residentMb, growth } = memory;
    parts.push(
      `\n${memory.runs} runs in one page: heap ${heapMb[0]!.toFixed(1)} → ${heapMb.at(-1)!.toFixed(1)} MB, ` +
        `${growth.slope.toFixed(3)} MB a run; process ` +
        `${residentMb ? `${residentMb[0]!.toFixed(0)} → ${residentMb.at(-1)!.toFixed(0)} MB` : 'not measured here'}; peak extra memory of a run ` +
        `${memory.peakExtraMb === null ? 'not measured here' : `${memory.peakExtraMb.toFixed(0)} MB`}\n` +
        `one run: ${cost.sessionRuns} session runs, ${cost.copiedBytes} bytes copied on the page, ` +
        `${cost.messages} messages to it, ${memory.downloadedAgainBytes} bytes from the network`
    );
  }
  return parts.join('\n');
}
