import { buildStacks } from '../../imaging/stacks';
import { SAGITTAL, seriesOf } from '../../imaging/testing';
import { segmentStack } from './segment';
import type { Model, Tensor } from '../model';
import type { ModelSpec } from '../modelSpec';

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

interface SpecChange {
  readonly values?: 'logits' | 'probabilities';
  readonly batch?: number | string;
  readonly spacing?: number;
  readonly classes?: readonly string[];
}

const spec = ({
  values = 'probabilities',
  batch = 'batch',
  spacing = 1,
  classes = CLASSES,
}: SpecChange = {}): ModelSpec => ({
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
      spacingMm: [spacing, spacing],
      orientation: 'sagittal',
      normalization: { type: 'zscore', scope: 'slice' },
    },
  ],
  outputs: [{ name: 'said', shape: [batch, classes.length, 'height', 'width'], classes, values }],
  intendedUse: 'tests',
});

const BONE = [0.1, 0.7, 0.15, 0.05];
const DISC = [0.1, 0.05, 0.8, 0.05];
const DARK = [0.91, 0.03, 0.03, 0.03];

/** Calls bright pixels vertebra (half of it sacrum, if it knows that) and brighter ones disc; takes its time, so that runs may overlap. */
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
    const count = this.spec.outputs[0]!.classes.length;
    const said = new Float32Array(count * data.length);
    for (let slice = 0; slice < dims[0]!; slice++) {
      for (let i = 0; i < area; i++) {
        const value = data[slice * area + i]!;
        const four = value > 3 ? DISC : value > 0.5 ? BONE : DARK;
        const half = four[1]! / 2;
        const shares = count === 5 ? [four[0]!, half, four[2]!, four[3]!, half] : four;
        shares.forEach((share, k) => {
          const isLogits = this.spec.outputs[0]!.values === 'logits';
          said[(slice * count + k) * area + i] = isLogits ? Math.log(share) + 3 : share;
        });
      }
    }
    await new Promise(resolve => setTimeout(resolve, 2));
    this.running--;
    if (run >= this.failAt) {
      throw new Error(`run ${run} failed`);
    }
    return { said: { dims: [dims[0]!, count, dims[2]!, dims[3]!], data: said } };
  }
}

/** Says what a segmentation of one's own says. */
const alone = (segmentation: Model) => ({ localisation: null, segmentation });

