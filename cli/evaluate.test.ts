import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import { PNG } from 'pngjs';
import type { EvaluationReport } from './figures/report';
import schema from '../models/schema/evaluation.schema.json';
import { runCommand } from './testing';

// The first call loads the command; a busy machine takes its time.
jest.setTimeout(120_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const evaluate = (...args: string[]) => runCommand('evaluate', ...args);

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

const presence = (study: string, present: number, more: object = {}) => ({
  study,
  level: 'L4-L5',
  condition: 'DB',
  probabilities: { absent: 1 - present, present },
  ...more,
});
const severity = (study: string, likely: number, more: object = {}) => ({
  study,
  level: 'L4-L5',
  condition: 'SCS',
  probabilities: Object.fromEntries(
    ['none', 'mild', 'moderate', 'severe'].map((grade, k) => [grade, k === likely ? 0.7 : 0.1])
  ),
  ...more,
});
const lines = (...cells: object[]) => cells.map(cell => `${JSON.stringify(cell)}\n`).join('');

/** DB: 0.75 AUC; SCS: none, mild, severe called none, none, moderate. */
const PREDICTIONS = lines(
  presence('a', 0.8, { truth: 'present' }),
  presence('b', 0.5, { truth: 'present' }),
  presence('c', 0.3, { truth: 'present' }),
  presence('d', 0.5, { truth: 'absent' }),
  presence('e', 0.2, { truth: 'absent' }),
  severity('a', 0, { truth: 'none' }),
  severity('b', 0, { truth: 'mild' }),
  severity('c', 2, { truth: 'severe', comparator: severity('', 3).probabilities })
);

async function reportOf(...args: string[]): Promise<EvaluationReport> {
  const { code, stdout, stderr } = await evaluate('--json', '--rounds', '50', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as EvaluationReport;
}

const all = (report: EvaluationReport, condition: string) =>
  report.conditions.find(one => one.condition === condition)!.rows[0]!;

const error = (stderr: string): string => {
  expect(stderr).toMatch(/^deepspine: [^\n]+\n$/);
  return stderr;
};

describe('deepspine evaluate', () => {
  test('the table of JSON lines with their truth', async () => {
    const report = await reportOf(await write('own.jsonl', PREDICTIONS));
    const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema);
    validate(report);
    expect(validate.errors).toBeNull();
    expect(report.counts).toEqual({
      ...{
        studies: 5,
        cells: 8,
        notGraded: 0,
        missing: 0,
        withoutTruth: 0,
        repeated: 0,
        leftOut: 0,
      },
    });
    const bulge = all(report, 'DB').model;
    expect(bulge.figures.auc.value).toBeCloseTo(0.75, 12);
    expect(bulge.confusion).toEqual([
      [1, 1],
      [1, 2],
    ]);
    const canal = all(report, 'SCS');
    expect(canal.model.figures.withinOne.value).toBe(1);
    expect(canal.model.figures.exact.value).toBeCloseTo(1 / 3, 12);
    expect(canal.compared).toMatchObject({
      n: 1,
      comparator: { figures: { exact: { value: 1 } } },
    });
  });

  test('labels from a CSV, whatever its columns’ order; what has none does not count, and is counted', async () => {
    const predictions = await write(
      'bare.jsonl',
      lines(presence('a', 0.9), presence('b', 0.9), presence('c', 0.1, { grade: 'not-graded' }))
    );
    const labels = await write(
      'labels.csv',
      '\ufeffgrade,Condition,level,report_id,evidence\r\npresent,DB,L4-L5,a,"x, y"\r\nabsent,db,l4-l5,c,\r\nmild,SCS,L4-L5,a,\r\n'
    );
    const report = await reportOf(predictions, '--labels', labels);
    expect(report.counts).toMatchObject({ cells: 1, notGraded: 1, missing: 1, withoutTruth: 1 });
    expect(report.labels).toBe(labels);
  });

  test('results of analyze, named by UID or by file, with grades as stated', async () => {
    const notGraded = Object.fromEntries(
      ['LFS', 'RFS', 'DOC', 'LFA', 'RFA', 'LFT', 'EL'].map(c => [c, { grade: 'not-graded' }])
    );
    const result = (version: number, study: string, present: number) =>
      JSON.stringify({
        schema: `deepspine-analysis/${version}`,
        study,
        levels: [
          {
            level: 'L4-L5',
            findings: {
              ...notGraded,
              // Stated from an operating point of 0.2.
              DB: {
                grade: present >= 0.2 ? 'present' : 'absent',
                probabilities: { absent: 1 - present, present },
              },
              SCS: { grade: 'mild', probabilities: severity('', 1).probabilities },
            },
          },
        ],
      });
    await write('set/1001.json', result(1, '1.2.3', 0.3));
    await write('set/other.json', result(2, '1.2.4', 0.1));
    await write(
      'set/labels.csv',
      'study,level,condition,grade\n1001,L4-L5,DB,present\n1.2.4,L4-L5,DB,absent\n1001,L4-L5,LFS,none\n'
    );
    await write('set/notes.json', '{"author":"nobody"}');
    const report = await reportOf(path.join(folder, 'set'));
    expect(report.counts).toMatchObject({
      studies: 2,
      cells: 2,
      notGraded: 1,
      missing: 0,
      leftOut: 0,
    });
    expect(all(report, 'DB').model.figures.exact.value).toBe(1);
  });

  test('several images of a study count each, and that is said', async () => {
    const predictions = await write(
      'again.jsonl',
      lines(presence('a', 0.9), presence('a', 0.2), presence('b', 0.1))
    );
    const labels = await write(
      'once.csv',
      'study,level,condition,grade\na,L4-L5,DB,present\nb,L4-L5,DB,absent\n'
    );
    const report = await reportOf(predictions, '--labels', labels);
    expect(report.counts).toMatchObject({ studies: 2, cells: 3, repeated: 1, missing: 0 });
    expect(all(report, 'DB').model.figures.sensitivity.value).toBe(0.5);
    const { stdout } = await evaluate(predictions, '--labels', labels, '--rounds', '10');
    expect(stdout).toMatch(/1 predictions are of a cell that was predicted before; each counts/);
  });

  test('the baseline is that of the training labels', async () => {
    const predictions = await write('base.jsonl', PREDICTIONS);
    const training = await write(
      'training.csv',
      'study,level,condition,grade\nx,L4-L5,DB,absent\ny,L4-L5,DB,absent\nz,L4-L5,DB,present\nx,L4-L5,SCS,severe\n'
    );
    const report = await reportOf(predictions, '--baseline', training);
    expect(report.baseline).toBe(training);
    expect(all(report, 'DB').baseline.confusion).toEqual([
      [2, 0],
      [3, 0],
    ]);
    expect(all(report, 'SCS').baseline.figures.exact.value).toBeCloseTo(1 / 3, 12);
  });

  test('operating points of a manifest', async () => {
    const manifest = JSON.parse(
      await readFile(path.resolve(__dirname, '../models/manifest.json'), 'utf8')
    ) as { models: { task: string; operatingPoints?: object }[] };
    manifest.models.find(model => model.task === 'grading')!.operatingPoints = { DB: 0.25 };
    await write('models/manifest.json', JSON.stringify(manifest));
    const figures = path.resolve(__dirname, '../models/figures');
    await cp(figures, path.join(folder, 'models/figures'), { recursive: true });
    const predictions = await write('points.jsonl', PREDICTIONS);
    const report = await reportOf(predictions, '--models', path.join(folder, 'models'));
    expect(all(report, 'DB').model.confusion).toEqual([
      [1, 1],
      [0, 3],
    ]);
  });

  test('a manifest that claims what its figures do not hold is refused', async () => {
    const manifest = JSON.parse(
      await readFile(path.resolve(__dirname, '../models/manifest.json'), 'utf8')
    ) as { models: { task: string; outputs: { condition?: string; evidence?: object }[] }[] };
    const grading = manifest.models.find(model => model.task === 'grading')!;
    const head = grading.outputs.find(({ condition }) => condition === 'DB')!;
    head.evidence = { ...head.evidence, value: 0.99, interval: [0.9, 1] };
    await write('better/manifest.json', JSON.stringify(manifest));
    const figures = path.resolve(__dirname, '../models/figures');
    await cp(figures, path.join(folder, 'better/figures'), { recursive: true });
    const predictions = await write('points.jsonl', PREDICTIONS);
    const { code, stderr } = await evaluate(predictions, '--models', path.join(folder, 'better'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^deepspine: .* claims of DB of disc-grading .* the manifest 0\.99/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('three classes, as RSNA 2024 has them', async () => {
    const predictions = await write(
      'rsna.jsonl',
      lines(severity('a', 0, { truth: 'Normal/Mild' }), severity('b', 2, { truth: 'Severe' }))
    );
    const report = await reportOf(predictions, '--classes', '3');
    expect(all(report, 'SCS').model.confusion).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    const four = await evaluate(predictions);
    expect(four.code).toBe(2);
    expect(four.stderr).toMatch(
      /rsna\.jsonl, line 1: Normal\/Mild does not tell none from mild.*--classes 3/
    );
  });

  test('labels as RSNA 2024 writes them', async () => {
    const columns = ['study_id', 'spinal_canal_stenosis_l4_l5', 'left_subarticular_stenosis_l4_l5'];
    const more = [
      'left_neural_foraminal_narrowing_l4_l5',
      'right_neural_foraminal_narrowing_l5_s1',
    ];
    const labels = await write(
      'train.csv',
      `${[...columns, ...more].join()}\n77,Severe,Moderate,Normal/Mild,Moderate\n78,Normal/Mild,,,\n`
    );
    const predictions = await write(
      'coarse.jsonl',
      lines(
        severity('77', 3),
        severity('78', 1),
        severity('77', 0, { condition: 'LFS' }),
        severity('77', 2, { condition: 'RFS', level: 'L5-S1' })
      )
    );
    const report = await reportOf(predictions, '--labels', labels, '--classes', '3');
    expect(report.counts).toMatchObject({ cells: 4, missing: 0, withoutTruth: 0 });
    for (const condition of ['SCS', 'LFS', 'RFS']) {
      expect(all(report, condition).model.figures.exact.value).toBe(1);
    }
    const four = await evaluate(predictions, '--labels', labels);
    expect(four.code).toBe(2);
    expect(error(four.stderr)).toMatch(/train\.csv does not tell none from mild.*--classes 3/);
  });

  test('labels as SPIDER writes them: discs numbered from the lowest up', async () => {
    const labels = await write(
      'gradings.csv',
      'Patient,IVD label,Modic,Disc bulging,Pfirrman grade\n11,1,0,1,5\n11,2,0,0,3\n11,7,0,1,1\n11,5,0,,1\n'
    );
    const predictions = await write(
      'discs.jsonl',
      lines({ ...presence('11', 0.9), level: 'L5-S1' }, presence('11', 0.1))
    );
    const report = await reportOf(predictions, '--labels', labels);
    expect(report.counts).toMatchObject({ cells: 2, missing: 0 });
    expect(all(report, 'DB').model.figures.auc.value).toBe(1);
  });

  test('gradings of SPIDER, apart from and after the nine conditions', async () => {
    const labels = await write(
      'all-gradings.csv',
      'Patient,IVD label,Modic,UP endplate,LOW endplate,Spondylolisthesis,Disc herniation,Disc narrowing,Disc bulging,Pfirrman grade\n' +
        '1,1,2,0,1,0,1,1,1,5\n1,2,0,0,0,0,,0,0,2\n2,1,0,0,0,1,0,0,0,4\n'
    );
    const pfirrmann = (study: string, level: string, likely: number) => ({
      ...{ study, level, condition: 'pfirrmann' },
      probabilities: Object.fromEntries([1, 2, 3, 4, 5].map(k => [k, k === likely ? 0.6 : 0.1])),
    });
    const of = (condition: string, study: string, level: string, present: number) => ({
      ...{ study, level, condition, probabilities: { absent: 1 - present, present } },
    });
    const predictions = await write(
      'gradings.jsonl',
      lines(
        ...[pfirrmann('1', 'L5-S1', 5), pfirrmann('1', 'L4-L5', 2), pfirrmann('2', 'L5-S1', 3)],
        ...[of('endplate', '1', 'L5-S1', 0.7), of('endplate', '2', 'L5-S1', 0.2)],
        ...[of('modic', '1', 'L5-S1', 0.9), of('listhesis', '2', 'L5-S1', 0.6)],
        ...[of('herniation', '1', 'L4-L5', 0.6), of('DB', '1', 'L5-S1', 0.9)]
      )
    );
    const report = await reportOf(predictions, '--labels', labels);
    expect(report.conditions.map(({ condition }) => condition)).toEqual([
      ...['DB', 'pfirrmann', 'modic', 'endplate', 'listhesis'],
    ]);
    // Narrowing was not predicted at all; herniation of L4-L5 has no label.
    expect(report.counts).toMatchObject({ cells: 8, withoutTruth: 1 });
    const { figures } = all(report, 'pfirrmann').model;
    expect(figures.exact.value).toBeCloseTo(2 / 3);
    expect(figures.withinOne.value).toBe(1);
    // Pfirrmann 3 and worse count as positive, as in the panel.
    expect(figures.sensitivity.value).toBe(1);
    expect(figures.specificity.value).toBe(1);
    expect(all(report, 'endplate').model.figures.auc.value).toBe(1);
  });

  test('gradings in results of analyze', async () => {
    const result = await write(
      'results/7.json',
      JSON.stringify({
        ...{ schema: 'deepspine-analysis/2', study: '1.2.3' },
        levels: [
          {
            level: 'L4-L5',
            findings: Object.fromEntries(
              ['SCS', 'LFS', 'RFS', 'DB', 'DOC', 'LFA', 'RFA', 'LFT', 'EL'].map(key => [
                ...[key, { grade: 'not-graded', reason: 'no-model' }],
              ])
            ),
            gradings: {
              narrowing: { grade: 'present', probabilities: { absent: 0.2, present: 0.8 } },
              modic: { grade: 'not-graded', reason: 'no-model' },
            },
          },
        ],
      })
    );
    const labels = await write(
      'result-labels.csv',
      'study,level,condition,grade\n7,L4-L5,Narrowing,present\n7,L4-L5,modic,absent\n'
    );
    const report = await reportOf(result, '--labels', labels);
    expect(report.counts).toMatchObject({ cells: 1, notGraded: 1 });
    expect(all(report, 'narrowing').model.figures.exact.value).toBe(1);
  });

  test('a page that needs nothing else', async () => {
    const html = path.join(folder, 'page.html');
    const out = path.join(folder, 'table.txt');
    const predictions = await write('<page>.jsonl', PREDICTIONS);
    expect(await evaluate(predictions, '--html', html, '--out', out)).toMatchObject({
      code: 0,
      stdout: '',
    });
    const page = await readFile(html, 'utf8');
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page.match(/class="confusion"/g)).toHaveLength(5);
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(/);
    expect(page).toContain('&#60;page&#62;.jsonl');
    const table = await readFile(out, 'utf8');
    expect(table).toMatch(/DB disc bulge +model +5 +5 +– +0\.600 /);
    expect(table).toMatch(/which flatters it/);
  });

  test('pictures of the worst misses from extracted volumes', async () => {
    // Three planes of 2 × 2, right to left: dark, gray, bright in the lower right corner.
    const volume = Buffer.alloc(4 * 12);
    [0, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0, 1].forEach((value, i) => volume.writeFloatLE(value, 4 * i));
    await mkdir(path.join(folder, 'crops'), { recursive: true });
    await writeFile(path.join(folder, 'crops/a.f32'), volume);
    await write(
      'crops/index.csv',
      'study,level,file,shape,spacing_mm,axial_file,axial_shape,axial_spacing_mm\na,L4-L5,a.f32,3x2x2,17x1x1,a.f32,3x2x2,4x1x1\n'
    );
    const predictions = await write(
      'missed.jsonl',
      lines(
        severity('a', 3, { condition: 'LFS', truth: 'none' }),
        severity('b', 3, { condition: 'LFS', truth: 'mild' })
      )
    );
    const html = path.join(folder, 'misses.html');
    const args = ['--html', html, '--crops', path.join(folder, 'crops')];
    expect((await evaluate(predictions, ...args)).code).toBe(0);
    const page = await readFile(html, 'utf8');
    const pictures = [...page.matchAll(/data:image\/png;base64,([^"]+)/g)].map(([, data]) =>
      PNG.sync.read(Buffer.from(data!, 'base64'))
    );
    expect(pictures.map(({ width, height }) => [width, height])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    for (const { data } of pictures) {
      expect([data[0], data[12]]).toEqual([0, 255]);
    }
    expect(page).toMatch(/a, L4-L5: true none, stated severe \(0\.700\)/);
    expect(page).toMatch(/b, L4-L5: true mild, stated severe/);
    expect(error((await evaluate(predictions, '--html', html, '--crops', '/no')).stderr)).toMatch(
      /index\.csv cannot be read.*deepspine extract/
    );
    await write('crops/a.f32', 'short');
    expect(error((await evaluate(predictions, ...args)).stderr)).toMatch(/does not hold the 3x2x2/);
  });

  test('lines that cannot be read are named; the others count', async () => {
    const bad: [string, RegExp][] = [
      ['{"study":', /line 2 is not JSON/],
      [lines({ ...presence('f', 0.5), level: 'C5-C6' }).trim(), /line 3 has "C5-C6" for a level/],
      [lines({ ...presence('f', 0.5), condition: 'XX' }).trim(), /line 4 has "XX" for a condition/],
      [lines(presence('f', 0.5, { truth: 'severe' })).trim(), /line 5: "severe" is no grade of DB/],
      [
        lines(presence('f', 0.5, { probabilities: { present: 0.5 } })).trim(),
        /line 6 needs a prob/,
      ],
      [lines(presence('g', 0, { probabilities: { absent: 1, present: 1 } })).trim(), /sum to 2/],
      [lines({ ...presence('h', 0.1), study: '' }).trim(), /line 8 has no study/],
    ];
    const good = lines(presence('a', 0.8, { truth: 'present' }));
    const file = await write('bad.jsonl', good + bad.map(([line]) => `${line}\n`).join(''));
    const { code, stdout, stderr } = await evaluate(file, '--json', '--rounds', '10');
    expect(code).toBe(2);
    const said = stderr.trim().split('\n');
    expect(said).toHaveLength(bad.length);
    bad.forEach(([, sentence], i) => expect(said[i]).toMatch(sentence));
    const report = JSON.parse(stdout) as EvaluationReport;
    expect(report.counts).toMatchObject({ cells: 1, leftOut: bad.length });
  });

  test.each<[string, () => Promise<string[]>, RegExp]>([
    ['a missing file', async () => ['/no/such.jsonl'], /such\.jsonl: there is no such file/],
    ['no predictions', async () => [await write('x.csv', 'a\n')], /x\.csv is neither.*--labels/],
    [
      'an empty folder',
      async () => [path.dirname(await write('empty/readme.txt', ''))],
      /empty: no predictions/,
    ],
    ['an empty file', async () => [await write('none.jsonl', '')], /no prediction could be read/],
    [
      'no truth',
      async () => [await write('blind.jsonl', lines(presence('a', 0.5)))],
      /no prediction has a truth.*--labels/,
    ],
    [
      'labels of other studies',
      async () => [
        await write('blind.jsonl', lines(presence('a', 0.5))),
        '--labels',
        await write('others.csv', 'study,level,condition,grade\nzz,L4-L5,DB,absent\n'),
      ],
      /no prediction is of a labeled cell.*study zz/,
    ],
    [
      'labels without a column',
      async () => [
        await write('blind.jsonl', lines(presence('a', 0.5))),
        '--labels',
        await write('short.csv', 'study,level,label\na,L4-L5,x\n'),
      ],
      /short\.csv is no table of labels.*condition, grade/,
    ],
    [
      'missing labels',
      async () => [await write('blind.jsonl', lines(presence('a', 0.5))), '--baseline', '/no.csv'],
      /\/no\.csv: there is no such file/,
    ],
    ['five classes', async () => ['x.jsonl', '--classes', '5'], /3 or 4/],
    [
      'a missing folder for the page',
      async () => ['x.jsonl', '--html', '/no/x.html'],
      /\/no\/x\.html/,
    ],
  ])('%s', async (_name, args, sentence) => {
    const { code, stdout, stderr } = await evaluate(...(await args()));
    expect(error(stderr)).toMatch(sentence);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('help teaches', async () => {
    const { code, stdout } = await evaluate('--help');
    expect(code).toBe(0);
    for (const word of ['"probabilities"', '--baseline', '--classes', '95 %', 'study,level']) {
      expect(stdout).toContain(word);
    }
  });
});
