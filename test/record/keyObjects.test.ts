import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKeyObjects, type NaturalizedDataset } from '../../extension/src/record';
import { items } from '../../extension/src/record/sr/tree';
import { writeObject } from './objects';
import { analysis, NOW, sagittalSlices, source, uidSequence } from './phantom';
import { needs } from '../needs';
import { findPython, outputOf } from './tools';

// Programs of others, on a machine that may be busy.
jest.setTimeout(300_000);

/** The key images of a study as an object that archives and viewers without structured reports show. */

const folder = mkdtempSync(join(tmpdir(), 'deepspine-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = (record = analysis()) =>
  buildKeyObjects(record, source(), { now: NOW, uid: uidSequence('key') });

const selected = (dataset: NaturalizedDataset): string[] =>
  items(dataset.ContentSequence)
    .filter(({ ValueType }) => ValueType === 'IMAGE')
    .map(item => String(items(item.ReferencedSOPSequence)[0]!.ReferencedSOPInstanceUID));

const listed = (dataset: NaturalizedDataset): string[] =>
  items(dataset.CurrentRequestedProcedureEvidenceSequence)
    .flatMap(study => items(study.ReferencedSeriesSequence))
    .flatMap(series => items(series.ReferencedSOPSequence))
    .map(sop => String(sop.ReferencedSOPInstanceUID));

const normal = (grade: string) => (grade === 'none' || grade === 'absent' ? grade : 'none');

it('selects the images on which abnormal findings are, each once, and lists them as evidence', () => {
  const dataset = build();
  const uids = selected(dataset);
  expect(new Set(uids).size).toBe(uids.length);
  expect([...uids].sort()).toEqual(listed(dataset).sort());
  const [middle, left, right] = [5, 1, 9].map(i => sagittalSlices()[i]!.sopInstanceUID);
  expect(uids).toContain(middle);
  // Foraminal findings of either side stand on the images of their side.
  expect(uids).toEqual(expect.arrayContaining([left, right]));
  expect(uids).toContain(source().axial!.slices[1]!.sopInstanceUID);
  expect(uids).not.toContain(source().axial!.slices[0]!.sopInstanceUID);
});

it('shows the middle disc where nothing is abnormal, and says so', () => {
  const { levels, ...rest } = analysis();
  const healthy = levels.map(level => ({
    ...level,
    findings: level.findings.filter(({ grade }) => normal(grade) === grade),
  }));
  const dataset = build({ ...rest, levels: healthy });
  expect(selected(dataset)).toEqual([sagittalSlices()[5]!.sopInstanceUID]);
  expect(JSON.stringify(dataset.ContentSequence)).toContain('No graded finding is abnormal.');
});

it('takes no finding for one that a reader rejected', () => {
  expect(JSON.stringify(build().ContentSequence)).toContain(
    'L4-L5 left foraminal stenosis: severe'
  );
  expect(JSON.stringify(build().ContentSequence)).toContain('Research use only');
  expect(JSON.stringify(build().ContentSequence)).not.toContain('L5-S1 disc-osteophyte complex');
});

needs('dciodvfy').it(
  'dciodvfy knows it and finds no error, and no warning but of an attribute younger than itself',
  () => {
    const lines = outputOf('dciodvfy', '-new', writeObject(folder, 'key', build())).split('\n');
    expect(lines).toContain('KeyObjectSelectionDocument');
    expect(lines.filter(line => line.startsWith('Error'))).toEqual([]);
    const warnings = lines.filter(line => line.startsWith('Warning'));
    expect(warnings.filter(line => !/ContributingEquipmentSequence.*DeviceUID/.test(line))).toEqual(
      []
    );
  }
);

const python = findPython();
needs('python with highdicom').it('highdicom reads the selected images', () => {
  const script = join(folder, 'read.py');
  writeFileSync(
    script,
    'import json, sys, pydicom\n' +
      'from highdicom.ko import KeyObjectSelectionDocument\n' +
      'ko = KeyObjectSelectionDocument.from_dataset(pydicom.dcmread(sys.argv[1]))\n' +
      'print(json.dumps([r.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for r in ko.content.get_references()]))\n'
  );
  const dataset = build();
  const read = JSON.parse(
    outputOf(python!, script, writeObject(folder, 'key', dataset))
  ) as string[];
  expect(read.sort()).toEqual(selected(dataset).sort());
});
