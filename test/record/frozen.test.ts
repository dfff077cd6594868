import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildStructuredReport,
  newestReport,
  readStructuredReport,
  type StoredReport,
} from '../../extension/src/record';
import { SCHEMA_VERSION } from '../../extension/src/record/sr/build';
import { readPart10 } from './naturalize';
import { NOW, source, uidSequence } from './phantom';

const folder = join(__dirname, 'fixtures');
const frozen = readdirSync(folder).filter(name => /^report-v\d+\.dcm$/.test(name));
/** Directions are made anew from single-precision points: equal to 1e-6. */
const rounded = (record: object) =>
  JSON.parse(JSON.stringify(record), (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(6)) : value
  ) as object;
const load = (name: string) => readPart10(readFileSync(join(folder, name)));

it('has a frozen report of every schema version', () => {
  const versions = Array.from({ length: SCHEMA_VERSION }, (_, i) => `report-v${i + 1}.dcm`);
  expect(frozen.sort()).toEqual(versions.sort());
});

it.each(frozen)('reads %s as its own time did', name => {
  const expected = JSON.parse(
    readFileSync(join(folder, name.replace('.dcm', '.json')), 'utf8')
  ) as StoredReport;
  expect(readStructuredReport(load(name))).toEqual(expected);
});

it.each(frozen)('saves what %s held as the version of today, which replaces it', name => {
  const before = load(name);
  const { record, document, segmentation } = readStructuredReport(before)!;
  const written = buildStructuredReport(
    record,
    { ...source(), segmentation },
    { now: NOW, uid: uidSequence('upgrade'), predecessor: document }
  );
  const restored = readStructuredReport(written)!;
  expect(restored.schema).toBe(SCHEMA_VERSION);
  expect(rounded(restored.record)).toEqual(rounded(record));
  expect(restored.segmentation).toEqual(segmentation);
  expect(newestReport([before, written])).toBe(written);
});
