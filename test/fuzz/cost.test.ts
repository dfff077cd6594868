/**
 * Small inputs that used to cost much: a file, a header or a request may take time and memory in proportion to its
 * own size and to the picture that it declares, no more. An input that takes for ever ends the process (hangAlarm).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readStudy } from '../../cli/dicom/readStudy';
import { scanDicom } from '../../cli/dicom/scan';
import { listFiles, walkFiles } from '../../cli/files';
import { Archive } from '../../demo/archive/archive';
import { matchesWildcard } from '../../demo/archive/wildcard';
import { listen } from '../../demo/server/server';
import { image, pixelData, readSeries, ROWS, COLUMNS, DEPTHS } from '../node/dicomImages';
import { encodeHtj2k, encodeJpeg2000, encodeJpegLs } from '../node/encoders';
import { encodeRle, mrElements, part10, type TestElement } from '../node/part10';
import { budget } from './budget';
import { guarded, guardedAsync } from './hangAlarm';

jest.setTimeout(3_600_000);

const ROOT = path.resolve(__dirname, '../..');
const MB = 2 ** 20;
/** Of a process that reads one small file, the compiler included; it used to be up to 4,300 MB. */
const MEMORY_MB = 700;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-cost-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a file in a process of its own: what was said of it, and the most memory that it took, MB. */
function readAlone(file: Buffer): { said: string; memory: number } {
  const name = path.join(folder, 'file.dcm');
  writeFileSync(name, file);
  const script = `
    const { readStudy } = require('./cli/dicom/readStudy.ts');
    const { scanDicom } = require('./cli/dicom/scan.ts');
    (async () => {
      const { studies, problems } = await scanDicom([{ path: ${JSON.stringify(name)}, named: true }]);
      const read = studies[0] ? await readStudy(studies[0]) : { problems: [] };
      const said = [...problems, ...read.problems].map(({ reason }) => reason).join('; ');
      // Not resourceUsage(): what the parent had used before this process began counts there.
      const status = require('node:fs').readFileSync('/proc/self/status', 'utf8');
      const memory = Number(/^VmHWM:\\s*(\\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
      console.log(JSON.stringify({ said, memory }));
    })();`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'tsx/cjs', '--eval', script],
    { cwd: ROOT, encoding: 'utf8', timeout: 300_000 }
  );
  expect(stderr).toBe('');
  const read = JSON.parse(stdout) as { said: string; memory: number };
  expect(read.memory).toBeGreaterThan(10);
  return read;
}

it('a deflated file inflates to the picture that it declares, and to no bomb', () => {
  const bomb = part10({
    transferSyntax: '1.2.840.10008.1.2.1.99',
    elements: image(DEPTHS[1]!, [
      { tag: 0x00091010, vr: 'OB', value: new Uint8Array(600 * MB) },
      pixelData(new Uint8Array(ROWS * COLUMNS * 2)),
    ]),
  });
  expect(bomb.length).toBeLessThan(MB);
  const { said, memory } = readAlone(bomb);
  expect(said).toMatch(/^is cut off or corrupt/);
  expect(memory).toBeLessThan(MEMORY_MB);
});

it('a study holds no more pixels than its budget, counted before each image is decoded', async () => {
  const one = (uid: string) => ({
    transferSyntax: '1.2.840.10008.1.2.1',
    elements: image(DEPTHS[1]!, [
      { tag: 0x00080018, vr: 'UI', value: uid },
      pixelData(new Uint8Array(ROWS * COLUMNS * 2)),
    ]),
  });
  const files = ['1.2.3.1', '1.2.3.2', '1.2.3.3'].map((uid, i) => {
    const file = path.join(folder, `${i}.dcm`);
    writeFileSync(file, part10(one(uid)));
    return { path: file, named: true };
  });
  const { studies } = await scanDicom(files);
  const pixels = 3 * ROWS * COLUMNS;
  expect((await readStudy(studies[0]!, pixels)).problems).toEqual([]);
  await expect(readStudy(studies[0]!, pixels - 1)).rejects.toMatchObject({
    code: 'unsupported-file',
    message: expect.stringMatching(/^The MR images of the study hold more than/),
  });
});

it('a deflated image with a picture of many MB is read', async () => {
  const [rows, columns] = [3000, 3000];
  const series = await readSeries({
    transferSyntax: '1.2.840.10008.1.2.1.99',
    elements: mrElements({ rows, columns, bitsAllocated: 16, bitsStored: 12 }, [
      pixelData(new Uint8Array(rows * columns * 2).fill(1)),
    ]),
  });
  expect(series.slices[0]!.pixels).toHaveLength(rows * columns);
});

