/** Damaged manifests: refused by field, or taken with every promise kept that the pipeline relies on. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseManifest } from '../../extension/src/analysis/models/manifest';
import type { Manifest } from '../../extension/src/analysis/modelSpec';
import { CONDITION_DEFINITIONS } from '../../extension/src/findings';
import { budget } from './budget';
import { damagedTree, treeEdits } from './mutations';
import { expectRefusedOrUsable, refusalOf } from './refusals';

jest.setTimeout(3_600_000);

const SHIPPED: unknown = JSON.parse(
  readFileSync(path.join(__dirname, '../../models/manifest.json'), 'utf8')
);

const positive = (value: number) => Number.isFinite(value) && value > 0;
const whole = (value: number) => Number.isInteger(value) && value > 0;

function expectUsable({ models }: Manifest): void {
  for (const model of models) {
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(whole(model.bytes)).toBe(true);
    const base = 'https://site.example/deepspine/models/';
    expect(new URL(model.file, base).href.startsWith(base)).toBe(true);
    for (const input of model.inputs) {
      expect(input.spacingMm.every(positive)).toBe(true);
      expect(whole(input.multipleOf ?? 1)).toBe(true);
      expect(input.shape.every(size => typeof size === 'string' || whole(size))).toBe(true);
    }
    for (const { condition, classes } of model.outputs) {
      if (condition) {
        expect(classes).toEqual([...CONDITION_DEFINITIONS[condition].grades]);
      }
    }
    // A head that stands twice would let one answer hide another.
    const heads = model.outputs.flatMap(({ condition }) => condition ?? []);
    expect(new Set(heads).size).toBe(heads.length);
    const names = model.outputs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const calibrations = Object.values(model.calibration ?? {});
    expect(calibrations.every(({ temperature }) => positive(temperature))).toBe(true);
    const points = Object.values(model.operatingPoints ?? {});
    expect(points.every(point => point > 0 && point < 1)).toBe(true);
  }
}

test('the shipped manifest is usable', () => expectUsable(parseManifest(SHIPPED)));

test('a damaged manifest is refused by field or usable', () => {
  fc.assert(
    fc.property(treeEdits, edits => {
      const manifest = damagedTree(SHIPPED, edits);
      const read = () => parseManifest(manifest);
      expectRefusedOrUsable(JSON.stringify(edits), read, 'bad-manifest', expectUsable);
    }),
    budget('manifest')
  );
});

/** Found by fuzzing, and by thinking about what it found. */
test.each<[string, (model: Record<string, unknown>) => void, RegExp]>([
  ['no bytes', model => (model.bytes = -1), /bytes/],
  ['half a byte', model => (model.bytes = 0.5), /bytes/],
  ['sizes that are multiples of 0', model => (inputOf(model).multipleOf = 0), /multipleOf/],
  [
    'a spacing of 1e999 mm',
    model => (inputOf(model).spacingMm = [JSON.parse('1e999')]),
    /spacingMm/,
  ],
  ['a file in another folder, escaped', model => (model.file = '%2e%2e/x.onnx'), /file/],
  ['two heads of one name', model => outputsOf(model).push(outputsOf(model)[0]!), /outputs/],
])('a manifest with %s is refused', (_name, change, field) => {
  const manifest = structuredClone(SHIPPED) as { models: Record<string, unknown>[] };
  change(manifest.models[1]!);
  const refusal = refusalOf(() => parseManifest(manifest));
  expect(refusal).toMatchObject({
    code: 'bad-manifest',
    message: expect.stringMatching(field),
  });
});

function inputOf(model: Record<string, unknown>): Record<string, unknown> {
  return (model.inputs as Record<string, unknown>[])[0]!;
}

function outputsOf(model: Record<string, unknown>): unknown[] {
  return model.outputs as unknown[];
}
