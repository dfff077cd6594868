/**
 * Sides and levels, end to end: the simulated study, whose two sides and levels differ, through the whole
 * pipeline with the shipped weights, against what was built into it; and its mirror image.
 */
import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  mirrored,
  type Condition,
  type Finding,
  type Level,
} from '../../extension/src/findings';
import truth from '../fixtures/synthetic-asymmetric.json';
import { analyzed, distance, sampleFolder } from './analyzed';
import type { VariantResult } from './analyzeVariants';

// Two analyses on whatever machine.
jest.setTimeout(20 * 60_000);

type LumbarLevel = keyof typeof truth.levels;
const LEVELS = Object.keys(truth.levels) as LumbarLevel[];

/** How much surer of one thing than of the other the model must at least be. */
const MARGIN = 0.1;

let stored: VariantResult;
let mirrorImage: VariantResult;
beforeAll(async () => {
  const results = await analyzed(sampleFolder('synthetic-asymmetric'), 'asStored', 'mirrored');
  ({ asStored: stored, mirrored: mirrorImage } = results);
});

function finding({ levels }: VariantResult, level: Level, condition: Condition): Finding {
  const found = levels.find(l => l.level === level)?.findings.find(f => f.condition === condition);
  if (!found) {
    throw new Error(`${level} ${condition} is not in the result.`);
  }
  return found;
}

/** Mean of the model's distribution over a scale's grades, 0 for the normal one, 1 for the worst. */
function severity(result: VariantResult, level: Level, condition: Condition): number {
  const { grades } = CONDITION_DEFINITIONS[condition];
  const { modelGrade } = finding(result, level, condition);
  if (!modelGrade) {
    throw new Error(`${level} ${condition} was not graded.`);
  }
  const mean = grades.reduce((sum, g, i) => sum + i * (modelGrade.probabilities[g] ?? 0), 0);
  return mean / (grades.length - 1);
}

describe('levels', () => {
  test('every disc has the name of the disc that it lies at', () => {
    for (const level of LEVELS) {
      const { center } = stored.levels.find(l => l.level === level)!.frame;
      const away = LEVELS.map(l => ({ level: l, mm: distance(center, truth.levels[l].center) }));
      away.sort((a, b) => a.mm - b.mm);
      expect([level, away[0]!.level]).toEqual([level, level]);
      expect([level, away[0]!.mm < 5]).toEqual([level, true]);
    }
  });

  test('disc planes are tilted as built, and seen from the right way round', () => {
    for (const { level, frame } of stored.levels) {
      expect([level, frame.right[0] < -0.95, frame.anterior[1] < -0.8]).toEqual([
        level,
        true,
        true,
      ]);
      const built = truth.levels[level as LumbarLevel]?.normal;
      const cosine = built?.reduce((sum, n, i) => sum + n * frame.normal[i]!, 0) ?? 1;
      // A disc further up or down is tilted by ten degrees and more otherwise.
      expect([level, cosine > Math.cos((8 * Math.PI) / 180)]).toEqual([level, true]);
    }
  });

  test('the axial slabs, in a frame of reference of their own, serve every built level', () => {
    expect(stored.axialSeriesUID).not.toBeNull();
    const reformatted = stored.warnings.flatMap(({ code, level }) =>
      code.startsWith('axial') && level ? [level] : []
    );
    expect(LEVELS.filter(level => reformatted.includes(level))).toEqual([]);
  });

  test('all nine conditions are graded at every built level', () => {
    const missing = LEVELS.flatMap(level =>
      CONDITIONS.filter(c => finding(stored, level, c).grade === 'not-graded').map(
        condition => `${level} ${condition}`
      )
    );
    expect(missing).toEqual([]);
  });

  test('the narrow canal is that of L3-L4', () => {
    const others = LEVELS.filter(level => level !== 'L3-L4');
    for (const level of others) {
      const difference = severity(stored, 'L3-L4', 'SCS') - severity(stored, level, 'SCS');
      expect([level, difference > MARGIN]).toEqual([level, true]);
    }
  });

  test('the epidural fat is that of L5-S1', () => {
    for (const level of ['L2-L3', 'L3-L4', 'L4-L5'] as const) {
      const difference = severity(stored, 'L5-S1', 'EL') - severity(stored, level, 'EL');
      expect([level, difference > MARGIN]).toEqual([level, true]);
    }
  });
});

