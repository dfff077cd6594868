import type { StoredReport } from '../../record';
import { restorable } from './restoring';
import { bulge, gradedStudy } from '../testing/testing';

const report = (sopInstanceUID: string): StoredReport => ({
  record: gradedStudy([bulge('L4-L5')]),
  document: {
    studyInstanceUID: '2.25.1',
    seriesInstanceUID: '2.25.50',
    sopInstanceUID,
    sopClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
    seriesNumber: 9901,
    instanceNumber: 1,
  },
  schema: 1,
});

const draft = { ...gradedStudy([bulge('L3-L4')]), segmentation: null };
const first = report('2.25.51');

describe('what an earlier visit left', () => {
  it('is shown from the archive, as what the next save replaces', () => {
    expect(restorable(null, first, null)).toMatchObject({
      origin: 'archive',
      levels: first.record.levels,
      report: first.document,
    });
  });

  it('knows the segmentation that the archive holds, and how its levels are numbered', () => {
    const reference = {
      sopClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
      seriesInstanceUID: '2.25.60',
      sopInstanceUID: '2.25.61',
      segments: [],
    };
    const { storedSegmentation } = restorable(null, { ...first, segmentation: reference }, null)!;
    expect(storedSegmentation).toEqual({ reference, renumberedBy: 0 });
    expect(restorable(null, first, null)!.storedSegmentation).toBeNull();
  });

  it('is shown unsaved before saved, and still replaces the saved report', () => {
    expect(restorable(null, first, draft)).toMatchObject({
      origin: 'draft',
      levels: draft.levels,
      report: first.document,
    });
  });

  it('is nothing where there is nothing', () => expect(restorable(null, null, null)).toBeNull());

  it('gives way to a newer report that arrives later', () => {
    const shown = restorable(null, first, null);
    expect(restorable(shown, report('2.25.52'), null)?.report?.sopInstanceUID).toBe('2.25.52');
    expect(restorable(shown, first, null)).toBeNull();
  });

  it('never replaces an analysis or unsaved findings on the screen', () => {
    expect(restorable(gradedStudy([bulge('L1-L2')]), first, draft)).toBeNull();
    expect(restorable(restorable(null, null, draft), first, null)).toBeNull();
  });
});
