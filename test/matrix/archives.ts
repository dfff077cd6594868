/** Studies as archives really hold them: the T2 series with what scanners, converters and anonymizers put beside it. */
import type { Slice } from '../../extension/src/imaging/types';
import type { TestElement } from '../node/part10';
import type { MatrixCase } from './matrixCase';
import { TWELVE_BITS, type SeriesFiles, type Storage } from './files';

const UID = '2.25.7002';
const text = (tag: number, vr: string, value: string): TestElement => ({ tag, vr, value });
const imageType = (...values: string[]) =>
  text(0x00080008, 'CS', ['DERIVED', 'PRIMARY', ...values].join('\\'));
const named = (name: string) => text(0x0008103e, 'LO', name);
const numbered = (number: number) => text(0x00200011, 'IS', String(number));
const inSeries = text(0x0020000e, 'UI', UID);

const T2: Partial<SeriesFiles> = { elements: [numbered(5)] };
const t2 = (slices: readonly Slice[], rest: Partial<SeriesFiles> = T2): SeriesFiles => ({
  uid: UID,
  slices,
  ...rest,
});

/** Dark fluid and bright marrow: fat alone, or a T1. */
const INVERTED: Storage = { ...TWELVE_BITS, stored: v => 1000 - v };

/** Nothing that looks like tissue. */
const NOISE: Storage = { ...TWELVE_BITS, stored: v => (v * 7919) % 1000 };

const HALVES = [0, 1] as const;
const SPLIT = (half: number): Partial<SeriesFiles> => ({ uid: `2.25.7009.${half}` });

let foreignSeries = 0;
/** Other images; `elements` in place of the usual ones. */
const other = (
  slices: readonly Slice[],
  elements: readonly TestElement[],
  rest: Partial<SeriesFiles> = {}
): SeriesFiles => ({
  uid: `2.25.8${100 + foreignSeries++}`,
  slices,
  storage: INVERTED,
  elements,
  ...rest,
});

const moved = (slice: Slice, mm: number): Slice => {
  const [x, y, z] = slice.position;
  return { ...slice, position: [x, y, z + mm] };
};
const plane = (
  slice: Slice,
  rowDirection: Slice['rowDirection'],
  columnDirection: Slice['columnDirection']
): Slice => ({
  ...slice,
  rowDirection,
  columnDirection,
});
const coronal = (slice: Slice) => plane(slice, [1, 0, 0], [0, 0, -1]);
const axial = (slice: Slice) => plane(slice, [1, 0, 0], [0, 1, 0]);

