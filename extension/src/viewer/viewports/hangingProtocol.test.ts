import { DISC_VIEWPORT, layoutsFor, protocolFor } from './hangingProtocol';
import type { DisplaySet } from '../host/ohif';
import { displaySetPlane, displaySetRole, hungRole, PLANE, ROLE } from '../images/seriesAttributes';
import {
  AXIAL,
  PRIOR,
  SAGITTAL,
  SAGITTAL_ONLY,
  series,
  SLAB_PER_DISC,
  STIR,
  T1,
  TILTED_STACK,
} from '../testing/testingStudies';

interface Rule {
  readonly attribute: string;
  readonly constraint: { readonly equals?: { readonly value: string } };
  readonly weight?: number;
  readonly required?: boolean;
}
interface Protocol {
  readonly displaySetSelectors: Record<string, { readonly seriesMatchingRules: readonly Rule[] }>;
  readonly stages: readonly {
    readonly id: string;
    readonly viewportStructure: {
      readonly properties: {
        readonly rows: number;
        readonly columns: number;
        readonly layoutOptions?: readonly { readonly width: number; readonly height: number }[];
      };
    };
    readonly viewports: readonly {
      readonly viewportOptions: { readonly viewportType: string; readonly viewportId?: string };
      readonly displaySets: readonly { readonly id: string }[];
    }[];
  }[];
}

const valueOf = (set: DisplaySet, attribute: string, open: readonly DisplaySet[]): unknown =>
  attribute === ROLE
    ? hungRole(set, open)
    : attribute === PLANE
      ? displaySetPlane(set)
      : (set as unknown as Record<string, unknown>)[attribute];

/** What OHIF's matching does with a selector: required rules must hold, the highest score wins. */
function matched(sets: readonly DisplaySet[], rules: readonly Rule[]): string | undefined {
  const holds = (set: DisplaySet, { attribute, constraint }: Rule) =>
    constraint.equals
      ? valueOf(set, attribute, sets) === constraint.equals.value
      : Number(valueOf(set, attribute, sets)) > 0;
  const scored = sets
    .filter(set => rules.every(r => !r.required || holds(set, r)))
    .map(set => ({
      uid: set.SeriesInstanceUID,
      score: rules.reduce((sum, r) => sum + (holds(set, r) ? (r.weight ?? 1) : 0), 0),
    }));
  return scored.sort((a, b) => b.score - a.score)[0]?.uid;
}

/** Per layout: the series that its viewports show. */
function hung(sets: readonly DisplaySet[], current?: string): Record<string, unknown[]> {
  const { stages, displaySetSelectors } = protocolFor(sets, current) as Protocol;
  return Object.fromEntries(
    stages.map(({ id, viewports }) => [
      id,
      viewports.map(({ displaySets }) =>
        matched(sets, displaySetSelectors[displaySets[0]!.id]!.seriesMatchingRules)
      ),
    ])
  );
}

