import fc from 'fast-check';
import { analysis, NOW, source, uidSequence } from '../../../../test/record/phantom';
import {
  CONDITION_DEFINITIONS,
  type Finding,
  type FindingStatus,
  type Grading,
  GRADING_DEFINITIONS,
  type Level,
  LEVELS,
} from '../../findings';
import { asRead, fromPart10, toPart10 } from '../part10/part10';
import type { AnalysisRecord, NaturalizedDataset } from '../record';
import { buildStructuredReport } from './build';
import { readStructuredReport } from './read';

/** Whatever people make of a study comes back from its report as it was. */

jest.setTimeout(600_000);

/** What one person did to one finding or grading. */
interface Edit {
  readonly status: FindingStatus;
  /** Which grade of the scale, where it is changed. */
  readonly grade: number;
  readonly reviewer: string | undefined;
  readonly remark: string | undefined;
  readonly unsure: boolean;
}

/** Of any script; a text ends where its last visible character ends (PS3.5, 6.2: trailing spaces are padding). */
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map(text => text.trim())
  .filter(text => text !== '');
/** PN: without the characters that part components, groups and values. */
const anyName = fc
  .tuple(anyText, anyText)
  .map(parts =>
    parts.map(part =>
      Array.from(part.replace(/[\\^=\p{C}]/gu, ''))
        .slice(0, 15)
        .join('')
        .trim()
    )
  )
  .filter(parts => parts.every(part => part !== ''))
  .map(parts => parts.join('^'));

const edits = fc.record<Edit>({
  status: fc.constantFrom('suggested', 'accepted', 'changed', 'rejected'),
  grade: fc.nat(6),
  reviewer: fc.option(anyName, { nil: undefined }),
  remark: fc.option(anyText, { nil: undefined }),
  unsure: fc.boolean(),
});

function edited<T extends Finding | Grading>(
  stated: T,
  { status, grade, reviewer, remark, unsure }: Edit,
  grades: readonly string[]
): T {
  const bare = { ...stated, reviewer: undefined, remark: undefined, unsure: undefined };
  const isChanged = status === 'changed';
  return {
    ...bare,
    status,
    source: isChanged
      ? { kind: 'person', ...(reviewer ? { name: reviewer } : {}) }
      : { kind: 'model', model: modelOf(stated) },
    grade: isChanged ? grades[grade % grades.length]! : (stated.modelGrade?.grade ?? 'not-graded'),
    ...(status !== 'suggested' && reviewer ? { reviewer } : {}),
    ...(remark ? { remark } : {}),
    ...(unsure ? { unsure } : {}),
  } as T;
}

const modelOf = ({ modelGrade, source: by }: Finding | Grading) =>
  modelGrade?.model ?? (by.kind === 'model' ? by.model : analysis().models[1]!);

/** A study in any state: edits of every finding and grading, its levels under other names, warnings in any script. */
const states = fc
  .record({
    edits: fc.array(edits, { minLength: 30, maxLength: 30 }),
    shift: fc.constantFrom(0, 1),
    texts: fc.array(anyText, { maxLength: 3 }),
  })
  .map(({ edits: made, shift, texts }): AnalysisRecord => {
    const { studyInstanceUID, sagittalSeriesUID, axialSeriesUID, models, levels } = analysis();
    let next = 0;
    const isThere = ({ notGradedReason }: Finding | Grading) => notGradedReason === undefined;
    return {
      studyInstanceUID,
      sagittalSeriesUID,
      axialSeriesUID,
      models,
      levels: levels.slice(2, 4).map((level, i) => {
        const name: Level = LEVELS[i + 3 - shift]!;
        return {
          ...level,
          level: name,
          findings: level.findings.map(finding => {
            const edit = made[next++]!;
            const moved = { ...finding, level: name };
            const { grades } = CONDITION_DEFINITIONS[finding.condition];
            return isThere(finding) ? edited(moved, edit, grades) : moved;
          }),
          gradings: level.gradings!.map(grading => {
            const edit = made[next++]!;
            const moved = { ...grading, level: name };
            const { grades } = GRADING_DEFINITIONS[grading.grading];
            return isThere(grading) ? edited(moved, edit, grades) : moved;
          }),
        };
      }),
      warnings: texts.map(text => ({ code: 'level-cut-off', text, level: 'L1-L2' })),
    };
  });

/** Positions are single precision in a report; everything else is exact. */
const comparable = (record: AnalysisRecord) =>
  JSON.parse(
    JSON.stringify(record, (key, value: unknown) =>
      typeof value === 'number' && key !== 'mm' ? Math.round(value * 200) / 200 : value
    )
  ) as object;

const build = (record: AnalysisRecord) =>
  buildStructuredReport(record, source(), { now: NOW, uid: uidSequence('round trip') });

it.each<[string, (report: NaturalizedDataset) => NaturalizedDataset, number]>([
  ['as it was written', report => report, 60],
  ['as the viewer reads it', asRead, 25],
  ['as a file', report => fromPart10(toPart10(report)), 8],
])('any state of a study comes back from its report: %s', (_, through, numRuns) => {
  fc.assert(
    fc.property(states, record => {
      const restored = readStructuredReport(through(build(record)))!.record;
      expect(comparable(restored)).toEqual(comparable(record));
    }),
    { numRuns, seed: 31, endOnFailure: true }
  );
});
