import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CONDITIONS } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';
import type { NaturalizedDataset } from '../../extension/src/record';
import { buildSummary, grayPicture, middleSlice } from '../../extension/src/record/summary';
import { pageText, textWidth, wrapped } from '../../extension/src/record/summary/text';
import { BURNT_IN } from '../../extension/src/record/summary/drawing';
import { summaryPage } from '../../extension/src/record/summary/summaryPage';
import { pdfPage } from '../../extension/src/record/summary/pdf';
import { rasterPage } from '../../extension/src/record/summary/raster';
import { needs } from '../needs';
import { writeObject } from './objects';
import { analysis, NOW, sagittalSlices, source, uidSequence } from './phantom';
import { outputOf } from './tools';

/** One page of a study for systems that know no structured report, as an image and as a PDF. */

// Programs of others, on a machine that may be busy.
jest.setTimeout(300_000);

const folder = mkdtempSync(join(tmpdir(), 'deepspine-summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slice = (record = analysis()): Slice => middleSlice(record, sagittalSlices())!;

const build = (record = analysis(), from = source(), draft = '') =>
  buildSummary(
    record,
    from,
    { draft, slice: { plane: slice(record), picture: grayPicture(slice(record)) } },
    { image: true, pdf: true },
    { now: NOW, uid: uidSequence('summary') }
  );

/** The words of the page, in the order of drawing. */
const wordsOf = (record = analysis(), draft = '', header = source().header): string[] =>
  summaryPage({
    ...{ record, header, draft, now: NOW, picture: grayPicture(slice()), plane: slice() },
  }).items.flatMap(item => (item.kind === 'text' ? [item.text] : []));

it('shows whose it is, every disc and every cell, and what people decided', () => {
  const words = wordsOf(undefined, 'L4-L5: Severe left foraminal stenosis.');
  expect(words).toEqual(
    expect.arrayContaining([
      'Prüfling, Ångström',
      'PHANTOM-1',
      '1960-02-29',
      'ACC-4',
      'L4-L5: Severe left foraminal stenosis.',
      'rejected',
      'was: present',
      'by reader',
      'accepted 0.71',
    ])
  );
  expect(words.filter(word => word === BURNT_IN)).toHaveLength(3);
  const { levels } = analysis();
  const cells = levels.flatMap(({ findings, gradings = [] }) => [...findings, ...gradings]);
  const notGraded = cells.filter(
    ({ grade, status }) => grade === 'not-graded' && status !== 'rejected'
  );
  expect(words.filter(word => word === 'not graded')).toHaveLength(notGraded.length);
  for (const { level } of levels) {
    // On the picture, and as the head of a line in either grid.
    expect(words.filter(word => word === level)).toHaveLength(3);
  }
});

it('marks what was tested on simulated images alone, and nothing that a person stands for', () => {
  const { levels, models, ...rest } = analysis();
  const real = models.map(model => ({
    ...model,
    evidence: Object.fromEntries(
      CONDITIONS.map(key => [key, { status: 'simulated-only' as const }])
    ),
  }));
  const cells = (words: readonly string[]) =>
    words.filter(word => /^(none|mild|moderate|severe|absent|present)/.test(word));
  const simulated = cells(wordsOf({ ...rest, levels, models: real }));
  expect(simulated).toContain('severe*');
  const accepted = levels.map(level => ({
    ...level,
    findings: level.findings.map(finding =>
      finding.grade === 'not-graded'
        ? finding
        : { ...finding, status: 'changed' as const, source: { kind: 'person' as const } }
    ),
    gradings: [],
  }));
  expect(cells(wordsOf({ ...rest, levels: accepted, models: real })).join()).not.toContain('*');
});

it('says that nobody has decided, and draws without images', () => {
  const { items } = summaryPage({
    ...{ record: analysis(), header: source().header, draft: '', now: NOW },
    ...{ picture: null, plane: null },
  });
  const words = items.flatMap(item => (item.kind === 'text' ? [item.text] : [])).join(' ');
  expect(words).toContain('Nobody has decided on a finding yet.');
  expect(words).toContain('The images were not at hand.');
});

it('is the same bytes for the same study at the same time', async () => {
  const [first, second] = await Promise.all([build(), build()]);
  const bytes = (value: unknown) => Buffer.from(value as ArrayBuffer);
  // Not toEqual, which looks at millions of bytes one by one.
  expect(
    bytes(first.pdf!.EncapsulatedDocument).equals(bytes(second.pdf!.EncapsulatedDocument))
  ).toBe(true);
  expect(bytes(first.image!.PixelData).equals(bytes(second.image!.PixelData))).toBe(true);
});

it('says in both objects that a name is burnt in, that it is derived, and from which image', async () => {
  const { image, pdf } = await build();
  for (const object of [image!, pdf!]) {
    expect(object).toMatchObject({
      BurnedInAnnotation: 'YES',
      PatientName: 'Prüfling^Ångström',
      PatientID: 'PHANTOM-1',
      StudyInstanceUID: analysis().studyInstanceUID,
      SeriesDescription: expect.stringContaining('research use only'),
    });
  }
  expect(image!.ImageType).toEqual(['DERIVED', 'SECONDARY']);
  expect((image!.PixelData as ArrayBuffer).byteLength).toBe(
    (image!.Rows as number) * (image!.Columns as number) * 3
  );
  const shown = [{ ReferencedSOPInstanceUID: slice().sopInstanceUID }];
  expect(image!.SourceImageSequence).toMatchObject(shown);
  expect(pdf!.SourceInstanceSequence).toMatchObject(shown);
});

it('writes any script in letters that can be read, and says so', () => {
  expect(pageText('größer – “2024” €')).toBe('größer – “2024” €');
  expect(pageText('Иванов 中文 Σωκράτης')).toBe('Ivanov ZhongWen Sokratis [in Latin letters]');
  expect(pageText('a\u202Eb\u0000c\u200Bd')).toBe('a b c d');
});

it('no text from outside breaks the page', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(text, fc.integer({ min: 20, max: 300 }), (hostile, width) => {
      const shown = pageText(hostile);
      for (const line of wrapped(shown, 'regular', 8, width)) {
        expect([...line].length <= 1 || textWidth(line, 'regular', 8) <= width).toBe(true);
        expect(line).not.toContain('\n');
      }
    }),
    { numRuns: 300 }
  );
});

