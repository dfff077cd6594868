import { analysis, NOW, source, uidSequence } from '../../../../test/record/phantom';
import { buildStructuredReport, readStructuredReport, type NaturalizedDataset } from '../../record';
import { EN_TEXTS } from '../../messages/en';
import { restoredNotice } from './notices';

const stored = (change: (report: NaturalizedDataset) => void = () => undefined) => {
  const report = structuredClone(
    buildStructuredReport(analysis(), source(), { now: NOW, uid: uidSequence('notices') })
  );
  change(report);
  return readStructuredReport(report)!.document;
};

/** An item of the document with a code of a version to come. */
function addLater(report: NaturalizedDataset): void {
  (report.ContentSequence as NaturalizedDataset[]).push({
    RelationshipType: 'CONTAINS',
    ValueType: 'TEXT',
    ConceptNameCodeSequence: [
      { CodeValue: 'later', CodingSchemeDesignator: '99DEEPSPINE', CodeMeaning: 'Later' },
    ],
    TextValue: 'of a version to come',
  });
}

it('says of a report that a later version wrote more into it, and of no other', () => {
  const notice = (document: ReturnType<typeof stored>) =>
    restoredNotice({ origin: 'archive', report: document }, null);
  expect(notice(stored())).toEqual({ key: 'archive' });
  expect(notice(stored(addLater))).toEqual({ key: 'archiveLater' });
  expect(EN_TEXTS['notice-archiveLater']).toMatch(/later version/);
});

it('says of findings that nobody stored since when they are there, and of new ones nothing', () => {
  const report = stored(addLater);
  expect(restoredNotice({ origin: 'analysis', report }, null)).toBeNull();
  expect(restoredNotice({ origin: 'draft', report }, NOW.getTime())).toMatchObject({
    key: 'draft',
  });
});
