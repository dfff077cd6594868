/**
 * The matrix of studies through the `deepspine` command's own reading and the shipped segmentation model:
 * each gives the discs of the original within 2 mm, or the refusal that is right for it.
 *
 *     node --import tsx test/matrix/run.ts [--ci] [part of a case's name]
 *
 * Images that are the same up to brightness and contrast are analyzed once: the network sees z-scores. The
 * nightly run (`npm run test:matrix`) analyses every case afresh all the same.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkBeside } from '../../extension/src/analysis/input/checkStudy';
import { inStations } from '../../extension/src/analysis/segment/checkPictures';
import { segmentStack } from '../../extension/src/analysis/segment/segment';
import { findSpine } from '../../extension/src/analysis/locate/spine';
import type { Models } from '../../extension/src/analysis/model';
import { DeepSpineError, type Level, type Vec3 } from '../../extension/src/findings';
import type { ImageSeries, Slice, Stack } from '../../extension/src/imaging/types';
import { readInput } from '../../cli/input';
import { loadModels } from '../../cli/models';
import { CASES, type MatrixCase } from './cases';
import { seriesFiles } from './files';

const ROOT = path.resolve(__dirname, '../..');
/** A disc of another size of pixel may not lie elsewhere by more than this. */
const TOLERANCE_MM = 2;

type Discs = ReadonlyMap<Level, Vec3>;

interface Analyzed {
  readonly discs: Discs;
  readonly warnings: readonly string[];
}

/** Hash of a stack's geometry and of its samples scaled to 0..1. */
function fingerprint(stack: Stack): string {
  const hash = createHash('sha256');
  let [least, most] = [Infinity, -Infinity];
  for (const { pixels } of stack.slices) {
    for (const value of pixels) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  for (const slice of stack.slices) {
    const { position, rowDirection, columnDirection, rowSpacing, columnSpacing } = slice;
    const numbers = [...position, ...rowDirection, ...columnDirection, rowSpacing, columnSpacing];
    hash.update(numbers.map(x => (x + 0).toFixed(4).replace('-0.0000', '0.0000')).join());
    const scaled = Uint16Array.from(slice.pixels, v =>
      Math.round((60_000 * (v - least)) / (most - least))
    );
    hash.update(scaled);
  }
  return hash.digest('hex');
}

function analyzer(models: Models, remember: boolean) {
  const known = new Map<string, Discs>();
  return async (folder: string): Promise<Analyzed> => {
    const { study } = await readInput([folder]);
    return inStations(study, models, {}, async checked => {
      const { sagittal, warnings } = checkBeside(checked);
      const key = fingerprint(sagittal);
      let discs = remember ? known.get(key) : undefined;
      if (!discs) {
        const spine = findSpine(await segmentStack(sagittal, models));
        discs = new Map(
          spine.discs.flatMap(({ level, frame }) => (level ? [[level, frame.center] as const] : []))
        );
        known.set(key, discs);
      }
      return { discs, warnings: warnings.map(({ code }) => code) };
    });
  };
}

async function inFolder<T>(files: readonly Buffer[], work: (folder: string) => Promise<T>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-matrix-'));
  try {
    await Promise.all(files.map((f, i) => writeFile(path.join(folder, `${i}.dcm`), f)));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What is wrong with a case's outcome; an empty list where nothing is. */
function complaints(
  one: MatrixCase,
  original: Discs,
  outcome: Analyzed | DeepSpineError
): string[] {
  if (outcome instanceof DeepSpineError) {
    return outcome.code === one.refused ? [] : [`refused: ${outcome.code}: ${outcome.message}`];
  }
  if (one.refused) {
    return [`taken instead of refused as ${one.refused}`];
  }
  const place = one.place ?? (point => point);
  const far = [...original].flatMap(([level, center]) => {
    const found = outcome.discs.get(level);
    const mm = found ? Math.hypot(...place(center).map((x, i) => x - found[i]!)) : Infinity;
    return mm < TOLERANCE_MM ? [] : [`${level} is ${mm.toFixed(1)} mm away`];
  });
  const extra = [...outcome.discs.keys()].filter(level => !original.has(level));
  const unsaid = (one.warns ?? []).filter(code => !outcome.warnings.includes(code));
  return [
    ...far,
    ...extra.map(level => `${level} is new`),
    ...unsaid.map(code => `no warning ${code}`),
  ];
}

async function sampleSlices(): Promise<Slice[]> {
  const { study } = await readInput([path.join(ROOT, 'demo/studies/synthetic-asymmetric')]);
  const isSagittal = ({ slices: [slice] }: ImageSeries) => Math.abs(slice!.rowDirection[0]) < 0.5;
  const { slices } = study.series.find(isSagittal)!;
  return [...slices].sort((a, b) => a.position[0] - b.position[0]);
}

async function main(args: readonly string[]): Promise<void> {
  const ci = args.includes('--ci');
  const part = args.find(arg => !arg.startsWith('--')) ?? '';
  const chosen = CASES.filter(({ inCi, name }) => (inCi || !ci) && name.includes(part));
  const slices = await sampleSlices();
  const models = await loadModels();
  const analyze = analyzer(models, ci);
  const original = await inFolder(await seriesFiles({ uid: '2.25.7002', slices }), analyze);
  if (original.discs.size < 5) {
    throw new Error(`The original has only ${original.discs.size} discs.`);
  }
  const results: { name: string; complaints: string[] }[] = [];
  for (const one of chosen) {
    const series = await Promise.all(one.series(slices).map(seriesFiles));
    const outcome = await inFolder(series.flat(), analyze).catch((error: unknown) => {
      if (error instanceof DeepSpineError) {
        return error;
      }
      throw error;
    });
    const wrong = complaints(one, original.discs, outcome);
    results.push({ name: one.name, complaints: wrong });
    process.stderr.write(`${wrong.length > 0 ? 'FAIL' : 'ok  '} ${one.name} ${wrong.join('; ')}\n`);
  }
  await models.release();
  process.stdout.write(`${JSON.stringify(results)}\n`);
  process.exitCode = results.some(result => result.complaints.length > 0) ? 1 : 0;
}

if (require.main === module) {
  void main(process.argv.slice(2));
}
