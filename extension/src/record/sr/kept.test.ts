import { analysis, NOW, source, uidSequence } from '../../../../test/record/phantom';
import { type Code, codeItem, CONCEPT, OWN, PRIVATE_SCHEME } from '../codes';
import type { NaturalizedDataset } from '../record';
import { asRead } from '../part10/part10';
import { buildStructuredReport } from './build';
import { code, container, type ContentItem, text } from './content';
import { readStructuredReport } from './read';
import { child, children, items, textValue, uidValue } from './tree';

/** What a version to come adds, with codes that this one does not know. */

const later = (value: string): Code => ({
  value,
  scheme: PRIVATE_SCHEME,
  meaning: `Of a later version: ${value}`,
});
const build = () =>
  buildStructuredReport(analysis(), source(), { now: NOW, uid: uidSequence('later') });

/** A copy of a node with another code and identifier. */
function renamed(node: NaturalizedDataset, finding: Code, identifier: string): ContentItem {
  const copy = structuredClone(node);
  child(copy, CONCEPT.finding)!.ConceptCodeSequence = [codeItem(finding)];
  child(copy, CONCEPT.trackingIdentifier)!.TextValue = identifier;
  child(copy, CONCEPT.trackingUID)!.UID = `2.25.${identifier.length}${finding.value.length}`;
  return copy;
}

const add = (node: NaturalizedDataset, ...more: ContentItem[]) =>
  (node.ContentSequence = [...items(node.ContentSequence), ...more]);

const list = (report: NaturalizedDataset, name: Code) => child(report, name)!;

/** The report of a later version: a tenth finding in every list, a seventh grading, a length, an item, a list. */
function laterReport(): NaturalizedDataset {
  const report = structuredClone(build());
  const measurements = list(report, CONCEPT.imagingMeasurements);
  const groups = children(measurements, CONCEPT.measurementGroup);
  const finding = groups.find(group => child(group, CONCEPT.finding))!;
  const length = structuredClone(groups.find(group => !child(group, CONCEPT.finding))!);
  const number = items(length.ContentSequence).find(({ ValueType }) => ValueType === 'NUM')!;
  number.ConceptNameCodeSequence = [codeItem(later('area'))];
  child(length, CONCEPT.trackingUID)!.UID = '2.25.4711';
  add(finding, code('CONTAINS', later('phase'), later('early')));
  add(measurements, renamed(finding, later('ROOT'), 'L4-L5 root compression (ROOT)'), length);
  for (const [name, item] of [
    [OWN.notGradedFindings, OWN.findingRecord],
    [OWN.rejectedFindings, OWN.findingRecord],
    [OWN.gradings, OWN.gradingRecord],
  ] as const) {
    const known = list(report, name);
    const [first] = children(known, item);
    add(known, renamed(first!, later(name.value), `L4-L5 something else (${name.value})`));
  }
  add(report, container('CONTAINS', later('list'), [text('CONTAINS', later('line'), 'größer')]));
  return report;
}

/** Names and values of everything in a report that this version does not know, depth first. */
function laterItems(node: NaturalizedDataset): unknown[] {
  return items(node.ContentSequence).flatMap(item => [
    ...(/Of a later version/.test(
      JSON.stringify([item.ConceptNameCodeSequence, item.ConceptCodeSequence])
    )
      ? [JSON.parse(JSON.stringify({ ...item, _vrMap: undefined }))]
      : []),
    ...laterItems(item),
  ]);
}

it.each([
  ['as it was written', (report: NaturalizedDataset) => report],
  ['as the viewer reads it', asRead],
])('what a later version added survives being saved again: %s', (_, through) => {
  const report = laterReport();
  const { record, document } = readStructuredReport(through(report))!;
  expect(record).toEqual(readStructuredReport(build())!.record);
  const again = buildStructuredReport(record, source(), {
    now: NOW,
    uid: uidSequence('again'),
    predecessor: structuredClone(document),
  });
  expect(laterItems(report).length).toBeGreaterThan(8);
  expect(laterItems(through(again))).toEqual(laterItems(through(report)));
  const third = buildStructuredReport(readStructuredReport(again)!.record, source(), {
    now: NOW,
    uid: uidSequence('third'),
    predecessor: readStructuredReport(again)!.document,
  });
  expect(laterItems(third)).toEqual(laterItems(again));
});

it('a list that only a later version filled is written again', () => {
  const report = laterReport();
  const { record, document } = readStructuredReport(report)!;
  const levels = record.levels.map(level => ({
    ...level,
    gradings: undefined,
    findings: level.findings.filter(({ status }) => status !== 'rejected'),
  }));
  const again = buildStructuredReport({ ...record, levels }, source(), {
    now: NOW,
    uid: uidSequence('again'),
    predecessor: document,
  });
  for (const name of [OWN.gradings, OWN.rejectedFindings]) {
    expect(items(list(again, name).ContentSequence)).toHaveLength(1);
  }
});

it('keeps nothing of a report that it knows whole', () => {
  expect(readStructuredReport(build())!.document).not.toHaveProperty('kept');
});

it('refuses a code that it does not know beside an identifier that it does: that is damage', () => {
  const report = structuredClone(build());
  const [group] = children(list(report, CONCEPT.imagingMeasurements), CONCEPT.measurementGroup);
  expect(textValue(group!, CONCEPT.trackingIdentifier)).toMatch(/\(SCS\)$/);
  expect(uidValue(group!, CONCEPT.trackingUID)).toBeTruthy();
  child(group!, CONCEPT.finding)!.ConceptCodeSequence = [codeItem(later('SCS'))];
  expect(() => readStructuredReport(report)).toThrow('is not known');
});
