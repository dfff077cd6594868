/**
 * How steady grades are on the real spines beside the repository: how many of the sure ones stay when a disc's frame
 * moves by up to a millimeter and a degree, and when every slice is sampled half a pixel further. Prints the figures and
 * writes models/figures/steadiness.json.
 *
 *     npm run figures:steadiness
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { analyze, checkBeside } from '../../extension/src/analysis';
import { checkImages } from '../../extension/src/analysis/assemble/checkImages';
import { levelResult } from '../../extension/src/analysis/assemble/levelResult';
import { volumeCutter } from '../../extension/src/analysis/grade/discVolumes';
import { startGrading } from '../../extension/src/analysis/grade/gradeLevels';
import { findSpine, namedDiscs, type NamedDisc } from '../../extension/src/analysis/locate/spine';
import { canalSignals } from '../../extension/src/analysis/measure/canalSignal';
import { measureLevels } from '../../extension/src/analysis/measure/measureLevels';
import { inStations } from '../../extension/src/analysis/segment/checkPictures';
import { segmentStudy } from '../../extension/src/analysis/segment/segmentStudy';
import type { LevelResult } from '../../extension/src/analysis/levelResult';
import type { Models } from '../../extension/src/analysis/model';
import type { StudyInput } from '../../extension/src/analysis/request';
import { CONDITIONS, DeepSpineError } from '../../extension/src/findings';
import { readInput } from '../input';
import type { LoadedModels } from '../models';
import { writeFigures } from './command';
import { shiftedByHalfAPixel } from './halfPixel';
import { movedFrame } from './movedFrame';
import { randomFrom } from './random';
import { fullWidthStudies, midStudies, SHARED_DATA, spaceSeries } from './realStudies';
import { remembering } from './remembering';
import { share } from './share';

const MOST_MM = 1;
const MOST_DEGREES = 1;
/** Each frame is moved so often. */
const MOVES = 2;

interface Kept {
  /** Condition or grading. */
  readonly head: string;
  readonly by: 'moved-frame' | 'half-pixel';
  readonly sure: boolean;
  readonly kept: boolean;
}

/** What is stated of a level, by condition and grading; what is not graded is left out. */
function statedBy({
  findings,
  gradings,
}: LevelResult): Map<string, { grade: string; sure: boolean }> {
  const all = [
    ...findings.map(({ condition, grade, unsure }) => [condition, grade, unsure] as const),
    ...(gradings ?? []).map(({ grading, grade, unsure }) => [grading, grade, unsure] as const),
  ];
  return new Map(
    all
      .filter(([, grade]) => grade !== 'not-graded')
      .map(([head, grade, unsure]) => [head, { grade, sure: !unsure }])
  );
}

/** How what was stated before is stated after; what is no longer graded was not kept. */
function compared(before: LevelResult, after: LevelResult | undefined, by: Kept['by']): Kept[] {
  const later = after && statedBy(after);
  return [...statedBy(before)].map(([head, { grade, sure }]) => ({
    ...{ head, by, sure },
    kept: later?.get(head)?.grade === grade,
  }));
}

/** Grades a study's discs where `place` puts them, any number of times, of one segmentation. */
async function regrader(study: StudyInput, models: Models) {
  const { input, segmentation } = await inStations(study, models, {}, async checked => ({
    input: checkBeside(checked),
    segmentation: (await segmentStudy(checked.sagittal, models, {}, () => {})).segmentation,
  }));
  const spine = findSpine(segmentation);
  const discs = namedDiscs(spine);
  const { sagittal, axial, sagittalT1, showsT2 } = input;
  const cutter = volumeCutter(sagittal, axial, sagittalT1);
  const measured = measureLevels(segmentation, spine);
  const signals = canalSignals(segmentation, discs);
  const warnings = [...input.warnings, ...checkImages(sagittal, segmentation, spine)];
  const { studyInstanceUID } = study;
  return async (place: (disc: NamedDisc) => NamedDisc): Promise<LevelResult[]> => {
    const placed = discs.map(place);
    const graded = startGrading(placed, { studyInstanceUID, sagittal, showsT2, cutter, models });
    const levels: LevelResult[] = [];
    for (const disc of placed) {
      const signs = { warnings, canalSignal: signals.get(disc.level) };
      const measures = measured.get(disc.level)!;
      const grades = await graded.next();
      levels.push(levelResult(disc, grades, measures, signs, sagittal, cutter, models));
    }
    return levels;
  };
}

