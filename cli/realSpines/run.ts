/**
 * What the pipeline does on the real spines beside the repository: which discs it finds and names, what it refuses and
 * doubts, how often it doubts names that made ambiguities turn wrong, and how its slips agree with radiologists. Prints
 * the figures and writes models/figures/real-spines.json; those of another folder of models are printed only.
 *
 *     npm run figures:spines [-- MODELS]
 */
import { createHash } from 'node:crypto';
import { analyze } from '../../extension/src/analysis';
import { inStations } from '../../extension/src/analysis/segment/checkPictures';
import { segmentStack } from '../../extension/src/analysis/segment/segment';
import { locate } from '../../extension/src/analysis/locate/locate';
import type { Models } from '../../extension/src/analysis/model';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { DeepSpineError, LEVELS, type Level } from '../../extension/src/findings';
import type { LoadedModels } from '../models';
import { forNames, writeFigures } from './command';
import { ambiguities, isRenamed } from './ambiguities';
import { discsFound } from './judge';
import { randomFrom } from './random';
import { share } from './share';
import { fullWidthStudies, midStudies, type RealStudy } from './realStudies';

/** SPIDER patients that are in no model. */
const TEST_PATIENTS = ['18', '45', '69', '107', '110', '136'];
const ROUNDS = 2000;

interface Judged {
  readonly name: string;
  readonly discs: number;
  readonly found: number;
  readonly named: number;
  readonly right: boolean;
  readonly doubted: boolean;
  readonly refused: string | null;
  /** The lowest disc was marked: names are right, or wrong, and not just unknown. */
  readonly marked: boolean;
  /** What came of the ambiguities that were made of it. */
  readonly made: readonly Made[];
  /** Slip and the radiologist's grading of the discs that have both. */
  readonly slips: readonly { level: Level; mm: number; graded: boolean }[];
}

interface Made {
  readonly kind: string;
  readonly renamed: boolean;
  readonly doubted: boolean;
}

function judge(
  study: RealStudy,
  result: AnalysisResult | null,
  refused: string | null
): Omit<Judged, 'made'> {
  const at = discsFound(study, result?.levels ?? []);
  const slips = (result?.levels ?? []).flatMap(({ level, measurements }) => {
    const graded = study.gradings[level]?.Spondylolisthesis;
    const mm = measurements.slip;
    return mm === null || mm === undefined || graded === null || graded === undefined
      ? []
      : [{ level, mm, graded: graded > 0 }];
  });
  return {
    name: study.name,
    discs: at.length,
    found: at.filter(disc => disc.found).length,
    named: at.filter(disc => disc.named).length,
    right: at.every(disc => disc.named),
    marked: at.length > 0,
    doubted: result?.naming.doubt ?? false,
    refused,
    slips,
  };
}

/** Area under the ROC curve. */
function auc(cases: readonly { value: number; positive: boolean }[]): number {
  const positives = cases.filter(one => one.positive);
  const negatives = cases.filter(one => !one.positive);
  const wins = positives.reduce(
    (sum, p) =>
      sum +
      negatives.reduce((s, q) => s + (p.value > q.value ? 1 : p.value === q.value ? 0.5 : 0), 0),
    0
  );
  return wins / (positives.length * negatives.length);
}

