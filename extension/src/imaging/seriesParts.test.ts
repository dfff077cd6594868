import fc from 'fast-check';
import type { Vec3 } from '../findings';
import { chooseSeries } from './chooseSeries';
import { holderOf, rejoined } from './rejoin';
import { seriesContent } from './seriesParts';
import { seriesUses } from './seriesUse';
import { AXIAL, SAGITTAL, seriesOf, type Layout } from './testing';
import type { ImageHeader, ImageSeries, Slice } from './types';

const CORONAL: Layout = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] };
const T2: ImageHeader = { modality: 'MR', repetitionTime: 3500, echoTime: 100 };
const T1: ImageHeader = { modality: 'MR', repetitionTime: 600, echoTime: 10 };

let made = 0;
/** Images as they lie in an archive, each with its own header; rows and columns span 160 mm. */
function images(
  layout: Layout,
  header: ImageHeader,
  slices = 15,
  center: Vec3 = [0, 0, 0]
): Slice[] {
  const size = { rows: 4, columns: 4, rowSpacing: 40, columnSpacing: 40 };
  return seriesOf(() => 0, { ...layout, ...size, slices, center }).slices.map((slice, i) => ({
    ...slice,
    sopInstanceUID: `2.25.${++made}`,
    header: { ...header, instanceNumber: i + 1 },
  }));
}

const series = (uid: string, slices: readonly Slice[]): ImageSeries => ({
  seriesInstanceUID: uid,
  studyInstanceUID: '2.25.1',
  modality: 'MR',
  slices,
});

function choice(...all: ImageSeries[]) {
  const contents = rejoined(all.map(one => seriesContent(one, one.slices)));
  return { contents, ...chooseSeries(contents) };
}

const uids = (part: { readonly images: readonly Slice[] } | null | undefined) =>
  (part?.images ?? []).map(({ sopInstanceUID }) => sopInstanceUID).sort();
const uidsOf = (slices: readonly Slice[]) => uids({ images: slices });

const t2 = images(SAGITTAL, { ...T2, description: 't2_tse_sag' });
const axial = images(AXIAL, { ...T2, description: 't2_tse_tra' }, 25);

const type = (...values: string[]) => ({ imageType: ['DERIVED', 'PRIMARY', ...values] });
/** Images that are no T2, as they lie among those that are. */
const FOREIGN: readonly (readonly [string, () => Slice[]])[] = [
  ['a coronal image', () => images(CORONAL, { ...T2, description: 't2_tse_sag' }, 1)],
  ['an axial image', () => images(AXIAL, { ...T2, description: 't2_tse_sag' }, 1)],
  ['three images of another plane', () => images(CORONAL, { ...T2, description: 't2_tse_sag' }, 3)],
  [
    'a capture with a place',
    () => images(SAGITTAL, { sopClassUID: '1.2.840.10008.5.1.4.1.1.7' }, 1),
  ],
  ['a color image with a place', () => images(SAGITTAL, { ...T2, color: true }, 1)],
  ['a report page', () => images(SAGITTAL, { modality: 'OT' }, 1)],
  ['fat of the same places', () => images(SAGITTAL, { ...T2, ...type('DIXON', 'FAT') })],
  ['opposed phase', () => images(SAGITTAL, { ...T2, ...type('DIXON', 'OUT_PHASE') })],
  ['phase', () => images(SAGITTAL, { ...T2, ...type('P', 'ND') })],
  ['a T2 map', () => images(SAGITTAL, { ...T2, ...type('M', 'T2_MAP') })],
  [
    'diffusion of three b values',
    () => [50, 400, 800].flatMap(b => images(SAGITTAL, { ...T2, bValue: b })),
  ],
  ['echo-planar images', () => images(SAGITTAL, { ...T2, scanningSequence: ['EP'] }, 40)],
  [
    'a cine of one place',
    () => images({ ...SAGITTAL, sliceSpacing: 0 }, { ...T2, description: 'haste cine' }, 25),
  ],
  ['T1 of the same places', () => images(SAGITTAL, T1)],
  [
    'proton density of the same places',
    () => images(SAGITTAL, { ...T2, echoTime: 15, description: 't2_tse_sag' }),
  ],
  ['a localizer', () => images(SAGITTAL, { ...T2, description: 't2_haste_localizer' }, 11)],
  [
    'the upper station',
    () => images(SAGITTAL, { ...T2, description: 't2_tse_sag' }, 19, [0, 0, 280]),
  ],
];

