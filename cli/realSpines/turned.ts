/**
 * Whether the lowest disc, by which all others are named, stays the same one when the patient is turned in the sagittal plane.
 * It needs no marks, so that every real spine beside the repository counts. Weights are chosen by it: the test patients of the
 * segmentation are left out. Prints the figures and writes models/figures/turned-spines.json; those of another folder of
 * models are printed only.
 *
 *     npm run figures:turned [-- MODELS]
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../../extension/src/analysis';
import type { Models } from '../../extension/src/analysis/model';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { DeepSpineError } from '../../extension/src/findings';
import type { LoadedModels } from '../models';
import { forNames, writeFigures } from './command';
import { turned } from './distortions';
import { discsFound } from './judge';
import { fullWidthStudies, midStudies, type RealStudy, type TrueDisc } from './realStudies';
import { share } from './share';

/** Degrees; the head forward where positive. */
const TURNS = [-20, -15, -10, 10, 15, 20];

const SPLIT = path.resolve(__dirname, '../../models/training/split.json');

/** What became of a study's names in one position. */
interface Look {
  readonly name: string;
  /** Whether its lowest named disc is the one of the study as it is; null: refused. */
  readonly same: boolean | null;
  readonly doubted: boolean;
}

async function analyzed({ series }: RealStudy, models: Models): Promise<AnalysisResult | null> {
  const { studyInstanceUID } = series;
  try {
    return await analyze({ studyInstanceUID, series: [series] }, models);
  } catch (error) {
    if (error instanceof DeepSpineError) {
      return null;
    }
    throw error;
  }
}

interface Seen {
  readonly name: string;
  readonly doubted: boolean;
  /** By degrees. */
  readonly looks: ReadonlyMap<number, Look>;
}

/** How a study is named when it is turned, against how it is named as it is; null where that is refused. */
async function looksAt(study: RealStudy, models: Models): Promise<Seen | null> {
  const { name } = study;
  const straight = await analyzed(study, models);
  const lowest = straight?.levels.at(-1);
  if (!straight || !lowest) {
    return null;
  }
  const disc: TrueDisc = { level: lowest.level, center: lowest.frame.center };
  const looks = new Map<number, Look>();
  for (const degrees of TURNS) {
    const marked = turned(degrees)({ ...study, discs: [disc] });
    const result = await analyzed(marked, models);
    looks.set(degrees, {
      name,
      same: result && discsFound(marked, result.levels)[0]!.named,
      doubted: result?.naming.doubt ?? true,
    });
  }
  return { name, doubted: straight.naming.doubt, looks };
}

function summary(looks: readonly Look[]) {
  const moved = looks.filter(({ same }) => same === false);
  const named = (some: readonly Look[]) => some.map(({ name }) => name);
  return {
    same: share(looks.filter(({ same }) => same).length, looks.length),
    movedWithDoubt: named(moved.filter(({ doubted }) => doubted)),
    movedWithoutDoubt: named(moved.filter(({ doubted }) => !doubted)),
    refused: named(looks.filter(({ same }) => same === null)),
  };
}

async function figuresOf(studies: Iterable<RealStudy>, models: Models) {
  const kept: Seen[] = [];
  for (const study of studies) {
    const seen = await looksAt(study, models);
    if (seen) {
      kept.push(seen);
      process.stderr.write(`${seen.name}\n`);
    }
  }
  return {
    studies: kept.length,
    doubtedAsTheyAre: kept.filter(({ doubted }) => doubted).map(({ name }) => name),
    turned: Object.fromEntries(
      TURNS.map(degrees => [`${degrees}°`, summary(kept.map(({ looks }) => looks.get(degrees)!))])
    ),
  };
}

/** The middle slices of patients who are not in the segmentation's test. */
function* midStudiesForChoice(): Generator<RealStudy> {
  const { test } = JSON.parse(readFileSync(SPLIT, 'utf8')) as { test: readonly string[] };
  for (const study of midStudies('t2', 'best')) {
    if (!test.includes(study.name.split('_')[0]!)) {
      yield study;
    }
  }
}

async function figuresBy(loaded: LoadedModels): Promise<object> {
  const models = forNames(loaded);
  const { name, version } = loaded.segmentation.spec;
  return {
    schema: 'deepspine-turned-spines/1',
    segmentation: `${name} ${version}`,
    note:
      'Studies whose lowest named disc stays the same one when they are turned in the sagittal plane, against the study as it ' +
      'is. Most of the SPIDER patients were in training; the full-width volumes never were.',
    spiderT2Tse: await figuresOf(midStudiesForChoice(), models),
    fullWidth: await figuresOf(fullWidthStudies(), models),
  };
}

void writeFigures('turned-spines.json', figuresBy, process.argv[2]);