describe('a frame that states another size than its header is refused before it is decoded', () => {
  const small = { rows: ROWS, columns: COLUMNS, bits: 12, bytes: Buffer.alloc(ROWS * COLUMNS * 2) };
  /** Writes numbers where JPEG 2000 states its size and that of its tile, or JPEG-LS its rows and columns. */
  const enlarged = (frame: Uint8Array, places: readonly number[], bytes: 2 | 4, size: number) => {
    const copy = Buffer.from(frame);
    places.forEach(at => copy.writeUIntBE(size, at, bytes));
    return copy;
  };
  const startOfLsFrame = (frame: Uint8Array) =>
    Buffer.from(frame).indexOf(Buffer.from([0xff, 0xf7]));
  it.each([
    ['JPEG 2000', '1.2.840.10008.1.2.4.90', encodeJpeg2000, () => [8, 12, 24, 28], 4, 30_000],
    ['HTJ2K', '1.2.840.10008.1.2.4.201', encodeHtj2k, () => [8, 12, 24, 28], 4, 30_000],
    [
      'JPEG-LS',
      '1.2.840.10008.1.2.4.80',
      encodeJpegLs,
      (frame: Uint8Array) => [5, 7].map(at => startOfLsFrame(frame) + at),
      2,
      60_000,
    ],
  ] as const)('%s', async (_name, transferSyntax, encode, places, bytes, size) => {
    const frame = await encode(small);
    const whole = { transferSyntax, elements: image(DEPTHS[1]!), frames: [[frame]] };
    expect((await readSeries(whole)).slices).toHaveLength(1);
    const huge = enlarged(frame, places(frame), bytes, size);
    const { said, memory } = readAlone(part10({ ...whole, frames: [[huge]] }));
    expect(said).toContain(`holds a ${size} × ${size} picture where its header says`);
    expect(memory).toBeLessThan(MEMORY_MB);
    const claimed = mrElements({
      rows: 60_000,
      columns: 60_000,
      bitsAllocated: 16,
      bitsStored: 12,
    });
    const agreed = readAlone(part10({ transferSyntax, elements: claimed, frames: [[huge]] }));
    expect(agreed.said).toContain('more than any MR image has');
    expect(agreed.memory).toBeLessThan(MEMORY_MB);
  });
});

describe('headers of many frames are read in proportion', () => {
  const FRAMES = 20_000;
  const sequence = (tag: number, ...items: TestElement[][]): TestElement => ({
    tag,
    vr: 'SQ',
    value: items,
  });
  const frames = { tag: 0x00280008, vr: 'IS', value: String(FRAMES) };
  const one = { rows: 1, columns: 1, bitsAllocated: 8, bitsStored: 8 } as const;

  it('functional groups of 20,000 frames', async () => {
    const groups = Array.from({ length: FRAMES }, (_, i) => [
      sequence(0x00209113, [{ tag: 0x00200032, vr: 'DS', value: `${i % 100}\\0\\0` }]),
    ]);
    const elements = mrElements(one, [
      frames,
      sequence(0x52009230, ...groups),
      pixelData(new Uint8Array(FRAMES), 'OB'),
    ]);
    const file = { transferSyntax: '1.2.840.10008.1.2.1', elements };
    const { slices } = await guardedAsync('functional groups', () => readSeries(file));
    expect(slices).toHaveLength(FRAMES);
    expect(slices[FRAMES - 1]!.position[0]).toBe((FRAMES - 1) % 100);
  });

  it('an offset table of 20,000 frames', async () => {
    const frame = encodeRle(Uint8Array.of(7), 1);
    const file = {
      transferSyntax: '1.2.840.10008.1.2.5',
      elements: mrElements(one, [frames]),
      // The first frame in two fragments: fragments cannot be told from frames without the table.
      frames: Array.from({ length: FRAMES }, (_, i) =>
        i === 0 ? [frame.subarray(0, 64), frame.subarray(64)] : [frame]
      ),
    };
    const { slices } = await guardedAsync('offset table', () => readSeries(file));
    expect([...slices[0]!.pixels, ...slices[FRAMES - 1]!.pixels]).toEqual([7, 7]);
  });
});

describe('wildcards of a search', () => {
  it('match what they mean', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, value) => {
        const escaped = pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
        expect(matchesWildcard(pattern, value)).toBe(new RegExp(`^${escaped}$`, 'i').test(value));
      }),
      budget('search wildcards')
    );
  });

  it('of many stars end', () => {
    const pattern = `${'*a'.repeat(500)}b`;
    expect(guarded('stars', () => matchesWildcard(pattern, 'a'.repeat(2000)))).toBe(false);
  });
});

it('a pipe or a device is refused, not read for ever', async () => {
  const pipe = path.join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  for (const name of [pipe, '/dev/zero']) {
    await expect(listFiles([name])).rejects.toThrow(/neither a file nor a folder/);
    await expect(walkFiles([name]).next()).rejects.toThrow(/neither a file nor a folder/);
  }
});

it('a request of the wrong type is refused before its body comes', async () => {
  const archive = new Archive({ dir: folder });
  const server = await listen((asked, answer) => archive.handle(asked, answer), 0);
  try {
    const status = await new Promise<number | undefined>((done, fail) => {
      const asked = request(
        {
          port: server.port,
          method: 'POST',
          path: '/dicom-web/studies',
          headers: { 'Content-Type': 'application/zip', 'Content-Length': String(200 * MB) },
        },
        answer => done(answer.statusCode)
      );
      asked.once('error', fail);
      // Not a byte of the body is ever sent.
      asked.flushHeaders();
    });
    expect(status).toBe(415);
  } finally {
    await server.close();
  }
});
