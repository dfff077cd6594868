import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordObjects, writeObject } from './objects';
import { EXPLAINED, pathOf } from './explained';
import { analysis, source } from './phantom';
import { findPixelMed, outputOf } from './tools';
import { needs } from '../needs';

// Programs of others, on a machine that may be busy.
jest.setTimeout(300_000);

/** PixelMed's DicomSRValidator, the one validator that knows TID 1500 and the templates that it includes. */

const pixelMed = findPixelMed();
const judge = needs('pixelmed').it;
const folder = mkdtempSync(join(tmpdir(), 'deepspine-pixelmed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

judge('finds no error in the report, and no warning that is not explained', () => {
  const { sr } = recordObjects();
  const { command, options, validator } = pixelMed!;
  const output = outputOf(command, ...options, validator, writeObject(folder, 'sr', sr));
  const lines = output.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'Found Comprehensive3DSR IOD',
      'Found Root Template TID_1500 (MeasurementReport)',
      'IOD validation complete',
    ])
  );
  expect(lines.filter(line => /^Error|Exception/.test(line))).toEqual([]);
  const warnings = lines.filter(line => line.startsWith('Warning')).map(pathOf);
  expect(warnings.filter(line => !EXPLAINED.some(({ path }) => path.test(line)))).toEqual([]);
  for (const { path, reason } of EXPLAINED) {
    expect({ reason, found: warnings.some(line => path.test(line)) }).toEqual({
      reason,
      found: true,
    });
  }
});

judge(
  'would find a code that stands in no context group, and a relationship that no template has',
  () => {
    const found = analysis();
    const { sr } = recordObjects({
      source: source(),
      analysis: { ...found, levels: found.levels.slice(0, 1) },
    });
    const wrong = JSON.parse(
      JSON.stringify(sr)
        .replace(
          '"CodeValue":"MR","CodingSchemeDesignator":"DCM"',
          '"CodeValue":"SEG","CodingSchemeDesignator":"DCM"'
        )
        .replace(
          /"RelationshipType":"INFERRED FROM","ValueType":"NUM"/g,
          '"RelationshipType":"HAS PROPERTIES","ValueType":"NUM"'
        )
    ) as typeof sr;
    const { command, options, validator } = pixelMed!;
    const output = outputOf(command, ...options, validator, writeObject(folder, 'wrong', wrong));
    const errors = output.split('\n').filter(line => line.startsWith('Error'));
    expect(errors.some(line => line.includes('not found in context group'))).toBe(true);
    expect(errors.some(line => line.includes('expected INFERRED FROM'))).toBe(true);
  }
);