/** The area with an interval by drawing patients, and that of the level alone. */
function slipFigures(judged: readonly Judged[]) {
  const cases = (some: readonly Judged[], value: (s: Judged['slips'][number]) => number) =>
    some.flatMap(({ slips }) => slips.map(s => ({ value: value(s), positive: s.graded })));
  const absolute = (s: Judged['slips'][number]) => Math.abs(s.mm);
  const all = cases(judged, absolute);
  const random = randomFrom(0);
  const drawn = Array.from({ length: ROUNDS }, () =>
    auc(
      cases(
        judged.map(() => judged[Math.floor(random() * judged.length)]!),
        absolute
      )
    )
  )
    .filter(value => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const round = (x: number) => Number(x.toFixed(3));
  return {
    n: all.length,
    positives: all.filter(one => one.positive).length,
    auc: round(auc(all)),
    interval: [0.025, 0.975].map(q => round(drawn[Math.floor(q * (drawn.length - 1))]!)),
    baseline: {
      name: 'level alone',
      auc: round(auc(cases(judged, s => LEVELS.indexOf(s.level)))),
    },
  };
}

/** The half of the patients on which thresholds were chosen, or the one that was looked at once with them. */
const halfOf = ({ name }: Pick<RealStudy, 'name'>): 'chosen' | 'kept' => {
  return createHash('sha256').update(name.split('_')[0]!).digest()[0]! % 2 === 0
    ? 'chosen'
    : 'kept';
};

/** What is not marked is taken for right: a patient's lowest disc is L5-S1 in all but transitional cases. */
const rightOf = (judged: readonly Judged[], half: 'chosen' | 'kept') =>
  judged.filter(one => halfOf(one) === half && (!one.marked || one.right) && !one.refused);

/** How often a doubt is said of studies as they are. */
function untouchedFigures(judged: readonly Judged[], half: 'chosen' | 'kept') {
  const own = rightOf(judged, half);
  const doubted = (some: readonly Judged[]) =>
    share(some.filter(one => one.doubted).length, some.length);
  return {
    studies: own.length,
    doubted: doubted(own),
    doubtedWhereMarked: doubted(own.filter(one => one.marked)),
    doubtedNames: own.filter(one => one.doubted).map(({ name }) => name),
  };
}

/** Of made ambiguities that turned names wrong, in how many a doubt is said; against doubting at random as often. */
function doubtFigures(judged: readonly Judged[], half: 'chosen' | 'kept') {
  const own = rightOf(judged, half);
  const made = own.flatMap(one => one.made);
  const kinds = [...new Set(made.map(({ kind }) => kind))];
  const said = (some: readonly Made[]) =>
    share(some.filter(({ doubted }) => doubted).length, some.length);
  const wrong = made.filter(({ renamed }) => renamed);
  const untouched = untouchedFigures(judged, half);
  return {
    ...untouched,
    doubtedAmongWrong: said(wrong),
    doubtedAmongWrongButSacralized: said(wrong.filter(({ kind }) => kind !== 'sacralized L5')),
    baseline: {
      name: 'doubting at random as often as on untouched ones',
      share: untouched.doubted.share,
    },
    byKind: kinds.map(kind => {
      const some = made.filter(one => one.kind === kind);
      const renamed = some.filter(one => one.renamed);
      return {
        ...{ kind, n: some.length, wrong: renamed.length },
        doubtedAmongWrong: said(renamed),
        doubtedAmongRight: said(some.filter(one => !one.renamed)),
      };
    }),
  };
}

function summary(judged: readonly Judged[]) {
  const marked = judged.filter(one => one.discs > 0);
  const sum = (pick: (one: Judged) => number) => marked.reduce((s, one) => s + pick(one), 0);
  const right = marked.filter(one => one.right);
  const wrong = marked.filter(one => !one.right);
  return {
    studies: judged.length,
    refused: judged.flatMap(({ name, refused }) => (refused ? [{ name, why: refused }] : [])),
    discsFound: share(
      sum(one => one.found),
      sum(one => one.discs)
    ),
    discsNamedRight: share(
      sum(one => one.named),
      sum(one => one.discs)
    ),
    studiesAllRight: share(right.length, marked.length),
    doubtedAmongRight: share(right.filter(one => one.doubted).length, right.length),
    wrong: wrong.map(({ name, found, named, discs, doubted }) => ({
      ...{ name, found, named, discs, doubted },
    })),
  };
}

/** Names a study anew after each ambiguity that is made of it. */
async function madeOf({ series }: RealStudy, models: Models): Promise<Made[]> {
  const study = { studyInstanceUID: series.studyInstanceUID, series: [series] };
  const segmentation = await inStations(study, models, {}, ({ sagittal }) =>
    segmentStack(sagittal, models)
  );
  const before = locate(segmentation);
  return [...ambiguities(segmentation, before)].map(({ kind, segmentation: changed }) => {
    const after = locate(changed);
    return { kind, renamed: isRenamed(before, after), doubted: after.naming.doubt };
  });
}

async function figuresBy(loaded: LoadedModels): Promise<object> {
  const models = forNames(loaded);
  const run = async (studies: Iterable<RealStudy>): Promise<Judged[]> => {
    const judged: Judged[] = [];
    for (const study of studies) {
      const { studyInstanceUID } = study.series;
      try {
        const result = await analyze({ studyInstanceUID, series: [study.series] }, models);
        // A volume takes minutes, and the other half has served to choose.
        const made =
          study.set === 'full-width' || halfOf(study) === 'chosen'
            ? []
            : await madeOf(study, models);
        judged.push({ ...judge(study, result, null), made });
      } catch (error) {
        if (!(error instanceof DeepSpineError)) {
          throw error;
        }
        judged.push({ ...judge(study, null, error.code), made: [] });
      }
      process.stderr.write(`${judged.at(-1)!.name} ${judged.at(-1)!.right ? 'right' : 'WRONG'}\n`);
    }
    return judged;
  };
  const fullWidth = await run(fullWidthStudies());
  const tse = await run(midStudies('t2', 'best'));
  const kept = tse.filter(({ name }) => TEST_PATIENTS.includes(name.split('_')[0]!));
  return {
    schema: 'deepspine-real-spines/1',
    segmentation: `${loaded.segmentation.spec.name} ${loaded.segmentation.spec.version}`,
    note:
      'Discs count as found within 12 mm of the marked ones. SPIDER T2 TSE: one slice as seven equal ones 4 mm apart, ' +
      'pixels as large as the anatomy says; all but the patients kept apart were in training. Full width: Chu et al. ' +
      '2015, every fourth slice of 1 mm, never in training.',
    fullWidth: summary(fullWidth),
    spiderT2Tse: summary(tse),
    spiderT2TseKeptApart: summary(kept),
    doubt: {
      note:
        'Ambiguities are made in the segmentation: what the network would see in such images is not judged. The priors ' +
        'were chosen on one half of the patients, by a hash of their number; the other half was looked at once.',
      chosenOn: untouchedFigures(tse, 'chosen'),
      keptApart: doubtFigures(tse, 'kept'),
    },
    slip: slipFigures(tse),
  };
}

void writeFigures('real-spines.json', figuresBy, process.argv[2]);
