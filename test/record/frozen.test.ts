import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readStructuredReport, type StoredReport } from '../../extension/src/report';
import { SCHEMA_VERSION } from '../../extension/src/report/sr/build';
import { readPart10 } from './naturalize';

const folder = join(__dirname, 'fixtures');
const frozen = readdirSync(folder).filter(name => /^report-v\d+\.dcm$/.test(name));

it('has a frozen report of every schema version', () => {
  const versions = Array.from({ length: SCHEMA_VERSION }, (_, i) => `report-v${i + 1}.dcm`);
  expect(frozen.sort()).toEqual(versions.sort());
});

it.each(frozen)('reads %s as its own time did', name => {
  const report = readPart10(readFileSync(join(folder, name)));
  const expected = JSON.parse(
    readFileSync(join(folder, name.replace('.dcm', '.json')), 'utf8')
  ) as StoredReport;
  expect(readStructuredReport(report)).toEqual(expected);
});
