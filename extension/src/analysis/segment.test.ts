import { buildStacks } from '../imaging/stacks';
import { SAGITTAL, seriesOf } from '../imaging/testing';
import { segmentStack } from './segment';
import type { Model, ModelSpec, Tensor } from './types';

const CLASSES = ['background', 'vertebra', 'disc', 'canal'];

/** 240 mm from front to back, with 30 mm of spine in the middle: bone, and brighter than bone 16 mm of disc. */
const stack = buildStacks(
  seriesOf(([, y, z]) => (Math.abs(y) >= 15 ? 100 : Math.abs(z) < 8 ? 2000 : 900), {
    ...SAGITTAL,
    slices: 9,
    rows: 48,
    columns: 240,
    rowSpacing: 1,
    columnSpacing: 1,
  })
).stacks[0]!;

const spec = (values: 'logits' | 'probabilities', batch: number | string = 'batch'): ModelSpec => ({
  name: 'bright is vertebra',
  task: 'segmentation',
  version: '1.0.0',
  file: 'bright.onnx',
  sha256: '0'.repeat(64),
  bytes: 1,
  opset: 17,
  precision: 'fp32',
  inputs: [
    {
      name: 'image',
      shape: [batch, 1, 'height', 'width'],
      multipleOf: 16,
      spacingMm: [1, 1],
      orientation: 'sagittal',
      normalization: { type: 'zscore', scope: 'slice' },
    },
  ],
  outputs: [{ name: 'said', shape: [batch, 4, 'height', 'width'], classes: CLASSES, values }],
  intendedUse: 'tests',
});

const BONE = [0.1, 0.7, 0.15, 0.05];
const DISC = [0.1, 0.05, 0.8, 0.05];
const DARK = [0.91, 0.03, 0.03, 0.03];

/** Calls bright pixels vertebra and brighter ones disc; takes its time, so that runs may overlap. */
class BrightModel implements Model {
  readonly dims: (readonly number[])[] = [];
  running = 0;
  mostRunning = 0;

  constructor(
    readonly spec: ModelSpec,
    readonly batch?: number,
    private readonly failAt = Infinity
  ) {}

  async run({ image }: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const { dims, data } = image!;
    this.dims.push(dims);
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    const run = this.dims.length;
    const area = dims[2]! * dims[3]!;
    const said = new Float32Array(4 * data.length);
    for (let slice = 0; slice < dims[0]!; slice++) {
      for (let i = 0; i < area; i++) {
        const value = data[slice * area + i]!;
        const shares = value > 3 ? DISC : value > 0.5 ? BONE : DARK;
        shares.forEach((share, k) => {
          const isLogits = this.spec.outputs[0]!.values === 'logits';
          said[(slice * 4 + k) * area + i] = isLogits ? Math.log(share) + 3 : share;
        });
      }
    }
    await new Promise(resolve => setTimeout(resolve, 2));
    this.running--;
    if (run >= this.failAt) {
      throw new Error(`run ${run} failed`);
    }
    return { said: { dims: [dims[0]!, 4, dims[2]!, dims[3]!], data: said } };
  }
}