/** What stays of one study's grades. */
async function keptOf(study: StudyInput, models: Models, seed: number): Promise<Kept[]> {
  const random = randomFrom(seed);
  const grade = await regrader(study, models);
  const before = await grade(disc => disc);
  const kept: Kept[] = [];
  for (let move = 0; move < MOVES; move++) {
    const after = await grade(disc => ({
      ...disc,
      frame: movedFrame(disc.frame, MOST_MM, MOST_DEGREES, random),
    }));
    kept.push(...before.flatMap((level, i) => compared(level, after[i], 'moved-frame')));
  }
  const shifted = { ...study, series: study.series.map(shiftedByHalfAPixel) };
  const { levels } = await analyze(shifted, models);
  for (const level of before) {
    const after = levels.find(other => other.level === level.level);
    kept.push(...compared(level, after, 'half-pixel'));
  }
  return kept;
}

function figuresOf(kept: readonly Kept[]) {
  const of = (some: readonly Kept[]) => ({
    sureKept: shareOf(some.filter(one => one.sure)),
    unsureKept: shareOf(some.filter(one => !one.sure)),
  });
  const shareOf = (some: readonly Kept[]) =>
    some.length > 0 ? share(some.filter(one => one.kept).length, some.length) : null;
  const heads = [...new Set(kept.map(({ head }) => head))];
  const nine = new Set<string>(CONDITIONS);
  return Object.fromEntries(
    (['moved-frame', 'half-pixel'] as const).map(by => {
      const own = kept.filter(one => one.by === by);
      return [
        by,
        {
          all: of(own),
          conditions: of(own.filter(({ head }) => nine.has(head))),
          gradings: of(own.filter(({ head }) => !nine.has(head))),
          byHead: Object.fromEntries(
            heads.map(head => [head, of(own.filter(one => one.head === head))])
          ),
        },
      ];
    })
  );
}

interface Named {
  readonly name: string;
  readonly study: () => Promise<StudyInput>;
  /** One slice stands for all of them. */
  readonly equal?: boolean;
}

function* studiesAtHand(): Generator<readonly [set: string, studies: Iterable<Named>]> {
  const folder = (...parts: string[]) => path.join(SHARED_DATA, ...parts);
  const dicom = (name: string, at: string): Named => ({
    name,
    study: async () => (await readInput([at])).study,
  });
  const rsna = existsSync(folder('rsna'))
    ? readdirSync(folder('rsna')).map(name => dicom(`rsna ${name}`, folder('rsna', name)))
    : [];
  const sample = path.resolve(__dirname, '../../demo/studies/spider-45');
  yield ['DICOM studies', [dicom('spider-45', sample), ...rsna]];
  const series = function* (all: ReturnType<typeof fullWidthStudies>): Generator<Named> {
    for (const { name, series: one, equal } of all) {
      const { studyInstanceUID } = one;
      yield {
        ...{ name, equal: equal > 1 },
        study: () => Promise.resolve({ studyInstanceUID, series: [one] }),
      };
    }
  };
  yield ['full width', series(fullWidthStudies())];
  yield ['SPIDER T2 TSE', series(midStudies('t2', 'best'))];
  const space = readdirSync(folder('spider/images')).map(file => file.split('_')[0]!);
  yield [
    'SPIDER T2 SPACE',
    space.map((patient): Named => ({
      name: `${patient} T2 SPACE`,
      study: async () => {
        const one = await spaceSeries(patient);
        return { studyInstanceUID: one.studyInstanceUID, series: [one] };
      },
    })),
  ];
}

async function figuresBy(models: LoadedModels): Promise<object> {
  const forEqual: Models = { ...models, segmentation: remembering(models.segmentation) };
  const sets: Record<string, unknown> = {};
  const all: Kept[] = [];
  let seed = 1;
  for (const [set, studies] of studiesAtHand()) {
    const kept: Kept[] = [];
    const refused: string[] = [];
    let count = 0;
    for (const { name, study, equal } of studies) {
      try {
        kept.push(...(await keptOf(await study(), equal ? forEqual : models, seed++)));
        count++;
      } catch (error) {
        if (!(error instanceof DeepSpineError)) {
          throw error;
        }
        refused.push(`${name}: ${error.code}`);
      }
      process.stderr.write(`${name}\n`);
    }
    sets[set] = { studies: count, refused, ...figuresOf(kept) };
    all.push(...kept);
  }
  return {
    schema: 'deepspine-steadiness/1',
    models: [models.segmentation, models.grading, models.gradings].flatMap(model =>
      model ? [`${model.spec.name} ${model.spec.version}`] : []
    ),
    note:
      `Each disc's frame moved ${MOVES} times by up to ${MOST_MM} mm and turned by up to ${MOST_DEGREES}° in random ` +
      'directions, everything else as it was; and the whole analysis anew of slices sampled half a pixel further along ' +
      'both axes. Kept: the same grade, whether sure or not; unsure grades stand beside as the baseline. The shipped ' +
      "models; SPIDER's patients but the six test ones were in training.",
    all: figuresOf(all),
    sets,
  };
}

void writeFigures('steadiness.json', figuresBy);
