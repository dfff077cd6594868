/**
 * What `deepspine` writes, with the real weights on the sample study.
 *
 * @jest-environment ./test/ortEnvironment.js
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { parse } from 'csv-parse/sync';
import type { ModelSpec } from '../../extension/src/analysis/modelSpec';
import { CONDITIONS, type Condition, type Vec3 } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging';
import { readStructuredReport } from '../../extension/src/record';
import type { AnalyzeResult } from '../../cli/analyzeResult';
import { readNaturalizedHeader } from '../../cli/dicom/naturalized';
import { readInput } from '../../cli/input';
import { DEFAULT_MODELS_DIR } from '../../cli/models';
import schema from '../../models/schema/analyze-result.schema.json';

const SAMPLE = path.resolve(__dirname, '../../demo/studies/spider-45');
const BIN = path.resolve(__dirname, '../../cli/bin.mjs');
/** The sample's slices end 10 mm beside the midline: it shows no foramen and no facet joint. */
const BESIDE: readonly Condition[] = ['LFS', 'RFS', 'LFA', 'RFA'];
const LEVELS = ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];
jest.setTimeout(600_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-outputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a folder of models holds: the folder itself, manifest and weights. */
const isModelFile = (name: string): boolean =>
  name === DEFAULT_MODELS_DIR || /(manifest\.json|\.onnx)$/.test(name);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command as npm does: in another folder than the one where the person stands. */
function deepspine(...args: string[]): Promise<Outcome> {
  const options = { cwd: path.dirname(BIN), env: { ...process.env, INIT_CWD: folder } };
  return new Promise(resolve => {
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    );
  });
}

