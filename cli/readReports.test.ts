import {
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { readReports } from './readReports';

let folder: string;
let errors: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepspine-reports-'));
  errors = '';
  jest.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    errors += String(chunk);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const out = (): string => join(folder, 'labels.csv');
const read = (): string => readFileSync(out(), 'utf8');

const TEXT = 'FINDINGS:\nL4-5: "Moderate" canal stenosis,\nsevere left foraminal stenosis.';
const LABELS = 'r1,L4-L5,SCS,moderate\nr1,L4-L5,LFS,severe\n';
const HEADER = 'report_id,level,condition,grade\n';

describe('read-reports', () => {
  it('reads a CSV with quoted cells of several lines', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['r1', TEXT],
      ])
    );
    expect(await readReports([csv, '--out', out()])).toBe(0);
    expect(read()).toBe(HEADER + LABELS);
    expect(errors).toBe(
      'deepspine: 1 reports read: 1 with labels, 0 nothing found, 0 not a lumbar MRI report, ' +
        '0 other language; 0 clauses unread (--json names them).\n'
    );
  });

  it.each([
    ['a byte order mark and Windows line ends', '\ufeffreport_id,text\r\nr1,L4-5: disc bulge.\r\n'],
    ['semicolons', 'report_id;text\nr1;L4-5: disc bulge.\n'],
    ['other columns and another order', 'site,Text,REPORT_ID\nA,L4-5: disc bulge.,r1\n'],
  ])('reads %s', async (_, content) => {
    expect(await readReports([file('reports.csv', content), '--out', out()])).toBe(0);
    expect(read()).toBe(`${HEADER}r1,L4-L5,DB,present\n`);
  });

  it('reads a folder of text files, named by report id', async () => {
    const texts = join(folder, 'texts');
    mkdirSync(texts);
    writeFileSync(join(texts, 'r2.txt'), 'L5-S1: disc bulge.');
    writeFileSync(join(texts, 'r1.txt'), TEXT);
    writeFileSync(join(texts, 'notes.md'), 'L1-2: disc bulge.');
    expect(await readReports([texts, '--out', out()])).toBe(0);
    expect(read()).toBe(`${HEADER}${LABELS}r2,L5-S1,DB,present\n`);
  });

  it('names bad rows with their line and reads the others', async () => {
    const rows = [
      'report_id,text',
      'a,"L4-5:\ndisc bulge."',
      'b,L4-5: disc bulge, mild',
      ',L4-5 bulge',
      'c,',
      'd,L3-4: normal.',
    ];
    expect(await readReports([file('reports.csv', `${rows.join('\n')}\n`), '--out', out()])).toBe(
      0
    );
    expect(
      read()
        .split('\n')
        .map(row => row.split(',')[0])
    ).toEqual(['report_id', 'a', 'd', 'd', 'd', 'd', '']);
    expect(errors).toMatch(/line 4: the number of cells differs/);
    expect(errors).toMatch(/line 5: the report_id is empty/);
    expect(errors).toMatch(/line 6: report c has no text/);
  });

  it('survives a quote that is never closed', async () => {
    const rows = [
      'report_id,text',
      'a,L4-5: disc bulge.',
      'b,"L4-5: disc bulge.',
      'c,L3-4: normal.',
    ];
    expect(await readReports([file('reports.csv', rows.join('\n')), '--out', out()])).toBe(0);
    expect(read()).toBe(`${HEADER}a,L4-L5,DB,present\n`);
    expect(errors).toMatch(/line 3.*never closed/);
  });

  it('quotes ids that need it', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['x,"1"', 'L4-5: disc bulge.'],
      ])
    );
    await readReports([csv, '--out', out()]);
    expect(parse(read(), { columns: true })).toEqual([
      { report_id: 'x,"1"', level: 'L4-L5', condition: 'DB', grade: 'present' },
    ]);
  });

  it('writes JSON with the words of every label', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['r1', TEXT],
        ['r2', 'None.'],
      ])
    );
    expect(await readReports([csv, '--json', '--out', out()])).toBe(0);
    const document = JSON.parse(read());
    expect(document.schema).toBe('deepspine/report-labels/1');
    expect(document.reports.map((report: { report_id: string }) => report.report_id)).toEqual([
      'r1',
      'r2',
    ]);
    const [label] = document.reports[0].labels;
    expect(TEXT.slice(label.evidence.start, label.evidence.end)).toBe(label.evidence.quote);
  });

  it('explains every label in words', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['r1', TEXT],
      ])
    );
    await readReports([csv, '--explain', '--out', out()]);
    expect(read()).toMatch(/L4-L5 {2}LFS severe {3}"severe left foraminal stenosis"/);
  });

  it.each([
    ['no such file', () => join(folder, 'none.csv'), /none\.csv: there is no such file or folder/],
    [
      'missing columns',
      () => file('x.csv', 'id,report\n1,2\n'),
      /must name the columns report_id and text/,
    ],
    ['an empty file', () => file('x.csv', ''), /must name the columns report_id and text/],
    ['a folder without reports', () => folder, /holds no \.txt files/],
  ])('refuses %s in one line', async (_, input, message) => {
    expect(await readReports([input(), '--out', out()])).toBe(2);
    expect(errors).toMatch(message);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(existsSync(out())).toBe(false);
  });

  it('refuses an unknown option and a missing path', async () => {
    expect(await readReports(['--nonsense'])).toBe(2);
    expect(await readReports([])).toBe(2);
    expect(errors.trim().split('\n')).toHaveLength(2);
  });

  it('leaves no partial file behind and gives equal output twice', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['r1', TEXT],
      ])
    );
    await readReports([csv, '--out', out()]);
    const first = read();
    await readReports([csv, '--out', out()]);
    expect(read()).toBe(first);
    expect(readdirSync(folder).sort()).toEqual(['labels.csv', 'reports.csv']);
  });

  const FURTHER =
    'L4-5: Left foraminal disc protrusion. No canal stenosis. Grade 1 anterolisthesis.';
  const TABLE =
    'report_id,level,condition,grade,side,type,place,detail\n' +
    'r1,L4-L5,SCS,none,,,,\n' +
    'r1,L4-L5,herniation,present,left,protrusion,foraminal,\n' +
    'r1,L4-L5,spondylolisthesis,1,,anterolisthesis,,\n';
  const further = (): string => file('reports.csv', `report_id,text\nr1,${FURTHER}\n`);

  it('writes what else a report says to a table of its own, never to the labels', async () => {
    const table = join(folder, 'further.csv');
    expect(await readReports([further(), '--out', out(), '--extended', table])).toBe(0);
    expect(read()).toBe(`${HEADER}r1,L4-L5,SCS,none\n`);
    expect(readFileSync(table, 'utf8')).toBe(TABLE);
  });

  it.each([
    ['behind the path', (csv: string) => [csv, '--out', out(), '--extended']],
    ['before the path', (csv: string) => ['--out', out(), '--extended', csv]],
    ['before other options', (csv: string) => [csv, '--extended', '--out', out()]],
  ])('writes the extended table as the result: the flag %s', async (_, argv) => {
    expect(await readReports(argv(further()))).toBe(0);
    expect(read()).toBe(TABLE);
  });

  it('refuses two results in one place', async () => {
    expect(await readReports([further(), '--json', '--extended'])).toBe(2);
    expect(await readReports([further(), '--out', out(), '--extended', out()])).toBe(2);
    expect(existsSync(out())).toBe(false);
  });

  it('says of each report what became of it, and which clauses it could not read', async () => {
    const csv = file(
      'reports.csv',
      stringify([
        ['report_id', 'text'],
        ['a', 'L4-5: disc bulge. Foraminal stenosis cannot be excluded.'],
        ['b', 'The study could not be completed.'],
        ['c', 'MRI BRAIN: No acute infarct.'],
        ['d', 'Befund: Bandscheibenprotrusion L4/5. Keine Spinalkanalstenose.'],
      ])
    );
    expect(await readReports([csv, '--json', '--out', out()])).toBe(0);
    const { reports } = JSON.parse(read()) as {
      reports: { status: string; language: string | null; unread: { quote: string }[] }[];
    };
    expect(reports.map(({ status }) => status)).toEqual([
      'labels',
      'nothing-found',
      'not-lumbar-mri',
      'other-language',
    ]);
    expect(reports[3]!.language).toBe('de');
    expect(reports[0]!.unread).toEqual([
      expect.objectContaining({
        reason: 'not-stated',
        quote: 'Foraminal stenosis cannot be excluded.',
      }),
    ]);
    expect(errors).toMatch(
      /4 reports read: 1 with labels, 1 nothing found, 1 not a lumbar MRI report, 1 other language; 1 clauses unread/
    );
  });
});