/** Largest difference of two volumes. */
const apart = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('segmentStack', () => {
  it('looks at the middle slice whole and at the others around the spine', async () => {
    const model = new BrightModel(spec('probabilities'));
    const { grid, vertebra, images, air } = await segmentStack(stack, model);
    expect(model.dims.map(dims => dims[3])).toEqual([240, ...Array(8).fill(112)]);
    expect(model.dims.every(([slices, , rows]) => slices === 1 && rows === 48)).toBe(true);
    // 36 mm around columns 105 to 134, to whole steps of 16.
    expect([grid.planes, grid.height, grid.width]).toEqual([9, 48, 112]);
    expect(air).toBeCloseTo(100, 3);
    const expected = (bone: number, inDisc: number, beside: number) =>
      Float32Array.from(vertebra, (_, i) => {
        const column = (i % 112) + 64;
        const row = Math.floor(i / 112) % 48;
        return column < 105 || column >= 135 ? beside : row >= 16 && row < 32 ? inDisc : bone;
      });
    expect(apart(vertebra, expected(0.7, 0.05, 0.03))).toBeLessThan(1e-6);
    expect(apart(images, expected(900, 2000, 100))).toBeLessThan(0.01);
    // The grid knows where it begins: its middle column lies as far back as that of the slices.
    const middle = grid.origin[0] + (119.5 - 64) * grid.spacing;
    expect(middle).toBeCloseTo(0, 6);
  });

  it('asks further slices where the middle one shows no spine, and looks at all of all where none does', async () => {
    const seldom = (shown: readonly number[]) => {
      const slices = stack.slices.map((slice, plane) =>
        shown.includes(plane) ? slice : { ...slice, pixels: slice.pixels.map((_, i) => i % 2) }
      );
      return { ...stack, slices };
    };
    const widths = async (shown: readonly number[]) => {
      const model = new BrightModel(spec('probabilities'));
      await segmentStack(seldom(shown), model);
      return model.dims.map(dims => dims[3]);
    };
    expect(await widths([6])).toEqual([240, 240, 240, ...Array(6).fill(112)]);
    expect(await widths([1, 2])).toEqual([240, 240, ...Array(7).fill(112)]);
    expect(await widths([0])).toEqual(Array(9).fill(240));
  });

  it('gives the same whatever the model takes at once and whichever values it gives', async () => {
    const one = await segmentStack(stack, new BrightModel(spec('probabilities')));
    const four = new BrightModel(spec('logits'), 4);
    const other = await segmentStack(stack, four);
    expect(four.dims.map(([slices]) => slices)).toEqual([1, 4, 4]);
    expect(other.grid).toEqual(one.grid);
    for (const structure of ['vertebra', 'disc', 'canal'] as const) {
      expect(apart(other[structure], one[structure])).toBeLessThan(1e-5);
    }
  });

  it('gives a model the next slices before it has answered, however many it takes at once', async () => {
    const ahead = new BrightModel(spec('probabilities'), 2);
    await segmentStack(stack, ahead);
    expect(ahead.mostRunning).toBe(2);
    const one = new BrightModel(spec('probabilities'));
    await segmentStack(stack, one);
    expect(one.mostRunning).toBe(2);
  });

  it('runs a model of one slice at a time slice by slice, whatever suits its device', async () => {
    const model = new BrightModel(spec('probabilities', 1), 4);
    await segmentStack(stack, model);
    expect(model.dims.map(([slices]) => slices)).toEqual(Array(9).fill(1));
  });

  it('tells every plane once, with what is there so far', async () => {
    const told: number[] = [];
    const progress: number[] = [];
    await segmentStack(stack, new BrightModel(spec('probabilities'), 2), {
      onPlane: (plane, { grid, vertebra }) => {
        const size = grid.height * grid.width;
        expect(Math.max(...vertebra.subarray(plane * size, (plane + 1) * size))).toBeGreaterThan(
          0.5
        );
        told.push(plane);
      },
      onProgress: fraction => progress.push(fraction),
    });
    // The middle one first.
    expect(told[0]).toBe(4);
    expect([...told].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(progress.at(-1)).toBe(1);
  });

  it('fails with the first failure, and leaves none behind', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const failing = new BrightModel(spec('probabilities'), 2, 3);
    await expect(segmentStack(stack, failing)).rejects.toThrow('run 3 failed');
    await new Promise(resolve => setTimeout(resolve, 20));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it.each([1, 2])('stops when it is cancelled, with %i slices at once', async batch => {
    const abort = new AbortController();
    const model = new BrightModel(spec('probabilities'), batch);
    const run = segmentStack(stack, model, {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(model.dims.length).toBeLessThan(9 / batch);
  });

  it('says so when the model answers in another size', async () => {
    const model = new BrightModel(spec('probabilities'));
    const short: Model = {
      spec: model.spec,
      run: async () => ({ said: { dims: [1], data: new Float32Array(1) } }),
    };
    await expect(segmentStack(stack, short)).rejects.toMatchObject({ code: 'model-run' });
  });
});
