import { explainVolumes, hidden, spread, type ExplainRequest } from './occlusion';
import type { DiscVolume } from './discVolumes';
import type { DiscFrame } from '../levelResult';
import type { Model, Tensor } from '../model';
import type { ModelSpec } from '../modelSpec';

const frame: DiscFrame = {
  center: [0, 0, 0],
  right: [-1, 0, 0],
  anterior: [0, -1, 0],
  normal: [0, 0, 1],
};

/** Noise, and a bright spot of 6 × 6 pixels around one place. */
function volume(
  kind: 'sagittal' | 'axial',
  rows: number,
  columns: number,
  spot?: [number, number]
) {
  const data = new Float32Array(3 * rows * columns);
  for (let i = 0; i < data.length; i++) {
    const [r, c] = [Math.floor(i / columns) % rows, i % columns];
    const bright = spot && Math.abs(r - spot[0]) < 3 && Math.abs(c - spot[1]) < 3;
    data[i] = bright ? 1000 : (i * 7919) % 13;
  }
  const made: DiscVolume = {
    kind,
    shape: [3, rows, columns],
    spacing: [3, 0.5, 0.5],
    centerMm: [0, 0, 0],
    data,
    covered: new Uint8Array(data.length).fill(1),
    coverage: 1,
    seriesInstanceUID: kind,
  };
  return made;
}

/** Says "present" the more bright samples its sagittal input has. */
const seesSpots: Model = {
  spec: {
    name: 'test',
    version: '1',
    sha256: 'ab',
    inputs: ['sagittal', 'axial'].map(name => ({
      name,
      shape: [1, 3, 48, 48],
      spacingMm: [3, 1, 1],
    })),
    outputs: (['DB', 'DOC'] as const).map(condition => ({
      ...{ name: condition, shape: [1, 2], condition, classes: ['absent', 'present'] },
    })),
  } as unknown as ModelSpec,
  run: async inputs => {
    const bright = inputs.sagittal!.data.filter(value => value > 2).length;
    const logits: Tensor = { dims: [1, 2], data: Float32Array.of(0, 0.08 * bright - 3) };
    return { DB: logits, DOC: logits };
  },
};

const request: ExplainRequest = {
  ...{ condition: 'DB', grade: 'present', level: 'L4-L5', frame },
  point: [0, 0, 0],
  frames: [frame],
};

describe('occlusion', () => {
  it('says whether that lies at the finding', async () => {
    const spotted = [volume('sagittal', 48, 64, [12, 50]), volume('axial', 40, 48)];
    const at = async (point: ExplainRequest['point']) =>
      (await explainVolumes(spotted, seesSpots, { ...request, condition: 'DOC', point })).atFinding;
    expect(await at([0, 9, 6])).toBe(true);
    // Whatever the side: the planes of the volume are not told apart.
    expect(await at([17, 9, 6])).toBe(true);
    expect(await at([0, -14, -10])).toBe(false);
    const plain = [volume('sagittal', 48, 64), volume('axial', 40, 48)];
    expect((await explainVolumes(plain, seesSpots, request)).atFinding).toBeNull();
  });

  it('takes the whole disc for the place of a bulge, and no vertebra', async () => {
    const at = async (row: number) => {
      const spotted = [volume('sagittal', 64, 64, [row, 12]), volume('axial', 40, 48)];
      return (await explainVolumes(spotted, seesSpots, { ...request, point: [0, 17, 0] }))
        .atFinding;
    };
    expect(await at(32)).toBe(true);
    expect(await at(2)).toBe(false);
  });

  it('points at what drove the grade, and at nothing else', async () => {
    const spotted = [volume('sagittal', 48, 64, [12, 50]), volume('axial', 40, 48, [20, 20])];
    const progress: number[] = [];
    const { probability, volumes } = await explainVolumes(spotted, seesSpots, request, {
      onProgress: fraction => progress.push(fraction),
    });
    expect(probability).toBeGreaterThan(0.9);
    const [sagittal, axial] = volumes;
    const top = sagittal!.fall.indexOf(Math.max(...sagittal!.fall));
    expect(Math.abs(Math.floor(top / 64) - 12)).toBeLessThan(6);
    expect(Math.abs((top % 64) - 50)).toBeLessThan(8);
    expect(Math.max(...sagittal!.fall)).toBeGreaterThan(0.5);
    expect(sagittal!.fall[40 * 64 + 10]).toBeCloseTo(0, 1);
    expect(Math.max(...axial!.fall)).toBe(0);
    expect([sagittal!.rows, sagittal!.columns, sagittal!.image.length]).toEqual([48, 64, 48 * 64]);
    // Row 12 of 48 is above the middle, column 50 of 64 behind it; LPS: posterior and up are positive.
    const { corner, down, across } = sagittal!.plane;
    const at = (row: number, column: number) =>
      corner.map((x, i) => x + row * down[i]! + column * across[i]!);
    expect(at(23.5, 31.5)).toEqual([0, 0, 0]);
    expect(at(12, 50)).toEqual([0, (50 - 31.5) * 0.5, (23.5 - 12) * 0.5]);
    expect(sagittal!.depth).toBe(6);
    expect(progress).toHaveLength(128);
    expect(progress.at(-1)).toBe(1);
  });

  it('looks only at series that there are', async () => {
    const missing = { ...volume('axial', 40, 48), seriesInstanceUID: null };
    let runs = 0;
    const counting = {
      ...seesSpots,
      run: (i: Record<string, Tensor>) => (runs++, seesSpots.run(i)),
    };
    const { volumes } = await explainVolumes(
      [volume('sagittal', 48, 48, [24, 24]), missing],
      counting,
      request
    );
    expect(volumes.map(({ available }) => available)).toEqual([true, false]);
    expect(runs).toBe(65);
  });

  it('can be cancelled, and says when there is no such grade', async () => {
    const volumes = [volume('sagittal', 48, 48), volume('axial', 48, 48)];
    const abort = new AbortController();
    abort.abort();
    const { signal } = abort;
    await expect(explainVolumes(volumes, seesSpots, request, { signal })).rejects.toThrow(/cancel/);
    const other = { ...request, condition: 'SCS', grade: 'mild' } as const;
    await expect(explainVolumes(volumes, seesSpots, other)).rejects.toThrow(/does not grade/);
  });

  it('hides one place in every plane and leaves the original as it was', () => {
    const original = volume('sagittal', 48, 48, [24, 24]);
    const before = original.data.slice();
    const { data } = hidden(original, { row: 0, column: 7 });
    expect(original.data).toEqual(before);
    const differs = data.map((v, i) => (v === before[i] ? 0 : 1));
    for (const plane of [0, 1, 2]) {
      expect(differs[plane * 48 * 48 + 47]).toBe(1);
      expect(differs[plane * 48 * 48 + 24 * 48 + 24]).toBe(0);
    }
  });

  it('is linear between places', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => i % 8);
    const out = spread(values, 16, 80);
    expect(out[0]).toBe(0);
    expect(out[79]).toBe(7);
    expect(out[39]! + out[40]!).toBeCloseTo(7);
  });
});
