import { Drafts, type DraftStorage } from './drafts';
import type { Reader } from './reader';
import { bulge, gradedStudy, pfirrmann, withGradings } from '../testing/testing';
import type { Finding } from '../../findings';
import { SEGMENTER } from '../../analysis/testing/segmenter';
import { memory } from '../testing/memory';

const ANYBODY: Reader = { id: null, name: undefined };
const ANN: Reader = { id: '2.25.100', name: 'Reader^Ann' };
const BEN: Reader = { id: '2.25.200', name: 'Reader^Ben' };

/** Drafts of a browser, in a tab of its own. */
const draftsIn = (browser: DraftStorage['browser'], now?: () => number, tab = memory()): Drafts =>
  new Drafts({ browser, tab, ...(now ? { now } : {}) });

const study = gradedStudy([bulge('L4-L5')]);
const DAY = 24 * 3600 * 1000;

describe('unsaved findings', () => {
  it('come back for their study only', () => {
    const drafts = draftsIn(memory());
    expect(drafts.keep(study, ANYBODY)).toBe(true);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)?.draft.levels).toEqual(study.levels);
    expect(drafts.load('2.25.999', ANYBODY)).toBeNull();
  });

  it('keep what is said of them: what was not assessed', () => {
    const drafts = draftsIn(memory());
    drafts.keep({ ...study, notAssessed: ['conus'] }, ANYBODY);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)?.draft.notAssessed).toEqual(['conus']);
  });

  it('keep decisions on gradings, and by whom, without a name', () => {
    const storage = memory();
    const source = { kind: 'person', name: ANN.name } as const;
    const mine = pfirrmann('L4-L5', { status: 'changed', source, reviewer: ANN.name });
    const drafts = draftsIn(storage);
    drafts.keep(withGradings(study, [mine]), ANN);
    expect([...storage.all.values()].join()).not.toContain('Ann');
    expect(drafts.load(study.studyInstanceUID, ANN)?.draft.levels[0]!.gradings).toEqual([mine]);
  });

  it('are gone when they are saved', () => {
    const drafts = draftsIn(memory());
    drafts.keep(study, ANYBODY);
    drafts.forget(study.studyInstanceUID, ANYBODY);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)).toBeNull();
  });

  it('are dropped after a week', () => {
    let now = 0;
    const storage = memory();
    const drafts = draftsIn(storage, () => now);
    drafts.keep(study, ANYBODY);
    now = 6 * DAY;
    expect(drafts.load(study.studyInstanceUID, ANYBODY)).not.toBeNull();
    now = 8 * DAY;
    expect(drafts.load(study.studyInstanceUID, ANYBODY)).toBeNull();
    expect(storage.all.size).toBe(0);
  });

  it('stay when the clock is set back', () => {
    let now = 100 * DAY;
    const drafts = draftsIn(memory(), () => now);
    drafts.keep(study, ANYBODY);
    now = 0;
    expect(drafts.load(study.studyInstanceUID, ANYBODY)).not.toBeNull();
  });

  const segmentation = {
    seriesInstanceUID: '2.25.2',
    slices: [{ sopInstanceUID: '2.25.3', rows: 2, columns: 2, labels: Uint8Array.of(0, 1, 1, 0) }],
    segments: [],
    model: SEGMENTER,
  };

  it('keep their segmentation', () => {
    const drafts = draftsIn(memory());
    drafts.keep({ ...study, segmentation }, ANYBODY);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)?.draft.segmentation).toEqual(segmentation);
  });

  it('keep the segmentation that was packed ahead, without packing it again', async () => {
    const drafts = draftsIn(memory());
    const labels = segmentation.slices[0]!.labels.slice();
    const packedAhead = {
      ...segmentation,
      slices: segmentation.slices.map(slice => ({ ...slice, labels })),
    };
    await drafts.prepare(packedAhead);
    labels.fill(0);
    drafts.keep({ ...study, segmentation: packedAhead }, ANYBODY);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)?.draft.segmentation).toEqual(segmentation);
  });

  it('are kept without it where both do not fit', () => {
    const small = memory();
    const setItem = (key: string, value: string) => {
      if (value.includes('runs')) {
        throw new Error('QuotaExceededError');
      }
      small.setItem(key, value);
    };
    const drafts = draftsIn({ ...small, setItem });
    expect(drafts.keep({ ...study, segmentation }, ANYBODY)).toBe(true);
    expect(drafts.load(study.studyInstanceUID, ANYBODY)?.draft).toMatchObject({
      levels: study.levels,
      segmentation: null,
    });
  });

  it('that are damaged are dropped', () => {
    const storage = memory();
    const drafts = draftsIn(storage);
    drafts.keep(study, ANYBODY);
    const [key] = [...storage.all.keys()];
    storage.all.set(key!, '{');
    expect(drafts.load(study.studyInstanceUID, ANYBODY)).toBeNull();
    expect(storage.all.size).toBe(0);
  });

  it('are not kept where the browser forbids it, and nothing breaks', () => {
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(draftsIn(full).keep(study, ANYBODY)).toBe(false);
    expect(draftsIn(null).keep(study, ANYBODY)).toBe(false);
    expect(draftsIn(null).load(study.studyInstanceUID, ANYBODY)).toBeNull();
  });

  it('are another person’s to nobody else who signs in', () => {
    const browser = memory();
    draftsIn(browser).keep(study, ANN);
    expect(draftsIn(browser).load(study.studyInstanceUID, BEN)).toBeNull();
    expect(draftsIn(browser).load(study.studyInstanceUID, ANYBODY)).toBeNull();
    expect(draftsIn(browser).load(study.studyInstanceUID, ANN)?.own).toBe(true);
    draftsIn(browser).forget(study.studyInstanceUID, BEN);
    expect(draftsIn(browser).load(study.studyInstanceUID, ANN)).not.toBeNull();
  });

  it('of somebody who was not signed in are one’s own in the same tab only', () => {
    const [browser, tab] = [memory(), memory()];
    draftsIn(browser, () => 7, tab).keep(study, ANYBODY);
    const load = (drafts: Drafts) => drafts.load(study.studyInstanceUID, ANYBODY);
    expect(load(draftsIn(browser, () => 8, tab))).toMatchObject({ own: true, savedAt: 7 });
    expect(load(draftsIn(browser, () => 8))).toMatchObject({ own: false, savedAt: 7 });
    expect(load(new Drafts({ browser, tab: null, now: () => 8 }))?.own).toBe(false);
  });

  it('are one’s own in a tab that was told of them', () => {
    const [browser, other] = [memory(), memory()];
    draftsIn(browser).keep(study, ANYBODY);
    const [key] = [...browser.all.keys()];
    const told = draftsIn(browser, undefined, other);
    expect(told.changedElsewhere('another', study.studyInstanceUID, ANYBODY)).toBe(false);
    expect(told.load(study.studyInstanceUID, ANYBODY)?.own).toBe(false);
    expect(told.changedElsewhere(key!, study.studyInstanceUID, ANYBODY)).toBe(true);
    expect(told.load(study.studyInstanceUID, ANYBODY)?.own).toBe(true);
  });

  it('hold no name, and come back with those that are known', () => {
    const browser = memory();
    const [mine, hers] = [bulge('L4-L5'), bulge('L3-L4')];
    const decided = [
      {
        ...mine,
        status: 'changed',
        source: { kind: 'person', name: ANN.name },
        reviewer: ANN.name,
      },
      { ...hers, status: 'accepted', reviewer: 'Other^Eve' },
    ] as const;
    const graded = gradedStudy(decided);
    draftsIn(browser).keep(
      { ...graded, outside: [{ name: 'S1-S2', result: graded.levels[0]! }] },
      ANN
    );
    expect([...browser.all].join()).not.toMatch(/Ann|Eve|Reader|Other/);
    const load = (others: readonly Finding[]) =>
      draftsIn(browser).load(study.studyInstanceUID, ANN, others)?.draft;
    expect(load([decided[1]])?.levels).toEqual(graded.levels);
    expect(load([decided[1]])?.outside[0]?.result).toEqual(graded.levels[0]);
    const [, unknown] = load([])!.levels.flatMap(({ findings }) => findings);
    expect(unknown).toMatchObject({ status: 'accepted' });
    expect(unknown?.reviewer).toBeUndefined();
  });

  it('that have expired are gone when the viewer starts, whatever study is opened, and those of old versions too', () => {
    let now = 0;
    const browser = memory();
    draftsIn(browser, () => now).keep(study, ANN);
    now = 4 * DAY;
    draftsIn(browser, () => now).keep({ ...study, studyInstanceUID: '2.25.2' }, ANYBODY);
    browser.setItem('deepspine.draft.1.2.25.1', '{"savedAt":0}');
    browser.setItem('of another program', 'stays');
    now = 8 * DAY;
    draftsIn(browser, () => now);
    expect([...browser.all.keys()]).toEqual([
      'deepspine.draft.2.anybody.2.25.2',
      'of another program',
    ]);
  });
});
