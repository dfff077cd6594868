/** The matrix: studies that all show one patient, and studies that must be refused. */
import type { Vec3 } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';
import type { TestElement } from '../node/part10';
import { moved, rotated, rotation, transposed, turned } from '../node/transformed';
import { ARCHIVE_CASES } from './archives';
import { SYNTAX, TWELVE_BITS, type SeriesFiles, type Storage, type SyntaxName } from './files';
import type { MatrixCase } from './matrixCase';
import { cropped, resized, resliced } from './images';

export type { MatrixCase };

const UID = '2.25.7002';
const one = (slices: readonly Slice[], rest: Partial<SeriesFiles> = {}): SeriesFiles[] => [
  { uid: UID, slices, ...rest },
];
const text = (tag: number, vr: string, value: string): TestElement => ({ tag, vr, value });
const each = (change: (slice: Slice, i: number) => Slice) => (slices: readonly Slice[]) =>
  one(slices.map(change));

const SYNTAXES: readonly MatrixCase[] = (Object.keys(SYNTAX) as SyntaxName[]).map(syntax => ({
  name: syntax,
  inCi: ['RLE', 'HTJ2K', 'big endian'].includes(syntax),
  series: slices => one(slices, { syntax }),
}));

/** The brightest sample of the sample study is 999. */
const STORAGES: readonly (readonly [string, Storage])[] = [
  ['8 bits', { bitsAllocated: 8, bitsStored: 8, stored: v => Math.round((v * 255) / 1000) }],
  ['16 bits', { bitsAllocated: 16, bitsStored: 16, stored: v => 60 * v }],
  ['10 bits', { bitsAllocated: 16, bitsStored: 10, stored: v => v }],
  ['12 bits, high bit 15', { ...TWELVE_BITS, highBit: 15 }],
  ['16 bits, signed', { bitsAllocated: 16, bitsStored: 16, signed: true, stored: v => v - 500 }],
  ['12 bits, signed', { bitsAllocated: 16, bitsStored: 12, signed: true, stored: v => v - 500 }],
  ['rescaled', { ...TWELVE_BITS, rescale: { slope: '2.5', intercept: '-1024' } }],
  ['tiny slope', { ...TWELVE_BITS, rescale: { slope: '1e-5', intercept: '0' } }],
  ['MONOCHROME1', { ...TWELVE_BITS, photometric: 'MONOCHROME1', stored: v => 4095 - v }],
  [
    'MONOCHROME1, 8 bits',
    {
      bitsAllocated: 8,
      bitsStored: 8,
      photometric: 'MONOCHROME1',
      stored: v => 255 - Math.round((v * 255) / 1000),
    },
  ],
];

const DEPTHS: readonly MatrixCase[] = STORAGES.flatMap(([name, storage]): MatrixCase[] => [
  {
    name,
    inCi: ['MONOCHROME1', '12 bits, signed'].includes(name),
    series: slices => one(slices, { storage }),
  },
  { name: `${name}, RLE`, series: slices => one(slices, { storage, syntax: 'RLE' }) },
  {
    name: `${name}, enhanced multi-frame`,
    inCi: name === 'rescaled',
    series: slices => one(slices, { storage, enhanced: true }),
  },
]);

const OBLIQUE: readonly MatrixCase[] = [
  [25, 0],
  [-25, 0],
  [0, 25],
  [0, -25],
  [15, -15],
].map(([aboutX = 0, aboutZ = 0]) => {
  const matrix = rotation(aboutX, aboutZ);
  const shift: Vec3 = [12, -30, 45];
  return {
    name: `oblique by ${aboutX}° and ${aboutZ}°`,
    series: each(slice => moved(slice, matrix, shift)),
    place: point => rotated(matrix, point).map((x, i) => x + shift[i]!) as unknown as Vec3,
  };
});

const ORDER: readonly MatrixCase[] = [
  { name: 'slices reversed', series: slices => one([...slices].reverse()) },
  {
    name: 'slices interleaved',
    inCi: true,
    series: slices =>
      one([...slices.filter((_, i) => i % 2 === 0), ...slices.filter((_, i) => i % 2 === 1)]),
  },
  {
    name: 'every slice twice',
    inCi: true,
    series: slices => one([...slices, ...slices]),
    warns: ['duplicate-slices'],
  },
  {
    name: 'four time points',
    series: slices => one([...slices, ...slices, ...slices, ...slices]),
    warns: ['duplicate-slices'],
  },
  {
    name: 'a slice missing beside the middle',
    series: slices => one(slices.filter((_, i) => i !== 4)),
    warns: ['gap-in-slices'],
  },
  {
    name: 'a slice whose header moves it by 40 mm',
    inCi: true,
    series: slices =>
      one(
        slices.map((slice, i): Slice => {
          const [x, y, z] = slice.position;
          return i === 3 ? { ...slice, position: [x, y + 40, z] } : slice;
        })
      ),
    warns: ['misplaced-slices'],
  },
  { name: 'feet first, stored from the last pixel on', series: each(turned) },
  { name: 'rows and columns exchanged', inCi: true, series: each(transposed) },
];

