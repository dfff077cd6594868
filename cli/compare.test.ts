import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from './testing';

const folder = mkdtempSync(path.join(tmpdir(), 'deepspine-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}

const cell = (study: string, level: string, condition: string, probabilities: object) =>
  JSON.stringify({ study, level, condition, probabilities });

const predictions = file(
  'predictions.jsonl',
  [
    cell('1', 'L4-L5', 'SCS', { none: 0.05, mild: 0.05, moderate: 0.2, severe: 0.7 }),
    cell('1', 'L5-S1', 'SCS', { none: 0.9, mild: 0.05, moderate: 0.05, severe: 0 }),
    cell('1', 'L3-L4', 'SCS', { none: 0.02, mild: 0.03, moderate: 0.9, severe: 0.05 }),
    cell('1', 'L4-L5', 'DB', { absent: 0.1, present: 0.9 }),
    cell('1', 'L3-L4', 'DB', { absent: 0.8, present: 0.2 }),
    cell('2', 'L4-L5', 'DB', { absent: 0.1, present: 0.9 }),
  ].join('\n')
);
const reports = file(
  'labels.csv',
  'report_id,level,condition,grade\n1,L4-L5,SCS,mild\n1,L5-S1,SCS,none\n1,L3-L4,SCS,none\n'
);
const compare = (...more: string[]) =>
  runCommand('compare', '--reports', reports, '--predictions', predictions, ...more);

it('lists disagreements, the most confident first', async () => {
  const { code, stdout, stderr } = await compare();
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toEqual([
    'confidence,study,level,condition,reported,found,classesApart',
    '0.98,1,L3-L4,SCS,none,moderate,2',
    '0.95,1,L4-L5,SCS,mild,severe,2',
    // Nothing is said of it: that is no grade, and study 2 has no report at all.
    '0.9,1,L4-L5,DB,not-mentioned,present,1',
  ]);
  expect(stderr).toContain('2 disagreements, and 1 findings that the reports do not mention');
});

it('lists abnormal gradings of which a report is silent after all others', async () => {
  const gradings = file(
    'gradings.jsonl',
    [
      cell('1', 'L4-L5', 'narrowing', { absent: 0.01, present: 0.99 }),
      cell('1', 'L3-L4', 'narrowing', { absent: 0.9, present: 0.1 }),
      cell('1', 'L3-L4', 'pfirrmann', { 1: 0, 2: 0.9, 3: 0.1, 4: 0, 5: 0 }),
      cell('1', 'L4-L5', 'pfirrmann', { 1: 0, 2: 0, 3: 0.1, 4: 0.9, 5: 0 }),
    ].join('\n')
  );
  const both = ['--reports', reports, '--predictions', predictions, gradings];
  const { stdout, stderr } = await runCommand('compare', ...both);
  expect(stdout.trim().split('\n').slice(-3)).toEqual([
    '0.9,1,L4-L5,DB,not-mentioned,present,1',
    '1,1,L4-L5,pfirrmann,report-silent,4,3',
    '0.99,1,L4-L5,narrowing,report-silent,present,1',
  ]);
  expect(stderr).toContain('silent about 2 abnormal degeneration gradings');
  const mentioned = await runCommand('compare', ...both, '--mentioned-only', '--json');
  expect(JSON.parse(mentioned.stdout)).toMatchObject({ disagreements: 2, silentGradings: 0 });
});

it('leaves out what reports do not mention, and tells programs how much was compared', async () => {
  const { stdout } = await compare('--mentioned-only', '--json', '--limit', '1');
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'deepspine-comparison/1',
    studies: 1,
    cells: 5,
    mentioned: 3,
    disagreements: 2,
    listed: [{ level: 'L3-L4', confidence: 0.98 }],
  });
});

it('does not tell none from mild with three classes', async () => {
  const { stdout } = await compare('--classes', '3', '--mentioned-only');
  expect(stdout).toContain('normal_mild,severe');
});

it('says so where two reports of one id contradict each other', async () => {
  const twice = file(
    'twice.csv',
    'report_id,level,condition,grade\n1,L4-L5,SCS,severe\n1,L5-S1,SCS,none\n1,L4-L5,SCS,mild\n1,L5-S1,SCS,none\n'
  );
  const { code, stdout, stderr } = await runCommand(
    ...['compare', '--reports', twice, '--predictions', predictions, '--mentioned-only']
  );
  expect(code).toBe(2);
  expect(stderr).toContain('1 has SCS at L4-L5 as severe and as mild; the first is used.');
  expect(stderr).not.toContain('L5-S1 as');
  // The first: as the model found it.
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

it('says so where two reports of one id say the same of a cell', async () => {
  const twice = file(
    'same.csv',
    'report_id,level,condition,grade\n1,L4-L5,SCS,severe\n1,L5-S1,SCS,none\n1,L5-S1,SCS,none\n1,L3-L4,SCS,moderate\n'
  );
  const { code, stderr } = await runCommand(
    ...['compare', '--reports', twice, '--predictions', predictions, '--mentioned-only']
  );
  expect(code).toBe(2);
  expect(stderr.match(/1 has cells that stand there twice/g)).toHaveLength(1);
});

it('says so where no study has both', async () => {
  const others = file('others.csv', 'study,level,condition,grade\n9,L4-L5,SCS,mild\n');
  const { code, stderr } = await runCommand(
    ...['compare', '--reports', others, '--predictions', predictions]
  );
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/have no study in common; .*report_id/),
  });
});