describe('which pictures are analyzed', () => {
  it.each(FOREIGN)(
    'the T2, with %s in its series, before it, behind it, or beside it',
    (_, foreign) => {
      const odd = foreign();
      for (const all of [
        [series('a', [...odd, ...t2])],
        [series('a', [...t2, ...odd])],
        [series('b', odd), series('a', t2)],
      ]) {
        expect(uids(choice(...all, series('x', axial)).sagittal)).toEqual(uidsOf(t2));
      }
    }
  );

  it.each(FOREIGN.slice(0, 6))('the axial T2, with %s in its series', (name, foreign) => {
    const odd =
      name === 'an axial image'
        ? images(SAGITTAL, { ...T2, description: 't2_tse_tra' }, 1)
        : foreign();
    const { axial: taken } = choice(series('a', t2), series('x', [...odd, ...axial]));
    expect(uidsOf(taken.flatMap(part => part.images))).toEqual(uidsOf(axial));
  });

  it('are the same in whatever order files come, and however series are merged under one UID', () => {
    const foreign = FOREIGN.map(([, make]) => make());
    fc.assert(
      fc.property(
        fc.subarray(foreign, { minLength: 0, maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 1_000_000 }),
        (odd, isOneSeries, seed) => {
          const shuffled = (slices: readonly Slice[]) =>
            [...slices].sort((a, b) => rank(a, seed) - rank(b, seed));
          const all = isOneSeries
            ? [series('a', shuffled([...t2, ...axial, ...odd.flat()]))]
            : [
                ...odd.map((one, i) => series(`b${i}`, shuffled(one))),
                series('a', shuffled(t2)),
                series('x', axial),
              ];
          const chosen = choice(...all);
          expect(uids(chosen.sagittal)).toEqual(uidsOf(t2));
          expect(chosen.axial.flatMap(uids)).toEqual(expect.arrayContaining(uidsOf(axial)));
        }
      ),
      { numRuns: 150, seed: 27 }
    );
  });

  it('lists every image that is left out, once, with its reason', () => {
    const foreign = FOREIGN.map(([, make]) => make());
    const all = [series('a', [...t2, ...foreign.flat()]), series('x', axial)];
    const { contents, ...chosen } = choice(...all);
    const uses = seriesUses(contents, chosen);
    const given = all.flatMap(one => one.slices).length;
    const listed = uses.flatMap(use => use.leftOut.map(image => image.sopInstanceUID));
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.length + uses.reduce((sum, use) => sum + use.images, 0)).toBe(given);
    expect(uses.map(({ use }) => use)).toEqual(['sagittal', 'axial']);
    const reasons = new Set(uses[0]!.leftOut.map(({ reason }) => reason));
    for (const reason of [
      'other-plane',
      'capture',
      'color',
      'not-mr',
      'fat',
      'opposed-phase',
      'phase',
      'map',
    ] as const) {
      expect(reasons).toContain(reason);
    }
  });
});

/** A place in a shuffled order. */
const rank = ({ sopInstanceUID }: Slice, seed: number): number =>
  (Number(sopInstanceUID.slice(5)) * 7919 * seed) % 10_007;

