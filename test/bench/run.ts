/**
 * `npm run bench`: how fast the whole analysis is against the models alone, on this machine, in this run.
 * Prints ratios with their spread and writes bench.json; needs no network.
 *
 *   npm run bench -- [--repetitions 5] [--runs 20] [--out bench.json] [--only viewer|node|browser|growth|larger|memory …]
 *                    [--studies short|usual|large …] [--first <models folder of the first release>]
 */
import { existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { analyze } from '../../extension/src/analysis/analyze';
import { modelsOf } from '../../extension/src/analysis/models/modelTasks';
import type { ModelTask } from '../../extension/src/analysis/modelSpec';
import type { StudyInput } from '../../extension/src/analysis/request';
import { DEFAULT_MODELS_DIR, loadModels, type LoadedModels } from '../../cli/models';
import { findBrowser, launchBrowser } from '../browser/launch';
import { SERVED } from '../browser/page';
import { realAdapter } from './adapter';
import { BrowserBench } from './browserBench';
import { interleaved, type Contender } from './contender';
import { studyOperations } from './flops';
import { growth } from './growth';
import { larger } from './larger';
import { repeatedRuns } from './memory';
import {
  firstModels,
  nativeModels,
  nativeProduct,
  nodeFromFiles,
  nodePipeline,
  recordRuns,
  withFiles,
} from './nodeContenders';
import { compared, printed, type BenchReport, type StudyReport } from './report';
import { largeStudy, shortStudy, usualStudy, type BenchStudy } from './studies';
import { ViewerBench } from './viewer/viewerBench';
import { BARE, viewerReport, type ViewerReport } from './viewer/viewerReport';

const PARTS = ['viewer', 'node', 'browser', 'growth', 'larger', 'memory'] as const;

interface Options {
  readonly repetitions: string;
  readonly runs: string;
  readonly out: string;
  readonly only?: readonly string[];
  readonly studies: readonly string[];
  readonly first?: string;
}

const STUDIES: Readonly<Record<string, () => Promise<BenchStudy>>> = {
  short: shortStudy,
  usual: usualStudy,
  large: largeStudy,
};

const say = (text: string) => process.stderr.write(`${text}\n`);

const weightFiles = (models: LoadedModels): Partial<Record<ModelTask, string>> =>
  Object.fromEntries(
    modelsOf(models).map(({ spec }) => [spec.task, path.join(DEFAULT_MODELS_DIR, spec.file)])
  );

interface Against {
  readonly inBrowser: boolean;
  readonly webgpu: boolean;
  /** The first release's models. */
  readonly first: LoadedModels | null;
}

/** One study in Node and in the browser, all contenders in turn. */
async function benchStudy(
  { name, study }: BenchStudy,
  models: LoadedModels,
  repetitions: number,
  { inBrowser, webgpu, first }: Against
): Promise<StudyReport> {
  say(name);
  const runs = await recordRuns(study, models);
  return withFiles(study, async folder => {
    const contenders: Contender[] = [
      nativeModels(models, runs),
      await nativeProduct(os.availableParallelism()),
      nodePipeline(models, study),
      nodeFromFiles(models, folder),
    ];
    if (first) {
      const levels = runs.filter(({ task }) => task === 'grading').length;
      contenders.push(await firstModels(first, study, levels));
    }
    const browser = inBrowser ? await launchBrowser() : null;
    const pages: BrowserBench[] = [];
    try {
      if (browser) {
        for (const options of [
          { isolated: true, backend: 'wasm' as const },
          { isolated: false, backend: 'wasm' as const },
          ...(webgpu ? [{ isolated: true, backend: 'webgpu' as const }] : []),
        ]) {
          pages.push(await BrowserBench.start(browser, study, runs, options));
        }
        contenders.push(
          ...pages.flatMap(({ pipeline, models: alone, product }) => [pipeline, alone, product])
        );
      }
      const gigaOperations = (await studyOperations(weightFiles(models), runs)) / 1e9;
      const samples = await interleaved(contenders, repetitions, text => say(`  ${text}`));
      return {
        study: name,
        sessionRuns: runs.length,
        gigaOperations,
        backends: pages.map(({ backend, prepareMs }) => ({ ...backend, prepareMs })),
        rows: compared(samples, gigaOperations),
      };
    } finally {
      await Promise.all(pages.map(page => page.close()));
      await browser?.close();
    }
  });
}

/** What a person waits for: the real viewer, the bare page and the command on one study, in turn. */
async function benchViewer(
  { name, study }: BenchStudy,
  models: LoadedModels,
  repetitions: number
): Promise<ViewerReport> {
  say(`${name}: in the viewer`);
  return withFiles(study, async folder => {
    const browser = await launchBrowser();
    let page: BrowserBench | null = null;
    let viewer: ViewerBench | null = null;
    try {
      const [first] = await recordRuns(study, models);
      page = await BrowserBench.start(browser, study, [first!], {
        isolated: true,
        backend: 'wasm',
      });
      viewer = await ViewerBench.start(browser, study.studyInstanceUID, folder);
      const bare: Contender = { ...page.pipeline, name: BARE };
      const samples = await interleaved([bare, ...viewer.contenders], repetitions, text =>
        say(`  ${text}`)
      );
      return viewerReport(name, samples, await viewer.timelines());
    } finally {
      await page?.close();
      await viewer?.close();
      await browser.close();
    }
  });
}

async function benchMemory(
  { name, study }: BenchStudy,
  models: LoadedModels,
  runs: number
): Promise<BenchReport['memory']> {
  say(`${name}: ${runs} runs in one page`);
  const browser = await launchBrowser();
  try {
    const recorded = await recordRuns(study, models);
    const bench = await BrowserBench.start(browser, study, recorded.slice(0, 1), {
      isolated: true,
      backend: 'wasm',
    });
    const figures = await repeatedRuns(browser, bench, runs);
    bench.forgetRequests();
    const counted = await bench.counted();
    const downloadedAgainBytes = bench.downloaded().bytes;
    await bench.close();
    return {
      study: name,
      ...figures,
      ...counted,
      downloaded: bench.downloads,
      downloadedAgainBytes,
    };
  } finally {
    await browser.close();
  }
}

function unknownStudy(name: string): never {
  throw new Error(`There is no study “${name}”; choose of ${Object.keys(STUDIES).join(', ')}.`);
}

async function main(options: Options): Promise<void> {
  const wants = (part: (typeof PARTS)[number]) => !options.only || options.only.includes(part);
  const repetitions = Number(options.repetitions);
  const threads = os.availableParallelism();
  const absent: string[] = [];
  const hasBrowser = findBrowser() !== null && existsSync(path.join(SERVED, 'worker.js'));
  if (!hasBrowser) {
    absent.push('browser: no Chromium was found (CHROME_PATH), or `npm run build` was not run');
  }
  const adapter = hasBrowser && wants('browser') ? await realAdapter() : null;
  if (!adapter) {
    absent.push('WebGPU: no hardware adapter in this browser; software adapters are not timed');
  }
  const models = await loadModels(undefined, { threads });
  const first = options.first ? await loadModels(options.first, { threads }) : null;
  let report: BenchReport = {
    schema: 'deepspine-bench/1',
    date: new Date().toISOString(),
    machine: {
      processor: os.cpus()[0]?.model ?? 'unknown',
      threads,
      loadAverage: os.loadavg(),
      node: process.version,
      adapter,
    },
    models: modelsOf(models).map(({ spec }) => `${spec.name} ${spec.version}`),
    absent,
    repetitions,
    studies: [],
    viewer: [],
    growth: null,
    larger: null,
    memory: null,
  };
  // What is there is kept if a later part fails or is stopped.
  const keep = (more: Partial<BenchReport>) => {
    report = { ...report, ...more };
    writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
  };
  const makers = options.studies.map(name => STUDIES[name] ?? unknownStudy(name));
  if (hasBrowser && wants('viewer')) {
    for (const make of makers) {
      const waited = await benchViewer(await make(), models, repetitions);
      keep({ viewer: [...report.viewer, waited] });
    }
  }
  if (wants('node') || wants('browser')) {
    for (const make of makers) {
      const inBrowser = hasBrowser && wants('browser');
      const webgpu = adapter !== null;
      const study = await benchStudy(await make(), models, repetitions, {
        inBrowser,
        webgpu,
        first,
      });
      keep({ studies: [...report.studies, study] });
    }
  }
  if (wants('growth')) {
    const run = (study: StudyInput) => analyze(study, models);
    keep({ growth: await growth(run, Math.min(3, repetitions), say) });
  }
  if (wants('larger')) {
    keep({ larger: await larger(Math.min(3, repetitions), say) });
  }
  if (hasBrowser && wants('memory')) {
    keep({ memory: await benchMemory(await makers[0]!(), models, Number(options.runs)) });
  }
  await models.release();
  await first?.release();
  console.log(printed(report));
  console.log(`\nwritten: ${options.out}`);
}

void new Command('bench')
  .option('--repetitions <n>', 'runs of everything, in turn', '5')
  .option('--runs <n>', 'analyses in one page for the memory row', '20')
  .option('--out <file>', 'where the figures go', 'bench.json')
  .option('--only <part...>', `of ${PARTS.join(', ')}`)
  .option('--studies <name...>', `of ${Object.keys(STUDIES).join(', ')}`, ['usual', 'large'])
  .option(
    '--first <folder>',
    'models of the first release, to compare with: see docs/performance.md'
  )
  .action(main)
  .parseAsync();
