import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DicomStore } from '../../demo/archive/store';
import { PATHS } from '../../tools/paths';
import { loadSamples } from '../../demo/samples';
import { mrElements, part10 } from '../node/part10';

let dir: string;
let samples: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepspine-samples-'));
  samples = join(dir, 'studies');
  mkdirSync(join(samples, 'one'), { recursive: true });
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function writeSample(name: string, pixel: number): void {
  const image = { rows: 2, columns: 2, bitsAllocated: 16, bitsStored: 12 } as const;
  const pixels = { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(8).fill(pixel) };
  const elements = mrElements(image, [pixels]);
  const file = part10({ transferSyntax: '1.2.840.10008.1.2.1', elements });
  writeFileSync(join(samples, 'one', name), file);
}

it('loads what lies in the folder, and once more does nothing', async () => {
  writeSample('1.dcm', 1);
  writeFileSync(join(samples, 'README.md'), 'no DICOM');
  const store = new DicomStore(join(dir, 'archive'));
  expect(await loadSamples(samples, store)).toEqual(['2.25.1001']);
  expect(await loadSamples(samples, store)).toEqual(['2.25.1001']);
  expect(store.size).toBe(1);
});

it('keeps what the archive has where the sample has become another', async () => {
  const store = new DicomStore(join(dir, 'archive'));
  writeSample('1.dcm', 1);
  await loadSamples(samples, store);
  writeSample('1.dcm', 2);
  expect(await loadSamples(samples, store)).toEqual(['2.25.1001']);
  expect(store.size).toBe(1);
});

it('names the file that is no DICOM', async () => {
  writeFileSync(join(samples, 'one', 'bad.dcm'), 'no DICOM');
  const store = new DicomStore(join(dir, 'archive'));
  await expect(loadSamples(samples, store)).rejects.toThrow(
    /^The sample study file one.bad\.dcm cannot be loaded: the file is not a DICOM Part 10 file/
  );
});

it('holds an MR study to begin with', async () => {
  const store = new DicomStore(join(dir, 'archive'));
  const studies = await loadSamples(PATHS.studies, store);
  expect(studies.length).toBeGreaterThan(0);
  for (const { json } of store.instances()) {
    expect(json['00080060']).toEqual({ vr: 'CS', Value: ['MR'] });
  }
});