describe('stations', () => {
  const station = (z: number, description: string, slices = 15) =>
    images(SAGITTAL, { ...T2, description }, slices, [0, 0, z]);

  it('of a spine: the one that lies lowest, in series of their own or in one', () => {
    const [upper, middle, lower] = [
      station(600, 't2', 19),
      station(300, 't2', 17),
      station(0, 't2'),
    ];
    const apart = choice(series('c', upper), series('t', middle), series('l', lower));
    expect(uids(apart.sagittal)).toEqual(uidsOf(lower));
    expect(uids(choice(series('1', [...upper, ...middle, ...lower])).sagittal)).toEqual(
      uidsOf(lower)
    );
  });

  it('by name, with underscores as borders of words', () => {
    const [bws, lws] = [station(-20, 't2_tse_sag_BWS', 19), station(0, 't2_tse_sag_LWS')];
    expect(uids(choice(series('b', bws), series('l', lws)).sagittal)).toEqual(uidsOf(lws));
  });

  it('give way to the next one above where the lowest shows no lumbar spine', () => {
    const [upper, middle, lower] = [station(600, 't2'), station(300, 't2'), station(0, 't2')];
    const contents = [series('u', upper), series('m', middle), series('l', lower)].map(s =>
      seriesContent(s, s.slices)
    );
    const refused: (typeof contents)[number]['parts'][number][] = [];
    const taken: string[] = [];
    for (let chosen = chooseSeries(contents); ; chosen = chooseSeries(contents, 'l', refused)) {
      taken.push(chosen.sagittal!.series.seriesInstanceUID);
      if (!chosen.otherStation) {
        break;
      }
      refused.push(chosen.sagittal!);
    }
    expect(taken).toEqual(['l', 'm', 'u']);
    // A second series of the same station shows no more of the spine than the first.
    expect(choice(series('a', t2), series('b', station(0, 't2'))).otherStation).toBeNull();
  });

  it('that are asked for give way to the one with the sacrum, and that is said', () => {
    const [upper, lower] = [station(300, 't2'), station(0, 't2')];
    const contents = [series('u', upper), series('l', lower)].map(s => seriesContent(s, s.slices));
    const { sagittal, replaced } = chooseSeries(contents, 'u');
    expect([sagittal?.series.seriesInstanceUID, replaced?.series.seriesInstanceUID]).toEqual([
      'l',
      'u',
    ]);
  });
});