describe('analyze', () => {
  let outcome: Outcome;
  let result: AnalyzeResult;
  const validate: ValidateFunction = new Ajv({ strict: true, allErrors: true }).compile(schema);
  beforeAll(async () => {
    outcome = await deepspine('analyze', SAMPLE, '--sr', 'sr.dcm', '--seg', 'seg.dcm');
    result = JSON.parse(outcome.stdout) as AnalyzeResult;
  });

  test('stdout is the JSON that the schema describes, and nothing else', () => {
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    validate(result);
    expect(validate.errors).toBeNull();
    expect(result.levels.map(({ level }) => level)).toEqual(LEVELS);
  });

  test('the schema refuses what must never be written', () => {
    type Draft = { levels: { findings: Record<string, object> }[] };
    const spoilt = (change: (draft: Draft) => void): boolean => {
      const draft = structuredClone(result) as unknown as Draft;
      change(draft);
      return validate(draft) as boolean;
    };
    const guess = { none: 1, mild: 0, moderate: 0, severe: 0 };
    expect(spoilt(() => undefined)).toBe(true);
    expect(spoilt(d => delete d.levels[0]!.findings.EL)).toBe(false);
    expect(spoilt(d => (d.levels[0]!.findings.SCS = { grade: 'none' }))).toBe(false);
    expect(spoilt(d => (d.levels[0]!.findings.SCS = { grade: 'absent' }))).toBe(false);
    expect(
      spoilt(d => (d.levels[0]!.findings.SCS = { grade: 'not-graded', probabilities: guess }))
    ).toBe(false);
  });

  test('every condition that the images show is graded, with a distribution; no other is', () => {
    for (const { level, findings } of result.levels) {
      for (const condition of CONDITIONS) {
        const { grade, reason, probabilities } = findings[condition];
        if (BESIDE.includes(condition)) {
          expect([level, condition, grade, reason, probabilities]).toEqual([
            level,
            condition,
            'not-graded',
            'not-in-images',
            undefined,
          ]);
          continue;
        }
        expect([level, condition, grade]).not.toContain('not-graded');
        const sum = Object.values(probabilities!).reduce((a, b) => a + b);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
  });

  test('the structured report says the same', async () => {
    const report = readStructuredReport(await readNaturalizedHeader(path.join(folder, 'sr.dcm')));
    const { record } = report!;
    expect(record.studyInstanceUID).toBe(result.study);
    expect(record.models.map(({ sha256 }) => sha256)).toEqual(result.models.map(m => m.sha256));
    expect(record.levels.map(({ level }) => level)).toEqual(LEVELS);
    for (const [i, { findings }] of record.levels.entries()) {
      const grades = Object.fromEntries(findings.map(f => [f.condition, f.grade]));
      const expected = Object.entries(result.levels[i]!.findings).map(([c, f]) => [c, f.grade]);
      expect(grades).toEqual(Object.fromEntries(expected));
    }
  });

  test('the segmentation refers to the analyzed series', async () => {
    const header = await readNaturalizedHeader(path.join(folder, 'seg.dcm'));
    const report = readStructuredReport(await readNaturalizedHeader(path.join(folder, 'sr.dcm')));
    expect(report?.segmentation?.sopInstanceUID).toBe(header.SOPInstanceUID);
    expect(header).toMatchObject({ Modality: 'SEG', StudyInstanceUID: result.study });
    expect(JSON.stringify(header.ReferencedSeriesSequence)).toContain(result.series.sagittal);
  });

  test('a damaged file among good ones is left out, named on one line, and the rest is kept', async () => {
    const study = path.join(folder, 'damaged');
    await cp(SAMPLE, study, { recursive: true });
    await truncate(path.join(study, '002.dcm'), 5000);
    const { code, stderr } = await deepspine('analyze', 'damaged', '--out', 'damaged.json');
    expect(stderr).toMatch(/^deepspine: \S*002\.dcm is cut off[^\n]*left out[^\n]*\n$/);
    expect(code).toBe(2);
    const rest = JSON.parse(await readFile(path.join(folder, 'damaged.json'), 'utf8'));
    expect(rest.levels.map(({ level }: { level: string }) => level)).toEqual(LEVELS);
    expect(rest.warnings).toContainEqual({
      code: 'corrupt-file',
      text: expect.stringContaining('002.dcm'),
    });
  });
});

describe('analyze --each', () => {
  test('writes every study as analyze does, and goes on past one that cannot be analyzed', async () => {
    const archive = path.join(folder, 'archive');
    await cp(SAMPLE, path.join(archive, 'a'), { recursive: true });
    // Two of the slices alone are no study that can be graded; another patient's are.
    const other = path.resolve(SAMPLE, '../synthetic-asymmetric');
    for (const name of ['axial_001.dcm', 'axial_002.dcm']) {
      await cp(path.join(other, name), path.join(archive, 'b', name));
    }
    const outcome = await deepspine('analyze', 'archive', '--each', 'each');
    expect(outcome.stdout).toBe('');
    const [refused, summary] = outcome.stderr.trim().split('\n');
    expect(refused).toMatch(/^deepspine: 2\.25\.\d+: .*sagittal/);
    expect(summary).toBe('deepspine: 1 of 2 studies analyzed; results in each');
    expect(outcome.code).toBe(1);

    const [file, ...more] = await readdir(path.join(folder, 'each'));
    expect(more).toEqual([]);
    const each = JSON.parse(await readFile(path.join(folder, 'each', file!), 'utf8'));
    expect(file).toBe(`${each.study}.json`);
    const alone = JSON.parse((await deepspine('analyze', SAMPLE)).stdout);
    expect({ ...each, timings: null }).toEqual({ ...alone, timings: null });
  });

  test('takes no file for a single result', async () => {
    const outcome = await deepspine('analyze', SAMPLE, '--each', 'each', '--sr', 'sr.dcm');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/--each.*cannot be used with.*--sr/);
    expect((await deepspine('analyze', '.', '--each', '/no/such/each')).code).toBe(2);
  });
});

/** A folder of models as shipped, with the grading model's entry in the manifest changed. */
async function modelsWith(
  name: string,
  change: (grading: ModelSpec) => Partial<ModelSpec>
): Promise<string> {
  const models = path.join(folder, name);
  await cp(DEFAULT_MODELS_DIR, models, { recursive: true, filter: isModelFile });
  const file = path.join(models, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { models: ModelSpec[] };
  const changed = manifest.models.map(model =>
    model.task === 'grading' ? { ...model, ...change(model) } : model
  );
  await writeFile(file, JSON.stringify({ ...manifest, models: changed }));
  return models;
}

test('what no model grades is not graded, in the result and in the report', async () => {
  const heads: readonly string[] = ['SCS', 'LFS', 'DB'];
  const models = await modelsWith('fewer-heads', ({ outputs }) => ({
    outputs: outputs.filter(({ name }) => heads.includes(name)),
    operatingPoints: { DB: 0.5 },
    calibration: {},
    comparator: undefined,
  }));
  const options = ['--models', models, '--sr', 'fewer-heads.dcm'];
  const { code, stdout } = await deepspine('analyze', SAMPLE, ...options);
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as AnalyzeResult;
  expect(new Ajv({ strict: true }).compile(schema)(result)).toBe(true);
  const report = readStructuredReport(
    await readNaturalizedHeader(path.join(folder, 'fewer-heads.dcm'))
  );
  for (const [i, { level, findings }] of result.levels.entries()) {
    for (const condition of CONDITIONS) {
      const { grade, probabilities } = findings[condition];
      const graded = heads.includes(condition) && !BESIDE.includes(condition);
      const name = `${level} ${condition}`;
      expect([name, grade !== 'not-graded', Boolean(probabilities)]).toEqual([
        name,
        graded,
        graded,
      ]);
      const stated = report!.record.levels[i]!.findings.find(f => f.condition === condition);
      expect([name, stated?.grade, Boolean(stated?.modelGrade)]).toEqual([name, grade, graded]);
    }
  }
});

test('a comparator in the manifest grades from the measurements, beside the model', async () => {
  // A disc is said to bulge from 1 mm on, surely from far more on.
  const bulging = {
    measurements: ['discBulge'],
    mean: [1],
    scale: [0.01],
    weights: [1],
    thresholds: [0],
  } as const;
  const models = await modelsWith('with-comparator', () => ({
    comparator: { version: '0.1', conditions: { DB: bulging } },
  }));
  const { code, stdout } = await deepspine('analyze', SAMPLE, '--models', models);
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as AnalyzeResult;
  expect(new Ajv({ strict: true }).compile(schema)(result)).toBe(true);
  const compared = result.levels.filter(({ findings }) => findings.DB.comparator);
  expect(compared.length).toBeGreaterThan(2);
  for (const { level, measurements, findings } of result.levels) {
    const { discBulgeMm } = measurements;
    const grade = discBulgeMm === null ? undefined : discBulgeMm >= 1 ? 'present' : 'absent';
    expect([level, findings.DB.comparator?.grade]).toEqual([level, grade]);
    expect(findings.SCS.comparator).toBeUndefined();
  }
});

describe('extract', () => {
  const cross = (a: Vec3, b: Vec3): Vec3 => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
  const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

  /** The stored sample nearest to a point; the sample study's slices are 0.9 mm apart along x. */
  function nearestSample(slices: readonly Slice[], point: Vec3): number | null {
    const slice = slices.reduce((a, b) =>
      Math.abs(b.position[0] - point[0]) < Math.abs(a.position[0] - point[0]) ? b : a
    );
    if (Math.abs(slice.position[0] - point[0]) > 0.5) {
      return null;
    }
    const offset = point.map((v, i) => v - slice.position[i]!) as unknown as Vec3;
    const column = Math.round(dot(offset, slice.rowDirection) / slice.columnSpacing);
    const row = Math.round(dot(offset, slice.columnDirection) / slice.rowSpacing);
    return slice.pixels[row * slice.columns + column] ?? null;
  }

  function correlation(pairs: readonly (readonly [number, number])[]): number {
    const mean = (k: 0 | 1): number => pairs.reduce((sum, p) => sum + p[k], 0) / pairs.length;
    const [a, b] = [mean(0), mean(1)];
    const sum = (f: (x: number, y: number) => number): number =>
      pairs.reduce((total, [x, y]) => total + f(x - a, y - b), 0);
    return sum((x, y) => x * y) / Math.sqrt(sum(x => x * x) * sum((_, y) => y * y));
  }

  test('volumes in the disc frame, as the index says, with intensities as stored', async () => {
    const { code, stderr } = await deepspine('extract', SAMPLE, '--out', 'crops');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('6 discs of 1') });
    const { study } = await readInput([SAMPLE]);
    const { slices } = study.series[0]!;
    const index: Record<string, string>[] = parse(
      await readFile(path.join(folder, 'crops/index.csv')),
      { columns: true }
    );
    expect(index.map(({ level }) => level)).toEqual(LEVELS);
    for (const disc of index) {
      const vector = (name: string): Vec3 =>
        ['x', 'y', 'z'].map(axis => Number(disc[`${name}_${axis}`])) as unknown as Vec3;
      const [right, anterior, normal] = [vector('right'), vector('anterior'), vector('normal')];
      cross(right, anterior).forEach((v, i) => expect(v).toBeCloseTo(normal[i]!, 4));
      expect([right[0] < -0.9, anterior[1] < -0.8]).toEqual([true, true]);
      expect(disc).toMatchObject({
        input: 'sagittal',
        has_axial: '0',
        axial_origin: 'reformatted',
      });
      expect([disc.series, disc.axial_series]).toEqual(
        Array(2).fill(study.series[0]!.seriesInstanceUID)
      );
      await expectVolume(disc, '', [right, normal, anterior], slices);
      // The sagittal slices are 0.9 mm apart, so axial views are reformatted from them.
      await expectVolume(disc, 'axial_', [normal, anterior, right], slices);
    }
    for (const name of ['canalAp', 'discBulge', 'discHeightRatio']) {
      const values = index.map(disc => disc[name]!).filter(value => value !== '');
      expect([name, values.length > 2, values.every(v => Number.isFinite(Number(v)))]).toEqual([
        name,
        true,
        true,
      ]);
    }
  });

  /**
   * Compares a volume with the stored samples where the index says that it lies; planes, rows and columns
   * run against `axes`.
   */
  async function expectVolume(
    disc: Record<string, string>,
    prefix: '' | 'axial_',
    axes: readonly Vec3[],
    slices: readonly Slice[]
  ): Promise<void> {
    const numbers = (column: string): Vec3 =>
      disc[`${prefix}${column}`]!.split('x').map(Number) as unknown as Vec3;
    const [shape, spacing, shift] = [numbers('shape'), numbers('spacing_mm'), numbers('center_mm')];
    const bytes = await readFile(path.join(folder, 'crops', disc[`${prefix}file`]!));
    expect(bytes.length).toBe(4 * shape[0] * shape[1] * shape[2]);
    const place = (name: string, i: number): number => Number(disc[`${name}_${'xyz'[i]}`]);
    const pairs: [number, number][] = [];
    let [inside, count] = [0, 0];
    // Every fifth sample, in other columns from row to row.
    for (let at = 0; at < bytes.length / 4; at += 5) {
      const index = [
        Math.floor(at / (shape[1] * shape[2])),
        Math.floor(at / shape[2]) % shape[1],
        at % shape[2],
      ];
      const steps = index.map((n, k) => -(n - (shape[k]! - 1) / 2) * spacing[k]!);
      // A plane shows the mean of what lies within its thickness.
      const stored = [-3 / 8, -1 / 8, 1 / 8, 3 / 8].flatMap(share => {
        const point = [0, 1, 2].map(
          i =>
            place('center', i) +
            shift[0] * place('right', i) +
            shift[1] * place('anterior', i) +
            shift[2] * place('normal', i) +
            share * spacing[0] * axes[0]![i]! +
            axes.reduce((sum, axis, k) => sum + steps[k]! * axis[i]!, 0)
        ) as unknown as Vec3;
        return nearestSample(slices, point) ?? [];
      });
      count++;
      if (stored.length > 0) {
        inside++;
        const mean = stored.reduce((sum, value) => sum + value, 0) / stored.length;
        pairs.push([mean, bytes.readFloatLE(4 * at)]);
      }
    }
    expect(Math.abs(inside / count - Number(disc[`${prefix}coverage`]))).toBeLessThan(0.05);
    expect(pairs.length).toBeGreaterThan(1000);
    expect([disc.level, prefix, correlation(pairs) > 0.95]).toEqual([disc.level, prefix, true]);
  }
});
