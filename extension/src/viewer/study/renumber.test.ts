import { warning } from '../../analysis/warning';
import { keepDecisions, rejected, withFindings } from './edits';
import { canRenumber, renumbered, renumberedBy, withNamesOf } from './renumber';
import { allFindings, type GradedStudy } from './state';
import { bulge, finding, gradedStudy } from '../testing/testing';
import { SEGMENTER } from '../../analysis/testing/segmenter';

const study: GradedStudy = {
  ...gradedStudy([bulge('L3-L4'), finding('L4-L5', 'SCS', { grade: 'severe' }), bulge('L5-S1')]),
  warnings: [
    warning('axial-partial', { context: 'reformatted', level: 'L4-L5' }),
    warning('naming-sacrum-not-seen', { lowest: 'L5-S1' }),
    warning('vertebra-low', { vertebra: 'L5', percent: 40 }),
    { code: 'signal-void', level: 'L4-L5', text: 'In words of an earlier version.' },
    warning('no-axial', { context: 'link' }),
  ],
  segmentation: {
    seriesInstanceUID: '2.25.2',
    model: SEGMENTER,
    slices: [],
    segments: [
      { label: 1, kind: 'vertebra', name: 'L5' },
      { label: 2, kind: 'disc', name: 'L5-S1' },
      { label: 3, kind: 'canal', name: 'canal' },
      { label: 4, kind: 'vertebra', name: 'T12' },
    ],
  },
};
const cells = (s: GradedStudy) => allFindings(s).map(f => `${f.level} ${f.condition} ${f.uid}`);
const uids = study.levels.flatMap(l => l.findings).map(({ uid }) => uid);

describe('renumbering', () => {
  it('moves every finding with its disc and keeps its UID', () => {
    const up = renumbered(study, -1);
    expect(cells(up)).toEqual([
      `L2-L3 DB ${uids[0]}`,
      `L3-L4 SCS ${uids[1]}`,
      `L4-L5 DB ${uids[2]}`,
    ]);
    expect(up.segmentation?.segments.map(({ name }) => name)).toEqual([
      'L4',
      'L4-L5',
      'canal',
      'T11',
    ]);
  });

  it('says so in the record, and of which disc a warning speaks', () => {
    expect(renumbered(study, -1).warnings).toEqual([
      warning('axial-partial', { context: 'reformatted', level: 'L3-L4' }),
      warning('naming-sacrum-not-seen', { lowest: 'L4-L5' }),
      warning('vertebra-low', { vertebra: 'L4', percent: 40 }),
      { code: 'signal-void', level: 'L3-L4', text: 'In words of an earlier version.' },
      warning('no-axial', { context: 'link' }),
      warning('levels-renumbered', { named: 'L3-L4', level: 'L2-L3' }),
    ]);
    expect(renumbered(study, -1).warnings[0]?.text).toMatch(
      /^The axial series does not cover L3-L4;/
    );
  });

  it('sets aside what gets no name of the vocabulary, and takes it back', () => {
    const down = renumbered(study, 1);
    expect(cells(down)).toEqual([`L4-L5 DB ${uids[0]}`, `L5-S1 SCS ${uids[1]}`]);
    expect(down.outside.map(({ name }) => name)).toEqual(['S1-S2']);
    expect(down.segmentation?.segments[0]?.name).toBe('S1');
    expect(renumbered(down, -1)).toEqual({ ...study, outside: [] });
  });

  it('counts from the names of the model', () => {
    const twice = renumbered(renumbered(study, -1), -1);
    expect([renumberedBy(study), renumberedBy(twice)]).toEqual([0, -2]);
    expect(canRenumber(twice, -1)).toBe(false);
    expect(() => renumbered(twice, -1)).toThrow(/at most 2/);
    expect(renumberedBy(renumbered(twice, 2))).toBe(0);
  });

  it('is kept by a new analysis, decisions included', () => {
    const placed = (s: GradedStudy): GradedStudy => ({
      ...s,
      levels: s.levels.map((l, i) => ({ ...l, frame: { ...l.frame, center: [0, 0, -35 * i] } })),
    });
    const before = renumbered(placed(study), -1);
    const decided = withFindings(before, [rejected(allFindings(before)[2]!)]);
    const { study: after, kept } = keepDecisions(decided, placed(study));
    expect(kept).toBe(1);
    expect(after.levels.map(({ level }) => level)).toEqual(['L2-L3', 'L3-L4', 'L4-L5']);
    expect(allFindings(after)[2]).toMatchObject({ level: 'L4-L5', status: 'rejected' });
    expect(renumberedBy(after)).toBe(-1);
    expect(withNamesOf(placed(study), placed(study))).toEqual(placed(study));
  });
});
