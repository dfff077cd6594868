import type { DisplaySet, Runtime } from '../host/ohif';
import { whoseActive, whoseStudy } from './whoseStudy';

const set = (study: string, header: object): DisplaySet => ({
  displaySetInstanceUID: `set of ${study}`,
  StudyInstanceUID: study,
  SeriesInstanceUID: `series of ${study}`,
  instances: [{ SOPInstanceUID: '2.25.1', ...header }],
});

/** Two open studies, the second one in the active viewport. */
const SETS = [
  set('now', { PatientName: [{ Alphabetic: 'Doe^Jane^^Dr' }], StudyDate: '20260102' }),
  set('then', { PatientName: '', PatientID: 'P-7' }),
];
const viewports = new Map([['b', { viewportId: 'b', displaySetInstanceUIDs: ['set of then'] }]]);
const runtime = {
  services: {
    displaySetService: {
      getActiveDisplaySets: () => SETS,
      getDisplaySetByUID: (uid: string) => SETS.find(s => s.displaySetInstanceUID === uid),
    },
    viewportGridService: { getState: () => ({ activeViewportId: 'b', viewports }) },
  },
} as unknown as Runtime;

describe('whose findings and images these are', () => {
  it('names the patient and the date of each of two open studies', () => {
    expect(whoseStudy(runtime, 'now')).toEqual({
      studyInstanceUID: 'now',
      name: 'Doe, Jane',
      date: '2026-01-02',
    });
    expect(whoseActive(runtime)).toEqual({ studyInstanceUID: 'then', name: 'P-7', date: '?' });
  });

  it('knows nothing of a study that is not open', () => {
    expect(whoseStudy(runtime, 'another')).toBeNull();
  });
});
