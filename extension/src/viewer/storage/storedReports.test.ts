import { data } from 'dcmjs';
import { uidFrom } from '../../findings';
import { buildStructuredReport, type NaturalizedDataset } from '../../record';
import { asRead, toPart10 } from '../../record/part10/part10';
import type { Runtime } from '../host/ohif';
import { analysis, NOW, source } from '../../../../test/record/phantom';

const mockInstances: NaturalizedDataset[] = [];
jest.mock(
  '@ohif/core',
  () => ({ DicomMetadataStore: { getStudy: () => ({ series: [{ instances: mockInstances }] }) } }),
  { virtual: true }
);
import { StoredReports } from './storedReports';

const { DicomMetaDictionary } = data as {
  DicomMetaDictionary: { denaturalizeDataset(dataset: object): object };
};
const inDicomJson = (dataset: object): object => DicomMetaDictionary.denaturalizeDataset(dataset);

let made = 0;
const built = buildStructuredReport(analysis(), source(), {
  now: NOW,
  uid: () => uidFrom('stored reports', String(made++)),
});
const study = String(built.StudyInstanceUID);
const whole = asRead(built);
const file = toPart10(built);

/** Content behind a Bulk Data URI (PS3.18, F.2.2), at any depth. */
function behindUri(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(behindUri);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([keyword, inner]) =>
      keyword === 'TextValue' ? [keyword, { BulkDataURI: 'bulk/2' }] : [keyword, behindUri(inner)]
    )
  );
}

/** Only what stands at the first level below the root. */
const shallow = (): NaturalizedDataset => ({
  ...whole,
  ContentSequence: (whole.ContentSequence as object[]).map(item => ({
    ...item,
    ContentSequence: undefined,
  })),
});

const withoutContent = { ...whole, ContentSequence: undefined };
const WAYS: [string, () => NaturalizedDataset][] = [
  ['lacks its content', () => withoutContent],
  ['has an empty content', () => ({ ...whole, ContentSequence: [] })],
  [
    'has its content behind a URI',
    () => ({ ...whole, ContentSequence: { BulkDataURI: 'bulk/1' } }),
  ],
  ['has its texts behind URIs', () => behindUri(whole) as NaturalizedDataset],
  ['has its first level only', shallow],
  [
    'has nothing but UIDs and class',
    () => ({
      StudyInstanceUID: study,
      SeriesInstanceUID: whole.SeriesInstanceUID,
      SOPInstanceUID: whole.SOPInstanceUID,
      SOPClassUID: whole.SOPClassUID,
    }),
  ],
];

function reports(retrieveInstance?: () => Promise<ArrayBuffer>): StoredReports {
  return new StoredReports({
    dataSource: () => ({ retrieve: { getWadoDicomWebClient: () => ({ retrieveInstance }) } }),
    services: { userAuthenticationService: { getAuthorizationHeader: () => ({}) } },
  } as unknown as Runtime);
}

beforeEach(() => void (mockInstances.length = 0));

describe('a report of which the metadata', () => {
  it('has all is read from it', () => {
    mockInstances.push(whole);
    const found = reports().find(study);
    expect(found).toMatchObject({ whole: true, unread: null });
    expect(found.stored?.document.sopInstanceUID).toBe(whole.SOPInstanceUID);
  });

  it.each(WAYS)('%s is fetched, and is then as it was stored', async (_what, metadata) => {
    mockInstances.push(whole);
    const expected = reports().find(study).stored;
    mockInstances[0] = metadata();
    let fetched = 0;
    const stored = reports(async () => {
      fetched++;
      return file;
    });
    expect(stored.find(study)).toEqual({ stored: null, whole: false, unread: null });
    await Promise.all([stored.complete(study), stored.complete(study)]);
    await stored.complete(study);
    expect(stored.find(study)).toMatchObject({ whole: true, unread: null });
    expect(stored.find(study).stored?.record).toEqual(expected?.record);
    expect(fetched).toBe(1);
  });

  it.each([
    ['that the archive does not give', () => Promise.reject(new Error('HTTP 404'))],
    ['that is no DICOM', async () => new ArrayBuffer(7)],
    ['that the viewer cannot ask for', undefined],
  ])('lacks the content, and %s, is said to be there', async (_what, retrieve) => {
    mockInstances.push(withoutContent);
    const stored = reports(retrieve as (() => Promise<ArrayBuffer>) | undefined);
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    await stored.complete(study);
    expect(stored.find(study)).toMatchObject({ stored: null, whole: true });
    expect(stored.find(study).unread?.text).toMatch(/archive|viewer/);
  });
});

it('a report of other software is not fetched, whatever its metadata lacks', () => {
  const ConceptNameCodeSequence = [{ CodeValue: '113701', CodingSchemeDesignator: 'DCM' }];
  mockInstances.push({ Modality: 'SR', SOPInstanceUID: '1.2', ConceptNameCodeSequence });
  expect(reports().find(study)).toEqual({ stored: null, whole: true, unread: null });
});

it('a report that is damaged in the archive itself is so after it was fetched, and not asked for again', async () => {
  mockInstances.push(withoutContent);
  const damaged = toPart10({
    ...built,
    ContentSequence: (built.ContentSequence as object[]).slice(0, 4),
  });
  const stored = reports(async () => damaged);
  await stored.complete(study);
  await stored.complete(study);
  let found: unknown;
  try {
    found = stored.find(study).stored;
  } catch (error) {
    found = (error as { code: unknown }).code;
  }
  expect([null, 'bad-report']).toContain(found);
});

describe('a link that names series', () => {
  /** An archive with a series of reports that the viewer has not loaded. */
  function opened(
    search: () => Promise<object[]>,
    retrieveSeriesMetadata?: () => Promise<object[]>
  ) {
    return new StoredReports(
      {
        dataSource: () => ({
          query: { series: { search } },
          retrieve: { getWadoDicomWebClient: () => ({ retrieveSeriesMetadata }) },
        }),
        services: { userAuthenticationService: { getAuthorizationHeader: () => ({}) } },
      } as unknown as Runtime,
      () => true
    );
  }
  const SERIES = [
    { seriesInstanceUid: '2.25.1', modality: 'MR' },
    { seriesInstanceUid: '2.25.2', modality: 'SR' },
  ];

  it('still finds the reports of the others', async () => {
    const stored = opened(
      async () => SERIES,
      async () => [inDicomJson(built)]
    );
    expect(stored.find(study)).toEqual({ stored: null, whole: false, unread: null });
    await stored.complete(study);
    const found = stored.find(study);
    expect(found).toMatchObject({ whole: true, unread: null });
    expect(found.stored?.document.sopInstanceUID).toBe(whole.SOPInstanceUID);
    // Loaded as well, it is the same one.
    mockInstances.push(whole);
    expect(stored.find(study).stored?.document).toEqual(found.stored?.document);
  });

  it('says so where these cannot be asked for', async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const stored = opened(() => Promise.reject(new Error('HTTP 500')));
    await stored.complete(study);
    expect(stored.find(study)).toEqual({ stored: null, whole: true, unread: { text: 'HTTP 500' } });
  });
});
