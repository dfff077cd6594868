import { buildStacks } from '../../imaging/stacks';
import { SAGITTAL, seriesOf } from '../../imaging/testing';
import type { Level } from '../../findings';
import type { NamedDisc } from '../locate/spine';
import type { Model, Models, Tensor } from '../model';
import type { ModelOutput, ModelSpec } from '../modelSpec';
import { volumeCutter } from './discVolumes';
import { startGrading } from './gradeLevels';

const layout = {
  ...SAGITTAL,
  rows: 160,
  columns: 110,
  rowSpacing: 0.9,
  columnSpacing: 0.9,
  slices: 15,
};
/** 60 mm wide. */
const stackOf = (brightness: number, sliceSpacing = 4) =>
  buildStacks(
    seriesOf(([x, y, z]) => brightness + x + 2 * y - z, {
      ...layout,
      sliceSpacing,
      slices: 1 + 60 / sliceSpacing,
    })
  ).stacks[0]!;

const input = (name: string, planes: number) => ({
  name,
  shape: [1, planes, 8, 8],
  spacingMm: [4, 4, 4],
  orientation: 'disc frame',
  normalization: { type: 'zscore', scope: 'volume' } as const,
});
const presence = (condition: 'DB' | 'LFA') => ({
  ...{ name: condition, condition, shape: [1, 2], classes: ['absent', 'present'] },
});
const FORAMEN: ModelOutput = {
  name: 'LFS',
  condition: 'LFS',
  shape: [1, 4],
  classes: ['none', 'mild', 'moderate', 'severe'],
};
const spec = (change: Partial<ModelSpec>): ModelSpec => ({
  ...{ name: 'x', task: 'grading', version: '1', file: 'x.onnx', sha256: 'a'.repeat(64), bytes: 1 },
  ...{ opset: 17, precision: 'fp32', inputs: [], outputs: [], intendedUse: 'test' },
  ...change,
});

/** A model that says the same of every disc; what it was given is kept. */
function modelOf(known: ModelSpec, logits: Record<string, number[]>) {
  const seen: Readonly<Record<string, Tensor>>[] = [];
  const model: Model = {
    spec: known,
    run: async inputs => {
      seen.push(inputs);
      return Object.fromEntries(
        Object.entries(logits).map(([name, values]) => [
          name,
          { dims: [1, values.length], data: Float32Array.from(values) },
        ])
      );
    },
  };
  return { model, seen };
}

const GRADING = spec({
  name: 'disc-grading',
  inputs: [input('sagittal', 3), { ...input('axial', 3), whenAbsent: 'zeros' }],
  outputs: [presence('DB'), presence('LFA'), FORAMEN],
});
const GRADINGS_SPEC = spec({
  ...{ name: 'disc-gradings', task: 'gradings', sha256: 'b'.repeat(64) },
  inputs: [input('sagittal', 1), { ...input('sagittalT1', 1), whenAbsent: 'zeros' }],
  outputs: [
    presence('DB'),
    { name: 'p', grading: 'pfirrmann', shape: [1, 5], classes: ['1', '2', '3', '4', '5'] },
  ],
});

const disc = (level: Level, z: number): NamedDisc =>
  ({
    level,
    frame: { center: [0, 0, z], right: [-1, 0, 0], anterior: [0, -1, 0], normal: [0, 0, 1] },
    canal: [0, 26, z],
    midline: 0,
    posteriorMargin: -18,
    thickness: 9,
  }) as unknown as NamedDisc;

async function graded({
  thin = false,
  t1 = false,
  showsT2 = true,
  withGradings = true,
  level = 'L3-L4' as Level,
} = {}) {
  const sagittal = stackOf(500, thin ? 1 : 4);
  const grading = modelOf(GRADING, { DB: [2, 0], LFA: [0, 3], LFS: [0, 0, 0, 4] });
  const gradings = modelOf(GRADINGS_SPEC, { DB: [0, 2], p: [0, 0, 0, 3, 0] });
  const models = {
    segmentation: { spec: spec({ task: 'segmentation' }) },
    grading: grading.model,
    gradings: withGradings ? gradings.model : null,
  } as unknown as Models;
  const results = startGrading([disc(level, 20), disc('L4-L5', -15)], {
    ...{ studyInstanceUID: '1.2', sagittal, showsT2, models },
    cutter: volumeCutter(sagittal, [], t1 ? stackOf(900) : null),
  });
  const first = await results.next();
  const at = (condition: string) => first.findings.find(f => f.condition === condition)!;
  return { first, at, seen: gradings.seen };
}

describe('the grades of a level', () => {
  it('take disc bulge from the model that learned it on real discs, where there is one', async () => {
    const { at } = await graded();
    expect(at('DB')).toMatchObject({
      grade: 'present',
      modelGrade: { model: { name: 'disc-gradings' } },
    });
    const alone = await graded({ withGradings: false });
    expect(alone.at('DB')).toMatchObject({
      grade: 'absent',
      modelGrade: { model: { name: 'disc-grading' } },
    });
    expect(alone.first.gradings.every(g => g.notGradedReason === 'no-model')).toBe(true);
  });

  it('hold one degeneration grading per key, those without a head not graded', async () => {
    const { first } = await graded();
    expect(first.gradings.map(({ grading, grade }) => [grading, grade])).toEqual([
      ['pfirrmann', '4'],
      ...['narrowing', 'herniation', 'modic', 'endplate', 'listhesis'].map(key => [
        key,
        'not-graded',
      ]),
    ]);
    expect(new Set(first.gradings.map(({ uid }) => uid)).size).toBe(6);
  });

  it('rest on T2 and, where there is one, on the T1 series of the same place', async () => {
    const without = await graded();
    expect(Math.max(...without.seen[0]!.sagittalT1!.data)).toBe(0);
    const { seen } = await graded({ t1: true });
    expect(Math.max(...seen[0]!.sagittalT1!.data)).toBeGreaterThan(1);
    const onT1 = await graded({ showsT2: false });
    expect(onT1.first.gradings.every(({ grade }) => grade === 'not-graded')).toBe(true);
    expect(onT1.at('DB').modelGrade!.model.name).toBe('disc-grading');
  });

  it('leave facets ungraded without axial images, unless these can be made of thin slices', async () => {
    const { at } = await graded();
    expect(at('LFA')).toMatchObject({ grade: 'not-graded', notGradedReason: 'no-axial' });
    expect(at('LFA').modelGrade).toBeUndefined();
    const thin = await graded({ thin: true });
    expect(thin.at('LFA').grade).toBe('present');
  });

  it('leave the foramina of L5-S1 ungraded without axial images, and no others', async () => {
    const at = async (level: Level, thin: boolean) => (await graded({ level, thin })).at('LFS');
    for (const thin of [false, true]) {
      expect(await at('L5-S1', thin)).toMatchObject({
        grade: 'not-graded',
        notGradedReason: 'no-axial',
      });
      expect((await at('L3-L4', thin)).grade).toBe('severe');
    }
  });
});
