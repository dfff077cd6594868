import { CONDITIONS, type Condition, type Vec3 } from '../../findings';
import type { DiscVolume } from './discVolumes';
import { gradeDisc, gradedConditions, notGraded } from './grade';
import type { Model, Tensor } from '../model';
import type { ModelSpec } from '../modelSpec';

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
  centerMm: [0, 0, 0],
  data: Float32Array.of(2, 4, 6, 8),
  covered: Uint8Array.of(1, 1, 1, 1),
  coverage: 1,
  seriesInstanceUID: '1.2.3',
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
  it('normalizes, divides by the temperature, and states the likeliest severity', async () => {
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

  it('gives exactly 0 beyond the images, which count with the mean of the rest', async () => {
    const { model, seen } = modelOf({ a: [0, 0], b: [0, 0, 0, 0] });
    const part = {
      ...volume,
      data: Float32Array.of(1, 3, 2, 2),
      covered: Uint8Array.of(1, 1, 0, 0),
    };
    await gradeDisc(model, [part], context);
    // Mean 2; variance (1 + 1 + 0 + 0) / 4.
    const scaled = Math.fround(Math.SQRT2);
    expect([...seen[0]!.sagittal!.data]).toEqual([-scaled, scaled, 0, 0]);
    const absent = { ...volume, data: new Float32Array(4), covered: new Uint8Array(4) };
    await gradeDisc(model, [absent], context);
    expect([...seen[1]!.sagittal!.data]).toEqual([0, 0, 0, 0]);
  });

  it('is unsure where the calibration says so', async () => {
    const spec = (unsureBelow: number, unsureWithin: number): ModelSpec => ({
      ...SPEC,
      calibration: {
        SCS: { temperature: 1, unsureBelow },
        DB: { temperature: 1, unsureWithin },
      },
    });
    // SCS: severe with 7 / 10; DB: 0.4 beyond its operating point of 0.3.
    const logits = { a: [Math.log(0.3), Math.log(0.7)], b: [0, 0, 0, Math.log(7)] };
    const unsure = async (s: ModelSpec) =>
      (await gradeDisc(modelOf(logits, s).model, [volume], context))
        .filter(f => f.unsure)
        .map(f => f.condition);
    expect(await unsure(spec(0.69, 0.39))).toEqual([]);
    expect(await unsure(spec(0.71, 0.39))).toEqual(['SCS']);
    expect(await unsure(spec(0.69, 0.41))).toEqual(['DB']);
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
