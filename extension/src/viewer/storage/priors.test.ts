import { data } from 'dcmjs';
import { uidFrom } from '../../findings';
import { buildStructuredReport, type NaturalizedDataset } from '../../record';
import type { DisplaySet, Instance, Runtime } from '../host/ohif';
import { analysis, NOW, source } from '../../../../test/record/phantom';
import { findPrior } from './priors';

const { DicomMetaDictionary } = data as {
  DicomMetaDictionary: { denaturalizeDataset(dataset: object): object };
};

let made = 0;
const report = buildStructuredReport(analysis(), source(), {
  now: NOW,
  uid: () => uidFrom('priors', String(made++)),
});
/** Who lies in the open study. */
const OPEN = {
  SOPInstanceUID: '2.25.1',
  PatientID: 'PHANTOM-1',
  PatientName: 'Prüfling^Ångström',
  PatientBirthDate: '19700101',
  PatientSex: 'F',
  StudyDate: '20270101',
};
const DISPLAY_SET: DisplaySet = {
  displaySetInstanceUID: 'open',
  StudyInstanceUID: 'open',
  SeriesInstanceUID: 'series',
  Modality: 'MR',
  instances: [OPEN as unknown as Instance],
};

interface Stored {
  readonly uid: string;
  readonly date: string;
  /** As the study list says it. */
  readonly mrn?: string;
  readonly whose: Partial<NaturalizedDataset>;
}

/** An archive that answers a search for a Patient ID with every study that it has. */
function archive(studies: readonly Stored[]): Runtime {
  const of = (uid: string) => studies.find(study => study.uid === uid)!;
  return {
    dataSource: () => ({
      query: {
        studies: {
          search: async () =>
            studies.map(({ uid, date, mrn }) => ({
              ...{ studyInstanceUid: uid, date, modalities: 'MR\\SR' },
              ...(mrn === undefined ? {} : { mrn }),
            })),
        },
        series: { search: async (uid: string) => [{ seriesInstanceUid: uid, modality: 'SR' }] },
      },
      retrieve: {
        getWadoDicomWebClient: () => ({
          retrieveSeriesMetadata: async ({ studyInstanceUID }: { studyInstanceUID: string }) => [
            DicomMetaDictionary.denaturalizeDataset({
              ...report,
              PatientBirthDate: OPEN.PatientBirthDate,
              PatientSex: OPEN.PatientSex,
              ...of(studyInstanceUID).whose,
              StudyInstanceUID: studyInstanceUID,
            }),
          ],
        }),
      },
    }),
    services: { userAuthenticationService: { getAuthorizationHeader: () => ({}) } },
  } as unknown as Runtime;
}

const OTHER: [string, Stored, string | null][] = [
  [
    'of another ID, as the study list says it',
    { uid: 'x', date: '20260601', mrn: 'P-2', whose: {} },
    null,
  ],
  [
    'of another ID, as its report alone says it',
    { uid: 'x', date: '20260601', whose: { PatientID: 'P-2' } },
    'PatientID',
  ],
  [
    'of another name',
    { uid: 'x', date: '20260601', whose: { PatientName: 'Andere^Anna' } },
    'PatientName',
  ],
  [
    'of another birth date',
    { uid: 'x', date: '20260601', whose: { PatientBirthDate: '19510505' } },
    'PatientBirthDate',
  ],
  ['of another sex', { uid: 'x', date: '20260601', whose: { PatientSex: 'M' } }, 'PatientSex'],
];
const OWN: Stored = { uid: 'own', date: '20250601', mrn: 'PHANTOM-1', whose: {} };

describe('a prior', () => {
  it('is the newest study of this patient before this one', async () => {
    const later = { ...OWN, uid: 'later', date: '20280101' };
    const older = { ...OWN, uid: 'older', date: '20240101' };
    const { prior, leftOut } = await findPrior(archive([older, OWN, later]), DISPLAY_SET);
    expect(prior).toMatchObject({ studyInstanceUID: 'own', date: '2025-06-01' });
    expect(prior?.levels).toHaveLength(analysis().levels.length);
    expect(leftOut).toBeNull();
  });

  it.each(OTHER)('is none %s, and one behind it is found', async (_, other, differs) => {
    const alone = await findPrior(archive([other]), DISPLAY_SET);
    expect(alone).toEqual({
      prior: null,
      leftOut: differs === null ? null : { date: '2026-06-01', differs },
    });
    const { prior } = await findPrior(archive([other, OWN]), DISPLAY_SET);
    expect(prior?.studyInstanceUID).toBe('own');
  });

  it('is none by an ID that stands for a removed one, unless name and birth date agree', async () => {
    const anonymous = { ...OPEN, PatientID: 'ANON', PatientName: '', PatientBirthDate: '' };
    const set = { ...DISPLAY_SET, instances: [anonymous as unknown as Instance] };
    const whose = { PatientID: 'ANON', PatientName: '', PatientBirthDate: '' };
    const found = await findPrior(archive([{ uid: 'x', date: '20260601', whose }]), set);
    expect(found).toEqual({ prior: null, leftOut: { date: '2026-06-01', differs: 'PatientID' } });
  });
});