const MATRICES: readonly MatrixCase[] = [
  ...[128, 512, 1024].map((size): MatrixCase => ({
    name: `${size} × ${size} pixels`,
    series: each(slice => resized(slice, size, size)),
  })),
  {
    name: '64 × 64 pixels',
    inCi: true,
    series: each(slice => resized(slice, 64, 64)),
    refused: 'bad-geometry',
  },
  { name: 'pixels twice as wide', series: each(slice => resized(slice, 384, 128)) },
  { name: 'pixels twice as high', series: each(slice => resized(slice, 192, 256)) },
  { name: '9 slices', series: slices => one(resliced(slices, 9)) },
  { name: '65 slices', series: slices => one(resliced(slices, 65)) },
  {
    name: '400 slices',
    series: slices => one(resliced(slices, 400).map(s => resized(cropped(s, 384, 192), 192, 96))),
  },
  { name: '1 slice', inCi: true, series: s => one([s[8]!]), refused: 'too-few-slices' },
  { name: '4 slices', series: s => one(s.slice(6, 10)), refused: 'too-few-slices' },
];

const OPTIONAL = [
  0x0008103e, 0x00180015, 0x00180050, 0x00180080, 0x00180081, 0x00200052, 0x00200013,
];
const HEADERS: readonly MatrixCase[] = [
  {
    name: 'optional tags missing',
    inCi: true,
    series: slices => one(slices, { without: OPTIONAL }),
    warns: ['sequence-unusual'],
  },
  {
    name: 'private tags',
    series: slices =>
      one(slices, {
        elements: [
          text(0x00090010, 'LO', 'ACME 1.1'),
          {
            tag: 0x00091001,
            vr: 'UN',
            value: Uint8Array.from({ length: 4000 }, (_, i) => i % 251),
          },
          { tag: 0x00091002, vr: 'SQ', value: [[text(0x00091003, 'LO', 'inner')]] },
        ],
      }),
  },
  {
    name: 'names that are not Latin',
    series: slices =>
      one(slices, {
        elements: [
          text(0x00080005, 'CS', 'ISO_IR 192'),
          text(0x00100010, 'PN', Buffer.from('Ωμέγα^名前=山田^太郎').toString('latin1')),
          text(0x0008103e, 'LO', Buffer.from('矢状断 T2 腰椎').toString('latin1')),
        ],
      }),
  },
  {
    name: 'a slice thickness that is wrong',
    series: slices => one(slices, { elements: [text(0x00180050, 'DS', '0.1')] }),
  },
  {
    name: 'no position',
    inCi: true,
    series: slices => one(slices, { without: [0x00200032] }),
    refused: 'bad-geometry',
  },
  {
    name: 'CT',
    series: slices => one(slices, { elements: [text(0x00080060, 'CS', 'CT')] }),
    refused: 'not-mr',
  },
  {
    name: 'a cervical spine by its header',
    series: slices =>
      one(slices, {
        elements: [text(0x00180015, 'CS', 'CSPINE'), text(0x0008103e, 'LO', 'sag T2')],
      }),
    refused: 'not-lumbar',
  },
  {
    name: 'a localiser',
    series: slices => one(slices, { elements: [text(0x0008103e, 'LO', 'Localizer')] }),
    refused: 'localiser',
  },
  {
    name: 'a cervical spine by its size',
    series: each(slice => ({
      ...slice,
      rowSpacing: slice.rowSpacing / 2,
      columnSpacing: slice.columnSpacing / 2,
    })),
    refused: 'no-discs',
  },
  {
    name: 'T1 beside T2, a localiser, and axial images',
    series: slices => [
      {
        uid: '2.25.7003',
        slices,
        elements: [text(0x00180080, 'DS', '500'), text(0x00180081, 'DS', '10')],
      },
      {
        uid: '2.25.7004',
        slices: slices.slice(7, 10),
        elements: [text(0x0008103e, 'LO', 'Localizer')],
      },
      ...one(slices),
    ],
  },
];

/** Two echoes of the same places in one series; the other echo's contrast is turned round. */
const ECHOES: readonly MatrixCase[] = [false, true].map(t2First => ({
  name: `proton density and T2 in one series, ${t2First ? 'T2' : 'proton density'} first`,
  inCi: !t2First,
  series: slices => {
    const together = text(0x0020000e, 'UI', UID);
    const other: SeriesFiles = {
      uid: '2.25.7005',
      slices,
      storage: { ...TWELVE_BITS, stored: v => 1000 - v },
      elements: [together, text(0x00180081, 'DS', '15')],
    };
    return t2First ? [...one(slices), other] : [other, ...one(slices)];
  },
  warns: ['echoes-mixed'],
}));

export const CASES: readonly MatrixCase[] = [
  ...ECHOES,
  ...SYNTAXES,
  ...DEPTHS,
  ...OBLIQUE,
  ...ORDER,
  ...MATRICES,
  ...HEADERS,
  ...ARCHIVE_CASES,
];
