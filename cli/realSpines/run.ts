/**
 * What the pipeline does on the real spines beside the repository: which discs it finds and names, what it refuses and
 * doubts, and how its slips agree with radiologists. Prints the figures and writes models/figures/real-spines.json.
 *
 *     npm run figures:spines
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../../extension/src/analysis';
import type { AnalysisResult, Models } from '../../extension/src/analysis/types';
import { DeepSpineError, LEVELS, type Level } from '../../extension/src/findings';
import { loadModels } from '../models';
import { fullWidthStudies, midStudies, SHARED_DATA, type RealStudy } from './realStudies';

const OUT = path.resolve(__dirname, '../../models/figures/real-spines.json');
/** SPIDER patients that are in no model. */
const TEST_PATIENTS = ['18', '45', '69', '107', '110', '136'];
/** A disc is found where one lies this near to the marked one in the sagittal plane, mm. */
const FOUND_MM = 12;
/** L5-S1 of the full-width volumes is marked by the body above it alone. */
const FOUND_BELOW_L5_MM = 17;
const ROUNDS = 2000;

interface Judged {
  readonly name: string;
  readonly discs: number;
  readonly found: number;
  readonly named: number;
  readonly right: boolean;
  readonly doubted: boolean;
  readonly refused: string | null;
  /** Slip and the radiologist's grading of the discs that have both. */
  readonly slips: readonly { level: Level; mm: number; graded: boolean }[];
}

interface Share {
  readonly k: number;
  readonly n: number;
  readonly share: number;
  /** Wilson, 95 %. */
  readonly interval: readonly [number, number];
}

function share(k: number, n: number): Share {
  const z = 1.96;
  const p = n ? k / n : 0;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  const round = (x: number) => Number(x.toFixed(3));
  return {
    k,
    n,
    share: round(p),
    interval: [round(middle - half), round(Math.min(1, middle + half))],
  };
}

function judge(study: RealStudy, result: AnalysisResult | null, refused: string | null): Judged {
  const lumbar = study.discs.filter(({ level }) => level !== 'T12-L1');
  const at = lumbar.map(({ level, center }) => {
    const limit = level === 'L5-S1' && study.set === 'full-width' ? FOUND_BELOW_L5_MM : FOUND_MM;
    const near = (result?.levels ?? [])
      .map(({ level: name, frame }) => ({
        name,
        mm: Math.hypot(frame.center[1] - center[1], frame.center[2] - center[2]),
      }))
      .filter(({ mm }) => mm < limit)
      .sort((a, b) => a.mm - b.mm)[0];
    return { found: near !== undefined, named: near?.name === level };
  });
  const slips = (result?.levels ?? []).flatMap(({ level, measurements }) => {
    const graded = study.gradings[level]?.Spondylolisthesis;
    const mm = measurements.slip;
    return mm === null || mm === undefined || graded === null || graded === undefined
      ? []
      : [{ level, mm, graded: graded > 0 }];
  });
  return {
    name: study.name,
    discs: lumbar.length,
    found: at.filter(disc => disc.found).length,
    named: at.filter(disc => disc.named).length,
    right: at.every(disc => disc.named),
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
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
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

async function main(): Promise<void> {
  if (!existsSync(SHARED_DATA)) {
    process.stderr.write(`The real spines are not there: ${SHARED_DATA}.\n`);
    process.exitCode = 2;
    return;
  }
  const loaded = await loadModels();
  // Grades take most of the time and are no part of these figures.
  const models: Models = { ...loaded, grading: null, gradings: null };
  const run = async (studies: Iterable<RealStudy>): Promise<Judged[]> => {
    const judged: Judged[] = [];
    for (const study of studies) {
      const { studyInstanceUID } = study.series;
      try {
        const result = await analyze({ studyInstanceUID, series: [study.series] }, models);
        judged.push(judge(study, result, null));
      } catch (error) {
        if (!(error instanceof DeepSpineError)) {
          throw error;
        }
        judged.push(judge(study, null, error.code));
      }
      process.stderr.write(`${judged.at(-1)!.name} ${judged.at(-1)!.right ? 'right' : 'WRONG'}\n`);
    }
    return judged;
  };
  const fullWidth = await run(fullWidthStudies());
  const tse = await run(midStudies('t2', 'best'));
  await loaded.release();
  const kept = tse.filter(({ name }) => TEST_PATIENTS.includes(name.split('_')[0]!));
  const figures = {
    schema: 'deepspine-real-spines/1',
    segmentation: `${loaded.segmentation.spec.name} ${loaded.segmentation.spec.version}`,
    note:
      'Discs count as found within 12 mm of the marked ones. SPIDER T2 TSE: one slice as seven equal ones 4 mm apart, ' +
      'pixels as large as the anatomy says; all but the patients kept apart were in training. Full width: Chu et al. ' +
      '2015, every fourth slice of 1 mm, never in training.',
    fullWidth: summary(fullWidth),
    spiderT2Tse: summary(tse),
    spiderT2TseKeptApart: summary(kept),
    slip: slipFigures(tse),
  };
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  writeFileSync(OUT, text);
  process.stdout.write(text);
}

void main();
