import type { Condition, Finding, Grade, Grading, UsedModel } from '../../findings';
import type { Warning } from '../warning';
import { gradingsWithDoubts, withDoubts } from './doubts';

const MODEL = { name: 'disc-grading', version: '1', sha256: 'a'.repeat(64) };
const MODELS: readonly UsedModel[] = [
  {
    ...MODEL,
    evidence: {
      SCS: { status: 'simulated-only' },
      DB: {
        status: 'real',
        dataSet: 'real discs',
        n: 10,
        patients: 5,
        metric: 'auc',
        value: 0.9,
        interval: [0.8, 1],
        baseline: { name: 'level alone', value: 0.6 },
        figures: 'figures/x.json#/DB',
      },
    },
  },
];
const finding = (condition: Condition, grade: Grade): Finding => ({
  uid: '2.25.1',
  level: 'L4-L5',
  condition,
  grade,
  modelGrade: { grade, probabilities: { [grade]: 1 }, model: MODEL },
  comparator: { grade, probabilities: { [grade]: 1 }, version: '1' },
  source: { kind: 'model', model: MODEL },
  status: 'suggested',
  point: [0, 0, 0],
});
const warning = (code: Warning['code'], level?: Warning['level']): Warning => ({
  code,
  text: 'x',
  ...(level ? { level } : {}),
});
const unsure = (findings: readonly Finding[], warnings: readonly Warning[], canalSignal?: number) =>
  withDoubts(findings, MODELS, { warnings, canalSignal }).map(f => f.unsure ?? false);

describe('doubts', () => {
  const graded = [finding('SCS', 'none'), finding('DOC', 'absent'), finding('DB', 'present')];

  it('leave a head without real evidence, or with none stated, never sure on unlike images', () => {
    expect(unsure(graded, [])).toEqual([false, false, false]);
    expect(unsure(graded, [warning('images-unlike-training')])).toEqual([true, true, false]);
    expect(unsure(graded, [warning('contrast-unusual')])).toEqual([true, true, false]);
  });

  it('leave what was tested on real discs never sure on images that none of those are like', () => {
    const warnings = [warning('fat-suppressed')];
    expect(unsure(graded, warnings)).toEqual([false, false, true]);
    const stated: Grading = {
      ...{ uid: '2.25.2', level: 'L4-L5', grading: 'pfirrmann', grade: '2', point: [0, 0, 0] },
      modelGrade: { grade: '2', probabilities: { 2: 1 }, model: MODEL },
      source: { kind: 'model', model: MODEL },
      status: 'suggested',
    };
    const nothing: Grading = { ...stated, grade: 'not-graded', modelGrade: undefined };
    const gradings = [stated, nothing];
    const marked = (some: readonly Warning[]) =>
      gradingsWithDoubts(gradings, { warnings: some, canalSignal: undefined }).map(g => g.unsure);
    expect(marked(warnings)).toEqual([true, undefined]);
    expect(marked([warning('contrast-unusual')])).toEqual([undefined, undefined]);
  });

  it('stay with the level that a warning is of', () => {
    expect(unsure(graded, [warning('signal-void', 'L4-L5')])).toEqual([true, true, false]);
    expect(unsure(graded, [warning('signal-void', 'L1-L2')])).toEqual([false, false, false]);
    expect(unsure(graded, [warning('no-axial')])).toEqual([false, false, false]);
  });

  it.each<[Grade, number | undefined, boolean]>([
    ['severe', 0.3, false],
    ['severe', 0.95, true],
    ['mild', 0.95, true],
    ['mild', 0.8, false],
    ['moderate', 0.5, false],
    ['moderate', 0.7, true],
    ['none', 1, false],
    ['none', 0.3, true],
    ['moderate', undefined, false],
  ])('hear what the canal itself says of %s at a signal of %s', (grade, signal, doubtful) => {
    expect(unsure([finding('SCS', grade)], [], signal)).toEqual([doubtful]);
  });

  it('do not take a stenosis for certain where nothing was measured', () => {
    const alone = (grade: Grade) => ({ ...finding('SCS', grade), comparator: undefined });
    expect(unsure([alone('moderate')], [], 0.5)).toEqual([true]);
    expect(unsure([alone('none')], [], 0.9)).toEqual([false]);
    expect(unsure([{ ...alone('severe'), condition: 'LFS' }], [], 0.5)).toEqual([false]);
  });

  it('say nothing of what no model graded', () => {
    const notGraded: Finding = {
      ...finding('SCS', 'none'),
      grade: 'not-graded',
      modelGrade: undefined,
    };
    expect(
      withDoubts([notGraded], MODELS, { warnings: [warning('contrast-unusual')], canalSignal: 1 })
    ).toEqual([notGraded]);
  });
});