it('no remark, name or warning keeps it from being made in both forms', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 2000 });
  await fc.assert(
    fc.asyncProperty(text, async hostile => {
      const { levels, warnings, ...rest } = analysis();
      const record = {
        ...rest,
        warnings: warnings.map(warning => ({ ...warning, text: hostile })),
        levels: levels.map(level => ({
          ...level,
          findings: level.findings.map(finding => ({ ...finding, remark: hostile })),
        })),
      };
      const header = { ...source().header, PatientName: hostile, StudyDescription: hostile };
      const page = summaryPage({
        ...{ record, header, draft: hostile, now: NOW },
        ...{ picture: null, plane: null },
      });
      expect((await pdfPage(page, { title: 'x', now: NOW })).length).toBeGreaterThan(1000);
      const { columns, rows, pixels } = rasterPage(page, 0.25);
      expect(pixels).toHaveLength(columns * rows * 3);
      // What is burnt in stays: nothing is drawn over the band at the foot.
      const last = page.items.filter(item => item.kind === 'text').at(-1);
      expect(last).toMatchObject({ text: BURNT_IN });
    }),
    { numRuns: 8 }
  );
});

needs('dciodvfy').it(
  'dciodvfy knows both and finds no error, and no warning but of an attribute younger than itself',
  async () => {
    const { image, pdf } = await build();
    for (const [name, object, iod] of [
      ['image', image!, 'SCImage'],
      ['pdf', pdf!, 'EncapsulatedPDF'],
    ] as const) {
      const lines = outputOf('dciodvfy', '-new', writeObject(folder, name, object)).split('\n');
      expect(lines).toContain(iod);
      expect(lines.filter(line => line.startsWith('Error'))).toEqual([]);
      const warnings = lines.filter(line => line.startsWith('Warning'));
      expect(
        warnings.filter(line => !/ContributingEquipmentSequence.*DeviceUID/.test(line))
      ).toEqual([]);
    }
  }
);

/** Takes the PDF out of its object with DCMTK, and its words out of it with Poppler. */
function wordsOfPdf(object: NaturalizedDataset): string {
  const file = join(folder, 'page.pdf');
  execFileSync('dcm2pdf', [writeObject(folder, 'page', object), file], { stdio: 'ignore' });
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

needs('dcm2pdf', 'pdftotext').it(
  'DCMTK takes the PDF out, and Poppler reads in it what stands on the page',
  async () => {
    const { pdf } = await build(undefined, undefined, 'L4-L5: Severe left foraminal stenosis.');
    const words = wordsOfPdf(pdf!);
    for (const expected of [
      BURNT_IN,
      'Prüfling, Ångström',
      'L5-S1',
      'not graded',
      'severe*',
      'L4-L5: Severe left foraminal stenosis.',
      'presses on L4',
    ]) {
      expect(words).toContain(expected);
    }
  }
);

needs('dcm2pnm').it(
  'DCMTK draws the image, and the words that are burnt in are light on red',
  async () => {
    const { image } = await build();
    const file = join(folder, 'page.ppm');
    writeFileSync(file, '');
    execFileSync('dcm2pnm', ['+op', writeObject(folder, 'drawn', image!), file], {
      stdio: 'ignore',
    });
    const drawn = readFileSync(file);
    const size = (image!.Rows as number) * (image!.Columns as number) * 3;
    const pixels = drawn.subarray(drawn.length - size);
    expect(pixels.equals(Buffer.from(image!.PixelData as ArrayBuffer))).toBe(true);
    const band = pixels.subarray(0, (image!.Columns as number) * 3 * 40);
    const light = Array.from({ length: band.length / 3 }, (_, i) => band[3 * i + 1]!).filter(
      green => green > 200
    );
    expect(light.length).toBeGreaterThan(band.length / 3 / 20);
  }
);
