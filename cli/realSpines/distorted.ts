/**
 * Whether discs are found and named as well in distorted images of the real spines beside the repository. Prints the figures
 * and writes models/figures/distorted-spines.json; those of another folder of models are printed only.
 *
 *     npm run figures:distorted [-- MODELS]
 */
import { analyze } from '../../extension/src/analysis';
import type { Models } from '../../extension/src/analysis/model';
import { DeepSpineError } from '../../extension/src/findings';
import type { LoadedModels } from '../models';
import { forNames, writeFigures } from './command';
import { DISTORTIONS } from './distortions';
import { discsFound } from './judge';
import { fullWidthStudies, midStudies, type RealStudy } from './realStudies';
import { share } from './share';

interface Judged {
  readonly name: string;
  readonly outcome: 'right' | 'wrong' | 'refused';
  readonly doubted: boolean;
}

async function judged(study: RealStudy, models: Models): Promise<Judged> {
  const { series, name } = study;
  try {
    const { studyInstanceUID } = series;
    const { levels, naming } = await analyze({ studyInstanceUID, series: [series] }, models);
    const right = discsFound(study, levels).every(disc => disc.named);
    return { name, outcome: right ? 'right' : 'wrong', doubted: naming.doubt };
  } catch (error) {
    if (!(error instanceof DeepSpineError)) {
      throw error;
    }
    return { name, outcome: 'refused', doubted: false };
  }
}

function summary(all: readonly Judged[]) {
  const of = (outcome: Judged['outcome']) => all.filter(one => one.outcome === outcome);
  const [right, wrong] = [of('right'), of('wrong')];
  return {
    right: share(right.length, all.length),
    doubtedAmongRight: right.filter(one => one.doubted).length,
    wrongWithDoubt: wrong.filter(one => one.doubted).map(({ name }) => name),
    wrongWithoutDoubt: wrong.filter(one => !one.doubted).map(({ name }) => name),
    refused: of('refused').map(({ name }) => name),
  };
}

async function figuresOf(studies: readonly RealStudy[], models: Models) {
  const figures: Record<string, ReturnType<typeof summary>> = {};
  for (const [kind, distort] of Object.entries(DISTORTIONS)) {
    const all: Judged[] = [];
    for (const study of studies) {
      all.push(await judged(distort(study), models));
    }
    figures[kind] = summary(all);
    process.stderr.write(`${kind}: ${figures[kind].right.k} of ${figures[kind].right.n}\n`);
  }
  return figures;
}

async function figuresBy(loaded: LoadedModels): Promise<object> {
  const models = forNames(loaded);
  const marked = [...midStudies('t2', 'best')].filter(({ discs }) => discs.length > 0);
  return {
    schema: 'deepspine-distorted-spines/1',
    segmentation: `${loaded.segmentation.spec.name} ${loaded.segmentation.spec.version}`,
    note:
      'Studies with every marked lumbar disc found and rightly named, as in real-spines.json; "as it is" is the baseline. ' +
      'Most of the SPIDER patients were in training, with turned and recolored slices; the full-width volumes never were.',
    spiderT2Tse: await figuresOf(marked, models),
    fullWidth: await figuresOf([...fullWidthStudies()], models),
  };
}

void writeFigures('distorted-spines.json', figuresBy, process.argv[2]);
