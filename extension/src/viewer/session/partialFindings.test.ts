import type { SegmentationResult } from '../../analysis/segmentationResult';
import { PartialFindings } from './partialFindings';
import type { StudySeries } from '../study/seriesChoice';
import { INITIAL_STATE, type SessionState } from '../study/state';
import { Store } from '../host/store';
import { bulge, finding, gradedStudy, MODEL } from '../testing/testing';
import { SEGMENTER } from '../../analysis/testing/segmenter';

const SAGITTAL = {} as StudySeries;
const SEGMENTATION: SegmentationResult = {
  seriesInstanceUID: '2.25.2',
  slices: [],
  segments: [],
  model: SEGMENTER,
};
const SLICE = { sopInstanceUID: '2.25.3', rows: 1, columns: 1, labels: new Uint8Array(1) };

const stenosis = finding('L4-L5', 'SCS', {
  grade: 'mild',
  modelGrade: { grade: 'mild', probabilities: { mild: 0.4 }, model: MODEL },
});
const [L4, L5] = gradedStudy([bulge('L4-L5'), stenosis, bulge('L5-S1')]).levels;

function started(unsureBelow: number | null = null, showsSegmentation = true) {
  const store = new Store<SessionState>(INITIAL_STATE);
  const drawn: string[] = [];
  const images = {
    previewSegmentation: () => void drawn.push('slice'),
    showSegmentation: () => void drawn.push('segmentation'),
    hideSegmentation: () => void drawn.push('nothing'),
  };
  const early = new PartialFindings(store, images, { showsSegmentation, unsureBelow });
  const locate = () =>
    early.located({ segmentation: SEGMENTATION, levels: ['L4-L5', 'L5-S1'] }, SAGITTAL);
  return { store, drawn, early, locate };
}

describe('early findings', () => {
  it('are the levels to come, then one after the other', () => {
    const { store, early, locate } = started();
    early.preview(SLICE, SAGITTAL);
    expect(store.get().arriving).toBeNull();
    locate();
    expect(store.get().arriving).toEqual({ levels: ['L4-L5', 'L5-S1'], graded: [] });
    early.graded(L4!);
    early.graded(L5!);
    expect(store.get().arriving?.graded).toEqual([L4, L5]);
  });

  it('come before the picture of the spine, which is drawn at the end or when they fail to come', () => {
    jest.useFakeTimers();
    const { drawn, early, locate } = started();
    expect(early.drawSpine()).toBe(false);
    locate();
    early.graded(L4!);
    jest.advanceTimersByTime(500);
    early.graded(L5!);
    jest.advanceTimersByTime(500);
    expect(drawn).toEqual([]);
    expect(early.drawSpine()).toBe(true);
    expect(early.drawSpine()).toBe(true);
    expect(drawn).toEqual(['segmentation']);

    early.withdraw();
    locate();
    jest.advanceTimersByTime(1000);
    expect(drawn).toEqual(['segmentation', 'nothing', 'segmentation']);
    early.withdraw();
    locate();
    early.end();
    jest.advanceTimersByTime(1000);
    expect(drawn.slice(3)).toEqual(['nothing']);
    jest.useRealTimers();
  });

  it('are no study: nothing can be decided on or saved', () => {
    const { store, early, locate } = started();
    locate();
    early.graded(L4!);
    expect(store.get()).toEqual({ ...INITIAL_STATE, arriving: store.get().arriving });
  });

  it('are unsure below the site’s threshold, as they will be in the end', () => {
    const { store, early, locate } = started(0.5);
    locate();
    early.graded(L4!);
    const unsure = store.get().arriving?.graded[0]?.findings.map(f => f.unsure ?? false);
    expect(unsure).toEqual([false, true]);
  });

  it('leave nothing when they are withdrawn, and begin anew', () => {
    const { store, drawn, early, locate } = started();
    locate();
    early.graded(L4!);
    early.withdraw();
    expect(store.get()).toEqual(INITIAL_STATE);
    expect(drawn.at(-1)).toBe('nothing');
    early.graded(L5!);
    expect(store.get().arriving).toBeNull();
    locate();
    expect(store.get().arriving?.graded).toEqual([]);
  });

  it('want no slices where the site shows no segmentation', () => {
    expect(started().early.wantsPreview).toBe(true);
    expect(started(null, false).early.wantsPreview).toBe(false);
  });
});