describe('a T2 that an archive split over several series', () => {
  /** A series for each rest of a slice's place. */
  const split = (into: number, partOf: (i: number) => number) =>
    Array.from({ length: into }, (_, n) =>
      series(
        `s${n}`,
        t2.filter((_slice, i) => partOf(i) === n)
      )
    );

  it.each([
    ['by turns', 2, (i: number) => i % 2],
    ['by turns of three', 3, (i: number) => i % 3],
    ['side by side', 2, (i: number) => Number(i >= 9)],
    ['but for its last slice', 2, (i: number) => Number(i === 14)],
    ['in four', 4, (i: number) => i >> 2],
    ['with every slice in a series of its own', 15, (i: number) => i],
  ])('%s is one picture, in whatever order the series come', (_, into, partOf) => {
    const parts = split(into, partOf);
    for (const all of [parts, [...parts].reverse()]) {
      const { sagittal, contents, ...chosen } = choice(...all, series('x', axial));
      expect(uids(sagittal)).toEqual(uidsOf(t2));
      expect(sagittal!.planes).toBe(15);
      expect(sagittal!.alsoIn).toHaveLength(into - 1);
      const uses = seriesUses(contents, { sagittal, ...chosen });
      // Each series has its own images used, and none is left out.
      for (const use of uses.filter(({ seriesInstanceUID }) => seriesInstanceUID !== 'x')) {
        const own = parts.find(one => one.seriesInstanceUID === use.seriesInstanceUID)!;
        expect(use).toMatchObject({ use: 'sagittal', images: own.slices.length, leftOut: [] });
      }
    }
  });

  it('says of each image which series holds it, and may be asked for by any of them', () => {
    const parts = split(2, i => Number(i >= 9));
    const { sagittal } = choice(...parts);
    for (const image of sagittal!.images) {
      const holder = parts.find(one =>
        one.slices.some(({ sopInstanceUID }) => sopInstanceUID === image.sopInstanceUID)
      );
      expect(holderOf(image, sagittal!.description)).toBe(holder!.seriesInstanceUID);
    }
    const contents = rejoined(parts.map(one => seriesContent(one, one.slices)));
    for (const asked of ['s0', 's1']) {
      expect(chooseSeries(contents, asked).replaced).toBeNull();
    }
  });

  it('is put together beside a repetition, other contrasts and other images', () => {
    const repetition = images(SAGITTAL, { ...T2, description: 't2_tse_sag' }, 15);
    const all = [
      ...split(2, i => i % 2),
      series('r', repetition),
      series('1', images(SAGITTAL, { ...T1, description: 't1_tse_sag' })),
      series('x', axial),
    ];
    const { sagittal, contents } = choice(...all);
    expect(sagittal!.planes).toBe(15);
    const joined = contents.flatMap(({ parts }) => parts).filter(({ alsoIn }) => alsoIn);
    expect(joined.map(uids)).toEqual([uidsOf(t2)]);
  });

  it('is no repetition, no other station, contrast or echo, and no stack planned anew', () => {
    const header = { ...T2, description: 't2_tse_sag' };
    const moved = (slices: readonly Slice[], mm: number) =>
      slices.map(slice => {
        const [x, y, z] = slice.position;
        return { ...slice, position: [x + mm, y, z] as Vec3 };
      });
    for (const other of [
      images(SAGITTAL, header),
      images(SAGITTAL, header, 15, [0, 0, 280]),
      moved(images(SAGITTAL, { ...T1, description: 't1_tse_sag' }), 2),
      moved(images(SAGITTAL, header), 0.7),
      moved(images(SAGITTAL, { ...header, echoTime: 130 }), 2),
      moved(images(SAGITTAL, header, 15, [0, 9, 0]), 2),
    ]) {
      const { contents } = choice(series('a', t2), series('b', other));
      expect(contents.map(({ parts }) => parts.map(({ planes }) => planes))).toEqual([[15], [15]]);
    }
  });

  it('however it is split, in a study of whatever else', () => {
    const foreign = FOREIGN.map(([, make]) => make());
    fc.assert(
      fc.property(
        fc.subarray(foreign, { minLength: 0, maxLength: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (odd, into, seed) => {
          const parts = split(into, i => ((seed + i * into) % 7) % into).filter(
            one => one.slices.length > 0
          );
          const all = [...parts, ...odd.map((one, i) => series(`b${i}`, one)), series('x', axial)];
          const from = seed % all.length;
          const chosen = choice(...all.slice(from), ...all.slice(0, from));
          expect(uids(chosen.sagittal)).toEqual(uidsOf(t2));
        }
      ),
      { numRuns: 150, seed: 27 }
    );
  });
});

describe('Dixon images', () => {
  const dixon = (kind: string, seriesNumber: number) =>
    images(SAGITTAL, { ...T2, ...type('DIXON', kind), seriesNumber, description: 't2_dixon_sag' });

  it('of water, whatever the numbers of the series', () => {
    const [fat, opposed, water] = [dixon('FAT', 3), dixon('OUT_PHASE', 4), dixon('WATER', 5)];
    const chosen = choice(series('f', fat), series('o', opposed), series('w', water));
    expect(uids(chosen.sagittal)).toEqual(uidsOf(water));
  });

  it('are never mixed within one stack, also where their places are their own', () => {
    const fat = dixon('FAT', 3).filter((_, i) => i % 2 === 0);
    const water = dixon('WATER', 3).filter((_, i) => i % 2 === 1);
    const { sagittal } = choice(series('a', [...fat, ...water]));
    expect(uids(sagittal)).toEqual(uidsOf(water));
  });

  it('of fat alone are nothing to analyze', () => {
    expect(choice(series('f', dixon('FAT', 3))).sagittal).toBeNull();
  });
});

describe('a series without names and times', () => {
  const unknown = (slices = 15) => images(SAGITTAL, { modality: 'MR' }, slices);

  it('is undecided beside another one: the pictures have to tell', () => {
    const { undecided } = choice(series('1', unknown()), series('2', unknown()));
    expect(undecided.map(part => part.series.seriesInstanceUID)).toEqual(['1', '2']);
  });

  it('is no matter where a T2 is known', () => {
    const chosen = choice(series('1', unknown(30)), series('2', t2));
    expect([uids(chosen.sagittal), chosen.undecided]).toEqual([uidsOf(t2), []]);
  });
});