describe('sides', () => {
  test.each<[string, LumbarLevel, Condition, Condition]>([
    ['the arthropathic facet of L2-L3 is the right one', 'L2-L3', 'RFA', 'LFA'],
    ['the arthropathic facet of L4-L5 is the left one', 'L4-L5', 'LFA', 'RFA'],
    ['the closed foramen of L4-L5 is the left one', 'L4-L5', 'LFS', 'RFS'],
  ])('%s', (_name, level, sick, healthy) => {
    const { grades } = truth.levels[level];
    expect(grades[sick]).not.toBe(grades[healthy]);
    const difference = severity(stored, level, sick) - severity(stored, level, healthy);
    expect(difference).toBeGreaterThan(MARGIN);
    // Seen the other way, in the mirror image of the same patient.
    const inTheMirror = severity(mirrorImage, level, healthy) - severity(mirrorImage, level, sick);
    expect(inTheMirror).toBeGreaterThan(MARGIN);
  });

  test('the facets of L2-L3 and L4-L5 are graded as built', () => {
    for (const level of ['L2-L3', 'L4-L5'] as const) {
      const { LFA, RFA } = truth.levels[level].grades;
      const graded = (['LFA', 'RFA'] as const).map(c => finding(stored, level, c).grade);
      expect([level, ...graded]).toEqual([level, LFA, RFA]);
    }
  });

  test('left findings lie on the left of the disc (+x), right ones on its right', () => {
    for (const { level, frame } of stored.levels) {
      const x = (condition: Condition): number => finding(stored, level, condition).point[0];
      for (const [left, right] of [['LFS', 'RFS'] as const, ['LFA', 'RFA'] as const]) {
        const beside = [x(left) - frame.center[0], frame.center[0] - x(right)];
        expect([level, left, ...beside.map(mm => mm > 5)]).toEqual([level, left, true, true]);
      }
    }
  });
});

describe('the mirror image of the patient', () => {
  test('has the same discs, on the other side of the mirror', () => {
    expect(mirrorImage.levels.map(({ level }) => level)).toEqual(
      stored.levels.map(({ level }) => level)
    );
    for (const [i, { level, frame }] of mirrorImage.levels.entries()) {
      const [x, y, z] = stored.levels[i]!.frame.center;
      expect([level, distance(frame.center, [-x, y, z]) < 1]).toEqual([level, true]);
      expect([level, frame.right[0] < -0.95]).toEqual([level, true]);
    }
  });

  test('has the same grades, at the other side', () => {
    const grades = (result: VariantResult, side: (condition: Condition) => Condition) =>
      LEVELS.map(level => [
        level,
        ...CONDITIONS.map(c => `${c} ${finding(result, level, side(c)).grade}`),
      ]);
    expect(grades(mirrorImage, mirrored)).toEqual(grades(stored, c => c));
  });

  test('has the same probabilities, at the other side', () => {
    // Of the planes beside the middle one an odd number is begun in wider columns: on one side one more than on the other,
    // where labels then differ a little, which moves a disc by micrometers.
    const atMost = 2e-3;
    for (const level of LEVELS) {
      for (const condition of CONDITIONS) {
        const { probabilities } = finding(stored, level, condition).modelGrade!;
        const reflected = finding(mirrorImage, level, mirrored(condition)).modelGrade!;
        for (const [grade, probability] of Object.entries(probabilities)) {
          const difference = Math.abs(
            reflected.probabilities[grade as keyof typeof probabilities]! - probability
          );
          expect([level, condition, difference < atMost]).toEqual([level, condition, true]);
        }
      }
    }
  });

  test('has its findings at the mirrored points', () => {
    for (const level of LEVELS) {
      for (const condition of CONDITIONS) {
        const [x, y, z] = finding(stored, level, condition).point;
        const { point } = finding(mirrorImage, level, mirrored(condition));
        const same = distance(point, [-x, y, z]) < 2;
        expect([level, condition, same]).toEqual([level, condition, true]);
      }
    }
  });
});
