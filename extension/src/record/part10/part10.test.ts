import { NOW, analysis, source, uidSequence } from '../../../../test/record/phantom';
import { buildStructuredReport, readStructuredReport, type NaturalizedDataset } from '..';
import { asRead } from './part10';

const report = buildStructuredReport(analysis(), source(), {
  now: NOW,
  uid: uidSequence('part10'),
});

it('gives a report as the SR handler of the viewer expects it', () => {
  const name = (dataset: NaturalizedDataset) =>
    (dataset.ConceptNameCodeSequence as { CodeValue?: string }).CodeValue;
  expect(name(report)).toBeUndefined();
  expect(name(asRead(report))).toBe('126000');
});

it('keeps everything in the report', () => {
  expect(readStructuredReport(asRead(report))!.record).toEqual(
    readStructuredReport(report)!.record
  );
});