/** Largest difference of two volumes. */
const apart = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('segmentStack', () => {
  it('looks at the middle slice whole and at the others around the spine', async () => {
    const model = new BrightModel(spec());
    const { grid, vertebra, images, air } = await segmentStack(stack, alone(model));
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
      const model = new BrightModel(spec());
      await segmentStack(seldom(shown), alone(model));
      return model.dims.map(dims => dims[3]);
    };
    expect(await widths([6])).toEqual([240, 240, 240, ...Array(6).fill(112)]);
    expect(await widths([1, 2])).toEqual([240, 240, ...Array(7).fill(112)]);
    expect(await widths([0])).toEqual(Array(9).fill(240));
  });

  describe('with a localisation', () => {
    const coarse = () => new BrightModel(spec({ spacing: 4 }));
    /** Says everything some columns further back than it is. */
    const erring = (by: number): Model => {
      const model = coarse();
      const run: Model['run'] = async inputs => {
        const said = (await model.run(inputs)).said!;
        const width = said.dims[3]!;
        const data = said.data.map(
          (_, i) => said.data[i - (i % width) + Math.max(0, (i % width) - by)]!
        );
        return { said: { ...said, data } };
      };
      return { spec: model.spec, run };
    };
    const widthsOf = (model: BrightModel) => model.dims.map(dims => dims[3]);

    it('looks at one slice coarsely, and at all of them around the spine', async () => {
      const [localisation, segmentation] = [coarse(), new BrightModel(spec())];
      const seen = await segmentStack(stack, { localisation, segmentation });
      // 240 × 48 mm.
      expect(localisation.dims).toEqual([[1, 1, 16, 64]]);
      expect(widthsOf(segmentation)).toEqual(Array(9).fill(112));
      const expected = await segmentStack(stack, alone(new BrightModel(spec())));
      expect(seen).toEqual(expected);
    });

    it('looks at more where the first slice shows the spine too near to the edge, and at the others where it lies', async () => {
      const segmentation = new BrightModel(spec());
      const told: number[] = [];
      const seen = await segmentStack(
        stack,
        { localisation: erring(5), segmentation },
        { onPlane: plane => told.push(plane) }
      );
      // Those 16 columns further back, in vain; from where the spine is to there, begun at once; around the spine.
      const wide = widthsOf(segmentation).flatMap((width, i) => (width === 128 ? [i] : []));
      expect(wide).toHaveLength(4);
      expect(wide[0]).toBeLessThanOrEqual(2);
      expect(widthsOf(segmentation)).toHaveLength(wide[0]! + 9);
      expect([...told].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(seen).toEqual(await segmentStack(stack, alone(new BrightModel(spec()))));
    });

    it('looks at slices whole where it sees no spine, or one that is none', async () => {
      const blind = {
        ...stack,
        slices: stack.slices.map(s => ({ ...s, pixels: s.pixels.map((_, i) => i % 2) })),
      };
      const [localisation, segmentation] = [coarse(), new BrightModel(spec())];
      await segmentStack(blind, { localisation, segmentation });
      expect(localisation.dims).toHaveLength(3);
      expect(widthsOf(segmentation)).toEqual(Array(9).fill(240));

      const next = new BrightModel(spec());
      // 80 mm further back there is nothing.
      await segmentStack(stack, { localisation: erring(20), segmentation: next });
      const whole = widthsOf(next).indexOf(240);
      expect(whole).toBeGreaterThan(0);
      expect(widthsOf(next).slice(whole)).toEqual([240, ...Array(8).fill(112)]);
    });

    it('stops when it is cancelled', async () => {
      const abort = new AbortController();
      const localisation = coarse();
      const segmentation = new BrightModel(spec());
      const run = segmentStack(stack, { localisation, segmentation }, { signal: abort.signal });
      abort.abort();
      await expect(run).rejects.toMatchObject({ code: 'cancelled' });
      expect(segmentation.dims).toEqual([]);
    });
  });

  it('gives the same whatever the model takes at once and whichever values it gives', async () => {
    const one = await segmentStack(stack, alone(new BrightModel(spec())));
    const four = new BrightModel(spec({ values: 'logits' }), 4);
    const other = await segmentStack(stack, alone(four));
    expect(four.dims.map(([slices]) => slices)).toEqual([1, 4, 4]);
    expect(other.grid).toEqual(one.grid);
    for (const structure of ['vertebra', 'disc', 'canal'] as const) {
      expect(apart(other[structure], one[structure])).toBeLessThan(1e-5);
    }
  });

  it('takes the sacrum of a model that labels it, and looks no wider for it', async () => {
    const four = new BrightModel(spec());
    const without = await segmentStack(stack, alone(four));
    const five = new BrightModel(spec({ classes: [...CLASSES, 'sacrum'] }));
    const { sacrum, vertebra, disc, canal, grid } = await segmentStack(stack, alone(five));
    expect(without).not.toHaveProperty('sacrum');
    expect(five.dims).toEqual(four.dims);
    expect(grid).toEqual(without.grid);
    expect(apart(sacrum!, vertebra)).toBe(0);
    const both = vertebra.map((share, i) => share + sacrum![i]!);
    expect(apart(both, without.vertebra)).toBeLessThan(1e-6);
    expect([apart(disc, without.disc), apart(canal, without.canal)]).toEqual([0, 0]);
  });

  it('refuses a manifest without one of the classes that every model has', async () => {
    const model = new BrightModel(spec({ classes: ['background', 'vertebra', 'disc', 'sacrum'] }));
    await expect(segmentStack(stack, alone(model))).rejects.toMatchObject({
      code: 'bad-manifest',
      message: expect.stringContaining('canal') as string,
    });
  });

  it('gives a model the next slices before it has answered, however many it takes at once', async () => {
    const ahead = new BrightModel(spec(), 2);
    await segmentStack(stack, alone(ahead));
    expect(ahead.mostRunning).toBe(2);
    const one = new BrightModel(spec());
    await segmentStack(stack, alone(one));
    expect(one.mostRunning).toBe(2);
  });

  it('runs a model of one slice at a time slice by slice, whatever suits its device', async () => {
    const model = new BrightModel(spec({ batch: 1 }), 4);
    await segmentStack(stack, alone(model));
    expect(model.dims.map(([slices]) => slices)).toEqual(Array(9).fill(1));
  });

  it('tells every plane once, with what is there so far', async () => {
    const told: number[] = [];
    const progress: number[] = [];
    await segmentStack(stack, alone(new BrightModel(spec(), 2)), {
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
    const failing = new BrightModel(spec(), 2, 3);
    await expect(segmentStack(stack, alone(failing))).rejects.toThrow('run 3 failed');
    await new Promise(resolve => setTimeout(resolve, 20));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it.each([1, 2])('stops when it is cancelled, with %i slices at once', async batch => {
    const abort = new AbortController();
    const model = new BrightModel(spec(), batch);
    const run = segmentStack(stack, alone(model), {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(model.dims.length).toBeLessThan(9 / batch);
  });

  it('says so when the model answers in another size', async () => {
    const model = new BrightModel(spec());
    const short: Model = {
      spec: model.spec,
      run: async () => ({ said: { dims: [1], data: new Float32Array(1) } }),
    };
    await expect(segmentStack(stack, alone(short))).rejects.toMatchObject({ code: 'model-run' });
  });
});
