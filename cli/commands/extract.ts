import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { extractDiscs } from '../../extension/src/analysis/extractDiscs';
import type { Models } from '../../extension/src/analysis/model';
import type { StudyInput } from '../../extension/src/analysis/request';
import { DeepSpineError } from '../../extension/src/findings';
import { readStudy } from '../dicom/readStudy';
import { belongsTo, Catalogue, type CataloguedStudy, type Shard } from '../extract/catalogue';
import { INDEX_HEADER, writeDiscs } from '../extract/discFiles';
import { Journal } from '../extract/journal';
import { leftOut } from '../input';
import { mhaSeries, readMha } from '../mha';
import { DEFAULT_MODELS_DIR, loadModels } from '../models';
import type { Device } from '../ortModel';
import { bar, printJson, progressLine, sayError } from '../output';

export interface ExtractCommandOptions {
  readonly out: string;
  readonly shard?: Shard;
  readonly models?: string;
  readonly threads?: number;
  readonly device?: Device;
  readonly json?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * `deepspine extract`: disc volumes of many studies, for training.
 *
 * Writes `<study>_<level>.f32` and, unless the model would get zeros, `<study>_<level>_axial.f32`:
 * little-endian float32, un-normalized, axes planes, rows, columns as the grading model's inputs say;
 * and index.csv, one row per disc with its frame (LPS, mm), where each volume lies in it, and what was
 * measured. An interrupted run resumes where it stopped; with `shard` several machines share the studies.
 *
 * @returns 0, or 1 when a study failed
 * @throws DeepSpineError when there is nothing to do at all
 */
export async function extractCommand(
  paths: readonly string[],
  options: ExtractCommandOptions
): Promise<number> {
  const { out, models = DEFAULT_MODELS_DIR, threads, device, json, signal } = options;
  const shard = options.shard ?? { number: 1, count: 1 };
  const progress = progressLine();
  const say = (text: string): void => {
    progress.clear();
    sayError(text);
  };
  await mkdir(out, { recursive: true });
  const problems: string[] = [];
  const catalogue = await Catalogue.build(
    paths,
    out,
    shard,
    problem => {
      const text = leftOut([problem])[0]!.text;
      if (problems.push(text) > 1) {
        say(text);
      }
    },
    count => {
      if (count % 500 === 0) {
        progress.show(`${count} files looked into`);
      }
      throwIfStopped(signal);
    }
  );
  try {
    if (catalogue.size === 0 && shard.count === 1) {
      throw new DeepSpineError(
        'no-series',
        problems[0] ?? `${paths.join(', ')}: no DICOM images and no .mha volumes were found here.`
      );
    }
    problems.slice(0, 1).forEach(say);
    const loaded = await loadModels(models, { threads, device });
    const gradingSpec = loaded.grading?.spec;
    const journal = await Journal.open(out, shard, INDEX_HEADER, madeFrom(loaded));
    await removeHalfWritten(out, shard);
    const failures: { source: string; reason: string }[] = [];
    let [done, discs, resumed] = [0, 0, 0];
    for await (const study of catalogue.studies()) {
      throwIfStopped(signal);
      progress.show(`${bar(done++ / catalogue.size)} ${study.name}`);
      const before = journal.discsOf(study.name);
      if (before !== undefined) {
        discs += before;
        resumed++;
        continue;
      }
      const source = sourceOf(study);
      try {
        const { input, warnings } = await readCatalogued(study);
        warnings.forEach(say);
        const extraction = await extractDiscs(input, loaded, gradingSpec, { signal });
        extraction.warnings.forEach(warning => say(`${source}: ${warning.text}`));
        const rows = await writeDiscs(out, study.name, source, extraction.discs);
        await journal.add(study.name, rows, extraction.discs.length);
        discs += extraction.discs.length;
      } catch (error) {
        if (!(error instanceof DeepSpineError) || error.code === 'cancelled') {
          throw error;
        }
        failures.push({ source, reason: error.message });
        say(`${source}: ${error.message}`);
      }
    }
    await journal.finish();
    await loaded.release();
    const studies = catalogue.size;
    if (json) {
      const summary = { discs, studies, alreadyDone: resumed, failures, leftOut: problems.length };
      printJson(summary);
    }
    say(
      `${discs} discs of ${studies - failures.length} studies in ${out}` +
        (resumed > 0 ? `; ${resumed} studies were done before` : '') +
        (failures.length > 0 ? `; ${failures.length} of ${studies} studies failed` : '')
    );
    return failures.length > 0 ? 1 : 0;
  } finally {
    progress.clear();
    await catalogue.close();
  }
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DeepSpineError('cancelled', 'Stopped; the same command goes on where it was.');
  }
}

/** From what volumes follow: the weights that find the discs, and the shapes that are cut. */
function madeFrom({ localisation, segmentation, grading }: Models): string {
  const finders = [localisation, segmentation].flatMap(model => model?.spec.sha256 ?? []);
  const parts = JSON.stringify([...finders, grading?.spec.inputs ?? null]);
  return createHash('sha256').update(parts).digest('hex');
}

async function readCatalogued({
  name,
  kind,
  files,
}: CataloguedStudy): Promise<{ input: StudyInput; warnings: readonly string[] }> {
  if (kind === 'mha') {
    const series = mhaSeries(await readMha(files[0]!), files[0]!);
    return {
      input: { studyInstanceUID: series.studyInstanceUID, series: [series] },
      warnings: [],
    };
  }
  const read = await readStudy({ studyInstanceUID: name, studyDate: '', files });
  return { input: read.study, warnings: leftOut(read.problems).map(({ text }) => text) };
}

/** Where a study lies, for messages and the index. */
function sourceOf({ kind, files }: CataloguedStudy): string {
  return kind === 'mha' ? files[0]! : commonFolder(files);
}

function commonFolder(files: readonly string[]): string {
  return files
    .map(file => path.dirname(file))
    .reduce((a, b) => {
      let folder = a;
      while (folder !== b && !b.startsWith(folder + path.sep) && folder !== path.dirname(folder)) {
        folder = path.dirname(folder);
      }
      return folder;
    });
}

/** Volumes that a killed run of this shard was writing. */
async function removeHalfWritten(out: string, shard: Shard): Promise<void> {
  for (const file of await readdir(out)) {
    const study = /^(.+?)_[TL]\d+-[LS]\d+(_axial)?\.f32\.\d+\.part$/.exec(file)?.[1];
    if (study !== undefined && belongsTo(study, shard)) {
      await rm(path.join(out, file), { force: true });
    }
  }
}
