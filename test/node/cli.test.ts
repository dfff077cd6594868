/**
 * What a person sees who calls `deepspine` with input that is not what it should be.
 *
 * @jest-environment ./test/ortEnvironment.js
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand as deepspine, type Outcome } from '../../cli/testing';
import { DEFAULT_MODELS_DIR } from '../../cli/models';
import { mrElements, part10, type TestElement } from './part10';

const SAMPLE = path.resolve(__dirname, '../../demo/studies/spider-45');

// Each test reads and checks files; a busy machine takes its time.
jest.setTimeout(120_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** One line on stderr, nothing on stdout, exit code 2. */
function expectRefusal({ code, stdout, stderr }: Outcome, sentence: RegExp): void {
  expect(stderr).toMatch(/^deepspine: [^\n]+\n$/);
  expect(stderr).toMatch(sentence);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

type Plane = 'sagittal' | 'axial';
const ORIENTATIONS = { sagittal: '0\\1\\0\\0\\0\\-1', axial: '1\\0\\0\\0\\1\\0' } as const;

/** Writes a study of flat images; `more` wins over the ordinary attributes. */
async function writeStudy(
  name: string,
  count: number,
  plane: Plane,
  more: readonly TestElement[] = []
): Promise<string> {
  const study = path.join(folder, name);
  await mkdir(study, { recursive: true });
  const size = { rows: 32, columns: 32, bitsAllocated: 8, bitsStored: 8 } as const;
  for (let i = 0; i < count; i++) {
    const position = plane === 'sagittal' ? `${4 * i}\\-90\\90` : `-90\\-90\\${4 * i}`;
    const own: TestElement[] = [
      { tag: 0x00080018, vr: 'UI', value: `2.25.7.${i}` },
      { tag: 0x00200032, vr: 'DS', value: position },
      { tag: 0x00200037, vr: 'DS', value: ORIENTATIONS[plane] },
      { tag: 0x00280030, vr: 'DS', value: '6\\6' },
      { tag: 0x7fe00010, vr: 'OB', value: new Uint8Array(32 * 32).fill(100) },
    ];
    const replaced = new Set(more.map(({ tag }) => tag));
    const kept = own.filter(({ tag }) => !replaced.has(tag));
    const elements = mrElements(size, [...kept, ...more]);
    const file = part10({ transferSyntax: '1.2.840.10008.1.2.1', elements });
    await writeFile(path.join(study, `${i}.dcm`), file);
  }
  return study;
}

const text = (tag: number, value: string): TestElement => ({ tag, vr: 'LO', value });

describe('arguments', () => {
  test('help teaches on stdout', async () => {
    const { code, stdout, stderr } = await deepspine('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['analyze', 'extract', 'read-reports', 'Exit codes', 'Research use only']) {
      expect(stdout).toContain(word);
    }
  });

  test.each([
    ['an unknown command', ['grade'], /unknown command 'grade'/],
    ['no path', ['analyze'], /missing required argument/],
    ['an unknown option', ['analyze', '.', '--fast'], /unknown option '--fast'/],
    ['no threads', ['analyze', '.', '--threads', '0'], /whole number/],
    ['a missing path', ['analyze', '/no/such/study'], /\/no\/such\/study.*no such file/],
    ['a missing folder for the result', ['analyze', '.', '--out', '/no/r.json'], /\/no\/r\.json/],
    ['no output folder', ['extract', '.'], /--out/],
  ])('%s', async (_name, args, sentence) => {
    expectRefusal(await deepspine(...args), sentence);
  });
});

describe('studies that are not what is graded', () => {
  test('an empty folder, and one of other files', async () => {
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    expectRefusal(await deepspine('analyze', empty), /empty: no DICOM images were found/);
    await writeFile(path.join(empty, 'train.csv'), 'study_id\n1\n');
    expectRefusal(await deepspine('analyze', empty), /no DICOM images were found/);
    expectRefusal(
      await deepspine('analyze', path.join(empty, 'train.csv')),
      /train\.csv is not a D/
    );
    expectRefusal(await deepspine('extract', empty, '--out', folder), /no DICOM images/);
  });

  test.each<[string, number, Plane, TestElement[], RegExp]>([
    ['CT', 12, 'sagittal', [{ tag: 0x00080060, vr: 'CS', value: 'CT' }], /CT images.*MR/],
    ['cervical', 12, 'sagittal', [text(0x0008103e, 'Sag T2 C-Spine')], /lumbar|cervical/],
    ['a localiser', 3, 'sagittal', [text(0x0008103e, 'Localizer')], /localiser/],
    ['axial images alone', 12, 'axial', [text(0x0008103e, 'Axial T2')], /axial/],
    ['four slices', 4, 'sagittal', [], /4|four/],
  ])('%s', async (name, count, plane, more, sentence) => {
    const study = await writeStudy(name.replaceAll(' ', '-'), count, plane, more);
    expectRefusal(await deepspine('analyze', study), sentence);
  });

  test('a flat picture, in which there are no discs', async () => {
    const study = await writeStudy('flat', 8, 'sagittal');
    expectRefusal(await deepspine('analyze', study), /disc|spine|vertebra/);
  });
});

describe('damaged files', () => {
  test('the only file', async () => {
    const file = path.join(folder, 'cut.dcm');
    await cp(path.join(SAMPLE, '001.dcm'), file);
    await truncate(file, 3000);
    expectRefusal(await deepspine('analyze', file), /cut\.dcm is cut off/);
    await writeFile(file, 'not DICOM at all');
    expectRefusal(await deepspine('analyze', file), /cut\.dcm is not a DICOM Part 10 file/);
    expectRefusal(
      await deepspine('analyze', file, '--sr', '/no/sr.dcm'),
      /sr\.dcm cannot be written/
    );
  });

  test('so many that too few slices are left: the refusal names the first', async () => {
    const study = path.join(folder, 'mostly-damaged');
    await cp(SAMPLE, study, { recursive: true });
    const files = (await readdir(study)).filter(name => name.endsWith('.dcm')).sort();
    await Promise.all(files.slice(2).map(name => truncate(path.join(study, name), 900)));
    const outcome = await deepspine('analyze', study);
    expectRefusal(outcome, /slices?.*003\.dcm is cut off.*left out/);
  });
});

describe('models', () => {
  async function modelsFolder(name: string, change: (manifest: string) => string): Promise<string> {
    const models = path.join(folder, name);
    await mkdir(models);
    const manifest = await readFile(path.join(DEFAULT_MODELS_DIR, 'manifest.json'), 'utf8');
    await writeFile(path.join(models, 'manifest.json'), change(manifest));
    const onnx = (await readdir(DEFAULT_MODELS_DIR)).filter(file => file.endsWith('.onnx'));
    await Promise.all(
      onnx.map(file => cp(path.join(DEFAULT_MODELS_DIR, file), path.join(models, file)))
    );
    return models;
  }

  test.each<[string, (manifest: string) => string, RegExp]>([
    ['other weights', m => m.replaceAll(/"[0-9a-f]{64}"/g, `"${'0'.repeat(64)}"`), /\.onnx is not/],
    ['a missing file', m => m.replaceAll('.onnx"', '-2.onnx"'), /-2\.onnx is missing/],
    ['broken JSON', m => m.slice(0, 100), /manifest\.json cannot be used/],
    ['no models', () => '{"schema":"deepspine-manifest/1","models":[]}', /segmentation/],
  ])('%s', async (name, change, sentence) => {
    const models = await modelsFolder(name.replaceAll(' ', '-'), change);
    const study = await writeStudy('small', 8, 'sagittal');
    expectRefusal(await deepspine('analyze', study, '--models', models), sentence);
  });

  test('no manifest', async () => {
    const models = path.join(folder, 'nothing-here');
    const study = await writeStudy('small', 8, 'sagittal');
    expectRefusal(await deepspine('analyze', study, '--models', models), /manifest\.json/);
  });
});
