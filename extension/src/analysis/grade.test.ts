import { CONDITIONS, type Condition, type Vec3 } from '../findings';
import type { DiscVolume } from './discVolumes';
import { gradeDisc, gradedConditions, notGraded } from './grade';
import type { Model, ModelSpec, Tensor } from './types';

const SPEC: ModelSpec = {
  name: 'disc-grading',
  task: 'grading',
  version: '1.0.0',
  file: 'x.onnx',
  sha256: '0'.repeat(64),
  bytes: 1,
  opset: 17,
  precision: 'fp32',
  inputs: [
    {
      name: 'sagittal',
      shape: [1, 1, 1, 4],
      spacingMm: [3, 0.5, 0.5],
      orientation: '',
      normalization: { type: 'zscore', scope: 'volume' },
    },
  ],
  outputs: [
    { name: 'a', condition: 'DB', classes: ['absent', 'present'], shape: [1, 2] },
    { name: 'b', condition: 'SCS', classes: ['none', 'mild', 'moderate', 'severe'], shape: [1, 4] },
  ],
  operatingPoints: { DB: 0.3 },
  calibration: { SCS: { temperature: 2 } },
  intendedUse: 'Research use only.',
};

/** A model whose logits are known; what it was given is kept. */
function modelOf(logits: Record<string, number[]>, spec = SPEC) {
  const seen: Record<string, Tensor>[] = [];
  const model: Model = {
    spec,
    run: async inputs => {
      seen.push({ ...inputs });
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

const volume: DiscVolume = {
  kind: 'sagittal',
  shape: [1, 1, 4],
  spacing: [3, 0.5, 0.5],
  data: Float32Array.of(2, 4, 6, 8),
  coverage: 1,
};

const points = Object.fromEntries(CONDITIONS.map((c, i) => [c, [i, 0, 0]])) as unknown as Record<
  Condition,
  Vec3
>;
const context = {
  studyInstanceUID: '1.2',
  seriesInstanceUID: '1.2.3',
  level: 'L4-L5',
  points,
} as const;

describe('gradeDisc', () => {
  it('normalises, divides by the temperature, and states the likeliest severity', async () => {
    const { model, seen } = modelOf({ a: [0, 0], b: [0, 0, 2 * Math.log(9), 0] });
    const findings = await gradeDisc(model, [volume], context);
    expect(seen[0]!.sagittal!.dims).toEqual([1, 1, 1, 4]);
    expect(seen[0]!.sagittal!.data[3]).toBeCloseTo(3 / Math.sqrt(5), 6);
    // The cut volume is for others to use again.
    expect([...volume.data]).toEqual([2, 4, 6, 8]);
    const scs = findings.find(f => f.condition === 'SCS')!;
    expect(scs).toMatchObject({ grade: 'moderate', level: 'L4-L5', status: 'suggested' });
    expect(scs.modelGrade!.probabilities.moderate).toBeCloseTo(0.75, 5);
    expect(scs.modelGrade!.probabilities.severe).toBeCloseTo(1 / 12, 5);
    expect(scs.unsure).toBeUndefined();
  });

  it('states presence from the operating point on, and doubt beside it', async () => {
    const db = async (probability: number) => {
      const { model } = modelOf({
        a: [0, Math.log(probability / (1 - probability))],
        b: [0, 0, 0, 0],
      });
      return (await gradeDisc(model, [volume], context)).find(f => f.condition === 'DB')!;
    };
    expect(await db(0.25)).toMatchObject({ grade: 'absent', unsure: true });
    expect(await db(0.35)).toMatchObject({ grade: 'present', unsure: true });
    expect((await db(0.9)).unsure).toBeUndefined();
  });

  it('leaves conditions without a head not graded, never none', async () => {
    const { model } = modelOf({ a: [0, 0], b: [0, 0, 0, 0] });
    const findings = await gradeDisc(model, [volume], context);
    expect(findings.map(f => f.condition)).toEqual([...CONDITIONS]);
    for (const f of findings.filter(f => f.condition !== 'DB' && f.condition !== 'SCS')) {
      expect(f.grade).toBe('not-graded');
      expect(f.modelGrade).toBeUndefined();
    }
    expect(notGraded(SPEC, context).every(f => f.grade === 'not-graded')).toBe(true);
    expect(gradedConditions(SPEC)).toEqual(['SCS', 'DB']);
  });

  it('gives a finding the same identity on the same study and another one elsewhere', async () => {
    const { model } = modelOf({ a: [0, 0], b: [0, 0, 0, 0] });
    const uids = async (c: typeof context | { level: 'L3-L4' } | { studyInstanceUID: '9' }) =>
      (await gradeDisc(model, [volume], { ...context, ...c })).map(f => f.uid);
    const first = await uids(context);
    expect(await uids(context)).toEqual(first);
    const all = [
      ...first,
      ...(await uids({ level: 'L3-L4' })),
      ...(await uids({ studyInstanceUID: '9' })),
    ];
    expect(new Set(all).size).toBe(27);
  });

  it('refuses outputs that are not what the manifest states', async () => {
    const short = modelOf({ a: [0], b: [0, 0, 0, 0] }).model;
    await expect(gradeDisc(short, [volume], context)).rejects.toMatchObject({ code: 'model-run' });
    const bad = modelOf({ a: [NaN, 0], b: [0, 0, 0, 0] }).model;
    await expect(gradeDisc(bad, [volume], context)).rejects.toMatchObject({ code: 'model-run' });
    const missing = modelOf({ a: [0, 0] }).model;
    await expect(gradeDisc(missing, [volume], context)).rejects.toMatchObject({
      code: 'model-run',
    });
  });
});
