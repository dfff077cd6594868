import { Drafts } from './drafts';
import { bulge, gradedStudy } from '../testing/testing';
import { SEGMENTER } from '../../analysis/testing/segmenter';

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & {
  all: Map<string, string>;
} {
  const all = new Map<string, string>();
  return {
    all,
    getItem: key => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: key => void all.delete(key),
  };
}

const study = gradedStudy([bulge('L4-L5')]);
const DAY = 24 * 3600 * 1000;

describe('unsaved findings', () => {
  it('come back for their study only', () => {
    const drafts = new Drafts(memory());
    expect(drafts.keep(study)).toBe(true);
    expect(drafts.load(study.studyInstanceUID)?.levels).toEqual(study.levels);
    expect(drafts.load('2.25.999')).toBeNull();
  });

  it('are gone when they are saved', () => {
    const drafts = new Drafts(memory());
    drafts.keep(study);
    drafts.forget(study.studyInstanceUID);
    expect(drafts.load(study.studyInstanceUID)).toBeNull();
  });

  it('are dropped after a week', () => {
    let now = 0;
    const storage = memory();
    const drafts = new Drafts(storage, () => now);
    drafts.keep(study);
    now = 6 * DAY;
    expect(drafts.load(study.studyInstanceUID)).not.toBeNull();
    now = 8 * DAY;
    expect(drafts.load(study.studyInstanceUID)).toBeNull();
    expect(storage.all.size).toBe(0);
  });

  it('stay when the clock is set back', () => {
    let now = 100 * DAY;
    const drafts = new Drafts(memory(), () => now);
    drafts.keep(study);
    now = 0;
    expect(drafts.load(study.studyInstanceUID)).not.toBeNull();
  });

  const segmentation = {
    seriesInstanceUID: '2.25.2',
    slices: [{ sopInstanceUID: '2.25.3', rows: 2, columns: 2, labels: Uint8Array.of(0, 1, 1, 0) }],
    segments: [],
    model: SEGMENTER,
  };

  it('keep their segmentation', () => {
    const drafts = new Drafts(memory());
    drafts.keep({ ...study, segmentation });
    expect(drafts.load(study.studyInstanceUID)?.segmentation).toEqual(segmentation);
  });

  it('keep the segmentation that was packed ahead, without packing it again', async () => {
    const drafts = new Drafts(memory());
    const labels = segmentation.slices[0]!.labels.slice();
    const packedAhead = {
      ...segmentation,
      slices: segmentation.slices.map(slice => ({ ...slice, labels })),
    };
    await drafts.prepare(packedAhead);
    labels.fill(0);
    drafts.keep({ ...study, segmentation: packedAhead });
    expect(drafts.load(study.studyInstanceUID)?.segmentation).toEqual(segmentation);
  });

  it('are kept without it where both do not fit', () => {
    const small = memory();
    const setItem = (key: string, value: string) => {
      if (value.includes('runs')) {
        throw new Error('QuotaExceededError');
      }
      small.setItem(key, value);
    };
    const drafts = new Drafts({ ...small, setItem });
    expect(drafts.keep({ ...study, segmentation })).toBe(true);
    expect(drafts.load(study.studyInstanceUID)).toMatchObject({
      levels: study.levels,
      segmentation: null,
    });
  });

  it('that are damaged are dropped', () => {
    const storage = memory();
    const drafts = new Drafts(storage);
    drafts.keep(study);
    const [key] = [...storage.all.keys()];
    storage.all.set(key!, '{');
    expect(drafts.load(study.studyInstanceUID)).toBeNull();
    expect(storage.all.size).toBe(0);
  });

  it('are not kept where the browser forbids it, and nothing breaks', () => {
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(new Drafts(full).keep(study)).toBe(false);
    expect(new Drafts(null).keep(study)).toBe(false);
    expect(new Drafts(null).load(study.studyInstanceUID)).toBeNull();
  });
});
