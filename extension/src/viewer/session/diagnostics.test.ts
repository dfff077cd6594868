import { said } from '../../messages';
import type { BackendInfo } from '../../inference/protocol/types';
import { diagnostics } from './diagnostics';
import type { DisplaySet } from '../host/ohif';
import { describeSeries } from '../images/displaySets';
import type { StudySeries } from '../study/seriesChoice';
import { INITIAL_STATE } from '../study/state';
import { bulge, gradedStudy } from '../testing/testing';
import { TILTED_STACK } from '../testing/testingStudies';

const named = (displaySet: DisplaySet): StudySeries => ({
  ...describeSeries(displaySet),
  displaySets: [
    {
      ...displaySet,
      SeriesDescription: 'DOE JANE T2',
      instances: displaySet.instances!.map(instance => ({
        ...instance,
        PatientName: 'DOE^JANE',
        PatientID: 'ID-4711',
        StudyDate: '20250817',
      })),
    },
  ],
  imageIds: [],
  images: [],
});

const browser = {
  userAgent: 'Browser/1.0',
  processors: 4,
  crossOriginIsolated: true,
  webgpu: false,
  secureContext: true,
};

const BACKEND: BackendInfo = {
  backend: 'webgpu',
  reason: said('backend', { context: 'webgpu', adapter: 'a card' }),
  threads: 1,
  models: [{ name: 'disc-grading', backend: 'webgpu', precision: 'fp16' }],
  warmUpMs: 1234,
  adapter: 'a card',
  notes: [],
};

describe('the diagnostics', () => {
  const text = diagnostics(
    {
      ...INITIAL_STATE,
      study: gradedStudy([bulge('L4-L5')]),
      phase: { kind: 'failed', code: 'archive-refused', said: { text: 'DOE JANE was refused.' } },
      series: 'DOE JANE T2 (series 3)',
      reportText: 'DOE JANE, 63 years',
      backend: BACKEND,
      prior: { studyInstanceUID: '2.25.99', date: '2020-02-02', levels: [] },
    },
    TILTED_STACK.map(named),
    browser
  );

  it('say what support asks for', () => {
    expect(JSON.parse(text)).toMatchObject({
      browser,
      phase: { kind: 'failed', code: 'archive-refused' },
      // The time of the shaders stands apart from those of the stages.
      backend: {
        ...BACKEND,
        reason: 'WebGPU on a card, which gave the right answers in a trial run.',
      },
      series: [
        { role: 'axT2', plane: 'axial' },
        { role: 'sagT2', repetitionTime: 3500 },
      ],
      study: { levels: 1, statuses: { suggested: 1 }, notGraded: 0, prior: true },
    });
  });

  it('hold nothing of the patient', () => {
    expect(text).not.toMatch(/doe|jane|4711|20250817|2020-02-02|63 years/i);
    const uids = [...text.matchAll(/\b2\.25\.\d+/g)];
    expect(uids).toEqual([]);
  });
});
