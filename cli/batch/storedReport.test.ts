import type { Finding } from '../../extension/src/findings';
import type { StoredReport } from '../../extension/src/record';
import { analysis } from '../../test/record/phantom';
import { isReviewed } from './storedReport';

const document = {} as StoredReport['document'];

/** A stored report nobody has looked at, with changes to its first finding. */
function report(change: Partial<Finding> = {}): StoredReport {
  const record = analysis();
  const levels = record.levels.map((level, i) => ({
    ...level,
    findings: level.findings.map((finding, k) => ({
      ...finding,
      ...{ status: 'suggested' as const, remark: undefined },
      ...(i === 0 && k === 0 ? change : {}),
    })),
  }));
  return { record: { ...record, levels, warnings: [] }, document, schema: 1 };
}

test('suggestions alone are no review', () => {
  expect(isReviewed(report())).toBe(false);
});

test.each<Partial<Finding>>([
  { status: 'accepted' },
  { status: 'changed' },
  { status: 'rejected' },
  { remark: 'as in 2022' },
])('a person has reviewed what is %j', change => {
  expect(isReviewed(report(change))).toBe(true);
});

test('renumbered levels are a decision as well', () => {
  const { record, ...rest } = report();
  const warning = { code: 'levels-renumbered' as const, level: 'L4-L5' as const, text: '…' };
  expect(isReviewed({ ...rest, record: { ...record, warnings: [warning] } })).toBe(true);
});
