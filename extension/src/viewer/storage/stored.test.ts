import type { SegmentationReference } from '../../record';
import { DEFAULT_CONFIGURATION } from '../host/configuration';
import type { Runtime } from '../host/ohif';
import { renumbered } from '../study/renumber';
import type { StudySeries } from '../study/seriesChoice';
import type { GradedStudy } from '../study/state';
import { bulge, gradedStudy } from '../testing/testing';

jest.mock('@ohif/core', () => ({ DicomMetadataStore: {} }), { virtual: true });
import { personName } from './reader';
import { randomUid, recordJob } from './stored';
import { SEGMENTER } from '../../analysis/testing/segmenter';

const signedIn = (profile?: Record<string, unknown>) =>
  ({
    services: { userAuthenticationService: { getUser: () => ({ profile }) } },
  }) as unknown as Runtime;

it.each([
  [{ family_name: 'Roe', given_name: 'Jane', name: 'Jane Roe' }, 'Roe^Jane'],
  [{ family_name: 'Roe' }, 'Roe'],
  [{ name: 'Jane Roe' }, 'Jane Roe'],
  [{ family_name: 'Ro^e', given_name: 'J\\ane' }, 'Ro e^J ane'],
  [{ name: 7 }, undefined],
  [undefined, undefined],
])('writes the signed-in person %j as %s', (profile, name) => {
  expect(personName(signedIn(profile))).toBe(name);
});

it('makes DICOM UIDs that differ', () => {
  const uids = Array.from({ length: 100 }, randomUid);
  expect(new Set(uids).size).toBe(100);
  uids.forEach(uid => expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/));
});

describe('what is made at a save', () => {
  const reference: SegmentationReference = {
    sopClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
    seriesInstanceUID: '2.25.60',
    sopInstanceUID: '2.25.61',
    segments: [],
  };
  const segmentation = {
    seriesInstanceUID: '2.25.2',
    slices: [],
    segments: [],
    model: SEGMENTER,
  };
  const sagittal = {
    seriesInstanceUID: '2.25.2',
    studyInstanceUID: '2.25.1',
    displaySets: [{ instances: [{ SOPInstanceUID: '2.25.3', PatientName: 'Roe^Jane' }] }],
    images: [],
  } as unknown as StudySeries;
  const study: GradedStudy = {
    ...gradedStudy([bulge('L3-L4'), bulge('L4-L5')]),
    segmentation,
    storedSegmentation: { reference, renumberedBy: 0 },
  };
  const job = (of: GradedStudy, change = {}) =>
    recordJob(of, [sagittal], { ...DEFAULT_CONFIGURATION, ...change });

  it('holds the segmentation where the archive does not have it yet', () => {
    const fresh = job({ ...study, storedSegmentation: null });
    expect(fresh.segmentation).toBe(segmentation);
    expect(fresh.source.segmentation).toBeNull();
    expect(fresh.source.header.PatientName).toBe('Roe^Jane');
  });

  it('holds all that is stored, and nothing that only the panel needs', () => {
    const { record } = job({ ...study, notAssessed: ['conus'] });
    expect(record.notAssessed).toEqual(['conus']);
    expect(Object.keys(record)).not.toContain('storedSegmentation');
    expect(Object.keys(record)).not.toContain('origin');
  });

  it('refers to the one that the archive has', () => {
    expect(job(study).segmentation).toBeNull();
    expect(job(study).source.segmentation).toBe(reference);
  });

  it('never refers to one whose levels have other names', () => {
    const moved = renumbered(study, 1);
    expect(job(moved).source.segmentation).toBeNull();
    expect(job(moved).segmentation).toBe(moved.segmentation);
    expect(job({ ...moved, segmentation: null }).source.segmentation).toBeNull();
    expect(job(renumbered(moved, -1)).source.segmentation).toBe(reference);
  });

  it('leaves the segmentation out where the site does not want it', () => {
    const fresh = { ...study, storedSegmentation: null };
    expect(job(fresh, { storeSegmentation: false }).segmentation).toBeNull();
  });

  it('says so when the series of the findings is not open any more', () => {
    expect(() => recordJob(study, [], DEFAULT_CONFIGURATION)).toThrow(/not open any more/);
  });
});