describe('what hangs where', () => {
  it('sagittal only: the T2 first, then every sequence', () => {
    expect(hung(SAGITTAL_ONLY)).toEqual({
      reading: ['2.25.12', '2.25.11'],
      sequences: ['2.25.12', '2.25.11', '2.25.13'],
      disc: ['2.25.12', '2.25.12'],
    });
  });

  it('of the stations of a spine the lowest, in whatever order they come', () => {
    const station = (uid: string, z: number, slices: number) =>
      series({ uid, orientation: SAGITTAL, slices, from: [-22, -80, 80 + z] });
    const [upper, lower] = [station('2.25.71', 260, 19), station('2.25.72', 0, 15)];
    for (const order of [
      [upper, lower],
      [lower, upper],
    ]) {
      expect(hung(order).reading).toEqual(['2.25.72']);
      expect(hung(order).disc).toEqual(['2.25.72', '2.25.72']);
    }
    // A prior's station is no station of this study.
    const prior = { ...lower, StudyInstanceUID: '2.25.2', SeriesInstanceUID: '2.25.73' };
    expect(hungRole(upper, [upper, prior])).toBe('sagT2');
  });

  it('a tilted axial stack in another frame of reference: side by side, sagittal on the left', () => {
    expect(hung(TILTED_STACK)).toEqual({
      reading: ['2.25.22', '2.25.21'],
    });
  });

  it('T1 beside T2, and the axial images large: in a row on a wide screen, else below', () => {
    const open = [...TILTED_STACK, SAGITTAL_ONLY[0]!];
    expect(hung(open)).toEqual({ reading: ['2.25.22', '2.25.11', '2.25.21'] });
    const placed = (shape: 'wide' | 'narrow') => {
      const { stages } = protocolFor(open, undefined, shape) as Protocol;
      return stages[0]!.viewportStructure.properties;
    };
    expect(placed('wide')).toMatchObject({ rows: 1, columns: 3 });
    expect(placed('narrow')).toMatchObject({ rows: 2, columns: 2 });
    for (const shape of ['wide', 'narrow'] as const) {
      const places = placed(shape).layoutOptions!;
      const area = places.map(({ width, height }) => width * height);
      expect(area[2]).toBeGreaterThan(area[0]!);
      expect([places[0]!.width, places[0]!.height]).toEqual([places[1]!.width, places[1]!.height]);
      expect(area.reduce((a, b) => a + b)).toBeCloseTo(1);
    }
  });

  it('the plane of the disc only where it shows more than the axial images', () => {
    const thin = series({
      uid: '2.25.81',
      orientation: SAGITTAL,
      slices: 40,
      from: [-20, -80, 80],
      step: [1, 0, 0],
    });
    expect(Object.keys(hung([TILTED_STACK[0]!, thin]))).toEqual(['reading', 'disc']);
    expect(Object.keys(hung(TILTED_STACK))).toEqual(['reading']);
    expect(Object.keys(hung([TILTED_STACK[1]!]))).toEqual(['reading', 'disc']);
  });

  it('one slab per disc: the sagittal series and one of the slabs', () => {
    const { reading } = hung(SLAB_PER_DISC);
    expect(reading![0]).toBe('2.25.31');
    expect(reading![1]).toMatch(/^2\.25\.4\d$/);
  });

  it('a prior: same views in pairs, and nothing of it in the other layouts', () => {
    for (const order of [
      [...TILTED_STACK, ...PRIOR],
      [...PRIOR, ...TILTED_STACK],
    ]) {
      expect(hung(order, '2.25.1')).toEqual({
        reading: ['2.25.22', '2.25.21'],
        comparison: ['2.25.22', '2.25.51', '2.25.21', '2.25.52'],
      });
    }
  });

  it('only axial images, or none at all', () => {
    const axial = series({ uid: '2.25.61', orientation: AXIAL, step: [0, 0, 4] });
    expect(hung([axial])).toEqual({ reading: ['2.25.61'] });
    const document: DisplaySet = {
      displaySetInstanceUID: 'ds',
      StudyInstanceUID: '2.25.1',
      SeriesInstanceUID: '2.25.62',
      Modality: 'SR',
    };
    expect(hung([document])).toEqual({ reading: [undefined] });
    expect(hung([])).toEqual({ reading: [undefined] });
  });
});

describe('series', () => {
  it('are recognized without a word of description', () => {
    expect(SAGITTAL_ONLY.map(displaySetRole)).toEqual(['sagT1', 'sagT2', 'sagSTIR']);
    expect(displaySetRole(series({ uid: '2', orientation: AXIAL, times: STIR }))).toBe('axT2');
    expect(displaySetRole(series({ uid: '2', orientation: AXIAL, times: T1 }))).toBe('axT1');
  });
});

describe('the layouts', () => {
  it('keep their numbers when a prior arrives', () => {
    const studies = { current: '2.25.1', prior: null };
    const before = layoutsFor(TILTED_STACK, studies).map(({ id }) => id);
    const after = layoutsFor([...TILTED_STACK, ...PRIOR], { ...studies, prior: '2.25.2' });
    expect(after.map(({ id }) => id).slice(0, before.length)).toEqual(before);
  });

  it('show slices as scanned, and the plane of the disc as a volume', () => {
    const { stages } = protocolFor([TILTED_STACK[1]!]) as Protocol;
    const disc = stages.find(({ id }) => id === 'disc')!;
    expect(disc.viewports.map(({ viewportOptions: o }) => [o.viewportType, o.viewportId])).toEqual([
      ['stack', undefined],
      ['volume', DISC_VIEWPORT],
    ]);
  });

  it('put four images into two rows', () => {
    const { stages } = protocolFor([...TILTED_STACK, ...PRIOR], '2.25.1') as Protocol;
    expect(stages.at(-1)!.viewportStructure.properties).toEqual({ rows: 2, columns: 2 });
  });
});