/** One odd image in the series of the T2, before and after the others. */
const ODD: readonly (readonly [string, (slice: Slice) => Slice, readonly TestElement[]])[] = [
  ['a coronal image', coronal, []],
  ['an axial image', axial, []],
  ['a color image', s => s, [text(0x00280004, 'CS', 'RGB')]],
  ['a screen capture', s => s, [text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7')]],
  ['a report page', s => s, [text(0x00080060, 'CS', 'OT')]],
  ['a projection', s => s, [imageType('MIP')]],
];
const oddCases = ODD.flatMap(([name, change, elements], i): MatrixCase[] =>
  [true, false].map(isFirst => ({
    name: `${name} ${isFirst ? 'before' : 'behind'} the T2 in its series`,
    inCi: isFirst === (i % 2 === 0),
    series: slices => {
      const odd = other([change(slices[8]!)], [inSeries, numbered(5), ...elements]);
      return isFirst ? [odd, t2(slices)] : [t2(slices), odd];
    },
    warns: ['images-left-out'],
  }))
);

/** Whole series of images that are no T2, in the T2's series and in one of their own with a lower number. */
const KINDS: readonly (readonly [string, readonly TestElement[]])[] = [
  ['fat', [imageType('DIXON', 'FAT')]],
  ['fat by its name', [named('t2_tse_dixon_sag_F')]],
  ['opposed phase', [imageType('DIXON', 'OUT_PHASE')]],
  ['phase', [imageType('P', 'ND')]],
  ['a T2 map', [imageType('M', 'T2_MAP')]],
  ['diffusion', [imageType('DIFFUSION', 'NONE')]],
  ['echo-planar images', [text(0x00180020, 'CS', 'EP\\SE')]],
];
const kindCases = KINDS.flatMap(([name, elements], i): MatrixCase[] => [
  {
    name: `${name} in a series with a lower number`,
    inCi: i % 3 === 0,
    series: slices => [other([...slices, ...slices], [numbered(2), ...elements]), t2(slices)],
  },
  {
    name: `${name} in the series of the T2, at the same places`,
    inCi: i % 3 === 1,
    series: slices => [other(slices, [inSeries, numbered(5), ...elements]), t2(slices)],
    warns: ['images-left-out'],
  },
]);

export const ARCHIVE_CASES: readonly MatrixCase[] = [
  ...oddCases,
  ...kindCases,
  {
    name: 'fat and water by turns in one series',
    inCi: true,
    series: slices =>
      slices.flatMap((slice, i) => {
        const fat = other([slice], [inSeries, imageType('DIXON', 'FAT')]);
        const water: SeriesFiles = {
          uid: `2.25.7006.${i}`,
          slices: [slice],
          elements: [inSeries, imageType('DIXON', 'WATER')],
        };
        return i % 2 === 0 ? [fat, water] : [water, fat];
      }),
    warns: ['images-left-out'],
  },
  { name: 'fat alone', series: s => [other(s, [imageType('DIXON', 'FAT')])], refused: 'no-series' },
  {
    name: 'a cine of one place with more images',
    inCi: true,
    series: s => [
      other(
        Array.from({ length: 25 }, () => s[8]!),
        [numbered(2)]
      ),
      t2(s),
    ],
  },
  {
    name: 'two stations in one series',
    inCi: true,
    series: s => [
      other(
        s.map(one => moved(one, 260)),
        [inSeries, numbered(5)]
      ),
      t2(s),
    ],
    warns: ['images-left-out'],
  },
  {
    name: 'two stations in two series',
    series: s => [
      other(
        s.map(one => moved(one, 260)),
        [numbered(2)]
      ),
      t2(s),
    ],
  },
  {
    name: 'a lower station that shows no spine',
    inCi: true,
    series: s => [
      other(
        s.map(one => moved(one, -260)),
        [numbered(9)],
        { storage: NOISE }
      ),
      t2(s),
    ],
    warns: ['series-substituted'],
  },
  {
    name: 'the T2 split over two series by turns',
    inCi: true,
    series: s =>
      HALVES.map(half => ({ ...t2(s.filter((_, i) => i % 2 === half)), ...SPLIT(half) })),
    warns: ['series-split'],
  },
  {
    name: 'every slice of the T2 in a series of its own',
    series: s => s.map((one, i) => ({ ...t2([one]), ...SPLIT(i) })),
    warns: ['series-split'],
  },
  {
    name: 'the last slice of the T2 in a series of its own',
    series: s =>
      HALVES.map(half => ({
        ...t2(s.filter((_, i) => (i === s.length - 1) === (half === 1))),
        ...SPLIT(half),
      })),
    warns: ['series-split'],
  },
  {
    name: 'stations by names with underscores',
    series: s => [
      other(
        [...s, ...s].map((one, i) => moved(one, i < s.length ? 0 : 30)),
        [numbered(2), named('t2_tse_sag_BWS')]
      ),
      t2(s, { elements: [named('t2_tse_sag_LWS')] }),
    ],
  },
  {
    name: 'a localizer by a name with underscores',
    series: s => [other([...s, ...s], [numbered(2), named('t2_haste_localizer_sag')]), t2(s)],
  },
  {
    name: 'the body part of another examination',
    inCi: true,
    series: s => [
      t2(s, {
        elements: [text(0x00180015, 'CS', 'KNEE'), text(0x00081030, 'LO', 'MRT LWS nativ')],
      }),
    ],
  },
  {
    name: 'an enhanced object a slice',
    inCi: true,
    series: s =>
      s.map((slice, i) => ({
        uid: `2.25.7007.${i}`,
        slices: [slice],
        enhanced: true,
        elements: [inSeries],
      })),
  },
  {
    name: 'two enhanced objects in one series',
    series: s =>
      [s.filter((_, i) => i % 2 === 0), s.filter((_, i) => i % 2 === 1)].map((slices, i) => ({
        uid: `2.25.7008.${i}`,
        slices,
        enhanced: true,
        elements: [inSeries],
      })),
  },
  {
    name: 'T1 and T2 without names and times',
    series: s => {
      const without = [0x0008103e, 0x00180080, 0x00180081];
      return [other(s, [numbered(1)], { without }), t2(s, { elements: [numbered(2)], without })];
    },
    warns: ['sequence-unusual'],
  },
];
