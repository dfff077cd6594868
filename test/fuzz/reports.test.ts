/**
 * Damaged reports of ours: not taken for one of ours, refused in a sentence, or read such that every finding
 * still stands at its level and on its side.
 */
import fc from 'fast-check';
import { CONDITION_DEFINITIONS, LEVELS, type Finding } from '../../extension/src/findings';
import {
  buildStructuredReport,
  readStructuredReport,
  type NaturalizedDataset,
  type StoredReport,
} from '../../extension/src/record';
import {
  CONDITION_CODE,
  DISC_CODE,
  GRADE_CODE,
  OWN,
  SIDE_CODE,
  codeItem,
  type Code,
} from '../../extension/src/record/codes';
import { analysis, NOW, source, uidSequence } from '../record/phantom';
import { budget } from './budget';
import { guarded } from './hangAlarm';
import { damagedTree, hostileValue, pathsOf, treeEdits } from './mutations';
import { refusalOf } from './refusals';

jest.setTimeout(3_600_000);

const REPORT = buildStructuredReport(analysis(), source(), { now: NOW, uid: uidSequence('fuzz') });
const STATED = new Map(
  analysis()
    .levels.flatMap(({ findings }) => findings)
    .map(finding => [finding.uid, finding])
);

/** Reads a damaged report; anything but a refusal in a sentence fails the property. */
function read(report: NaturalizedDataset, what = 'a report'): StoredReport | undefined {
  let stored: StoredReport | null | undefined;
  const refusal = guarded(what, () => refusalOf(() => (stored = readStructuredReport(report))));
  if (refusal) {
    expect(refusal.code).toBe('bad-report');
  }
  return stored ?? undefined;
}

const placeOf = ({ level, condition }: Finding) => `${level} ${condition}`;

/** Every finding is where it was said to be, once, and its grade is one of its scale. */
function expectPlaced({ record }: StoredReport): void {
  expect(record.levels.every(({ level }) => LEVELS.includes(level))).toBe(true);
  for (const { level, findings, frame } of record.levels) {
    const cells = findings.map(placeOf);
    expect(new Set(cells).size).toBe(cells.length);
    expect([...frame.center, ...frame.right, ...frame.anterior].every(Number.isFinite)).toBe(true);
    for (const finding of findings) {
      const stated = STATED.get(finding.uid);
      expect(finding.level).toBe(level);
      if (stated) {
        expect(placeOf(finding)).toBe(placeOf(stated));
      }
      const grades: readonly string[] = CONDITION_DEFINITIONS[finding.condition].grades;
      expect([...grades, 'not-graded']).toContain(finding.grade);
      expect(finding.point.every(Number.isFinite)).toBe(true);
    }
  }
}

test('the report as it was written is read whole', () => {
  const stored = read(REPORT)!;
  expectPlaced(stored);
  expect(stored.record.levels.flatMap(({ findings }) => findings)).toHaveLength(STATED.size);
});

test('damage anywhere moves no finding', () => {
  fc.assert(
    fc.property(treeEdits, edits => {
      const stored = read(damagedTree(REPORT, edits), fc.stringify(edits));
      if (stored) {
        expectPlaced(stored);
      }
    }),
    budget('sr structure')
  );
});

const CODES: readonly Code[] = [
  ...Object.values(SIDE_CODE),
  ...Object.values(DISC_CODE),
  ...Object.values(GRADE_CODE),
  ...Object.values(CONDITION_CODE).flatMap(({ finding, structure }) =>
    structure ? [finding, structure] : [finding]
  ),
  OWN.notGraded,
  OWN.accepted,
];
/** Where the report holds codes. */
const CODE_PATHS = pathsOf(REPORT)
  .filter(path => path[path.length - 1] === 'CodeValue')
  .map(path => path.slice(0, -1));

/** A copy of the report with the code at a place replaced by another. */
function recoded(place: number, to: unknown): NaturalizedDataset {
  const report = structuredClone(REPORT);
  const path = CODE_PATHS[place]!;
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], report);
  (holder as Record<string, unknown>)[path[path.length - 1]!] = to;
  return report;
}

test('changed codes move no finding', () => {
  const places = fc.nat({ max: CODE_PATHS.length - 1 });
  const code = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...CODES).map(codeItem) },
    { weight: 1, arbitrary: hostileValue }
  );
  fc.assert(
    fc.property(places, code, (place, to) => {
      const stored = read(recoded(place, to), fc.stringify([place, to]));
      if (stored) {
        expectPlaced(stored);
      }
    }),
    budget('sr codes')
  );
});

/** The mistake that must never happen, at every place where it could. */
test('no side code anywhere can be turned round unnoticed', () => {
  const at = (path: readonly (string | number)[]) =>
    path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], REPORT) as {
      CodeValue: string;
    };
  const places = CODE_PATHS.flatMap((path, place) => {
    const { CodeValue } = at(path);
    const side = CodeValue === SIDE_CODE.left.value ? 'right' : 'left';
    const isSide = Object.values(SIDE_CODE).some(({ value }) => value === CodeValue);
    return isSide ? [[place, SIDE_CODE[side]] as const] : [];
  });
  expect(places.length).toBeGreaterThan(20);
  for (const [place, to] of places) {
    const stored = read(recoded(place, codeItem(to)));
    if (stored) {
      expectPlaced(stored);
    }
  }
});
