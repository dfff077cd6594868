import { imageKind, type ImageKind } from './imageKind';
import type { ImageHeader } from './types';
import { isElsewhere } from './words';

const type = (...values: string[]): ImageHeader => ({
  imageType: ['ORIGINAL', 'PRIMARY', ...values],
});
const named = (description: string): ImageHeader => ({ description });

describe('what kind of picture an image is', () => {
  const cases: readonly (readonly [string, ImageHeader, ImageKind])[] = [
    ['Siemens magnitude', type('M', 'ND', 'NORM'), 'plain'],
    ['Siemens phase', type('P', 'ND'), 'phase'],
    ['Siemens diffusion', type('DIFFUSION', 'NONE', 'ND', 'NORM'), 'diffusion'],
    ['Siemens T2 map', type('M', 'T2_MAP', 'ND'), 'map'],
    ['Siemens mosaic', type('M', 'ND', 'MOSAIC'), 'mosaic'],
    ['Siemens Dixon fat', type('DIXON', 'FAT', 'ND'), 'fat'],
    ['Siemens Dixon water', type('DIXON', 'WATER', 'ND'), 'water'],
    ['Siemens Dixon opposed', type('DIXON', 'OUT_PHASE', 'ND'), 'opposed-phase'],
    ['Siemens Dixon in phase', type('DIXON', 'IN_PHASE', 'ND'), 'in-phase'],
    ['Philips spin echo', type('M_SE', 'M', 'SE'), 'plain'],
    ['Philips fat of mDIXON', type('F', 'F', 'DERIVED'), 'fat'],
    ['Philips water of mDIXON', type('W', 'W', 'DERIVED'), 'water'],
    ['Philips opposed phase', type('OP', 'OP', 'DERIVED'), 'opposed-phase'],
    ['Philips phase', type('PHASE MAP', 'P', 'FFE'), 'phase'],
    ['Philips T2 map', type('T2 MAP', 'T2', 'UNSPECIFIED'), 'map'],
    ['Philips fat fraction', type('FF', 'FF', 'DERIVED'), 'map'],
    ['enhanced fat fraction', type('DIXON', 'FAT_FRACTION'), 'map'],
    ['enhanced T2', type('T2', 'NONE'), 'plain'],
    ['an imaginary part', { complexComponent: 'IMAGINARY' }, 'phase'],
    ['diffusion by contrast', { acquisitionContrast: 'DIFFUSION' }, 'diffusion'],
    ['diffusion by b value', { bValue: 800 }, 'diffusion'],
    ['echo-planar', { scanningSequence: ['EP', 'SE'] }, 'echo-planar'],
    ['a localizer by type', type('LOCALIZER'), 'localizer'],
    ['a projection', type('PROJECTION IMAGE'), 'projection'],
    ['color', { color: true }, 'color'],
    ['a capture by class', { sopClassUID: '1.2.840.10008.5.1.4.1.1.7' }, 'capture'],
    ['of another modality', { modality: 'OT' }, 'not-mr'],
    // GE says it in the name alone.
    ['GE water', named('WATER: Sag T2 FRFSE Flex'), 'water'],
    ['GE fat', named('FAT: Sag T2 FRFSE Flex'), 'fat'],
    ['GE in phase', named('InPhase: Sag T2 Flex'), 'in-phase'],
    ['GE out of phase', named('OutPhase: Sag T2 Flex'), 'opposed-phase'],
    ['Dixon fat by its last letter', named('t2_tse_dixon_sag_F'), 'fat'],
    ['Dixon water by its last letter', named('t2_tse_dixon_sag_W'), 'water'],
    ['Dixon opposed by its ending', named('t2_tse_dixon_sag_opp'), 'opposed-phase'],
    ['all of a Dixon in one name', named('t2_dixon_sag_in_opp_F_W'), 'plain'],
    ['fat suppression', named('Sag T2 fat sat'), 'plain'],
    ['fat suppression, first', named('Fat Sat T2 sag'), 'plain'],
    ['Dixon with fat suppression', named('t2 dixon sag fat suppressed'), 'plain'],
    ['diffusion by name', named('ep2d_diff_sag_3scan'), 'diffusion'],
    ['diffusion by b value in the name', named('sag_b800'), 'diffusion'],
    ['BOLD by name', named('ep2d_bold_sag'), 'echo-planar'],
    ['a map by name', named('T2_map_sag'), 'map'],
    ['phase by name', named('t2_sag_phase'), 'phase'],
    ['a localizer between underscores', named('t2_haste_localizer_tra'), 'localizer'],
    ['a scout', named('AAHScout_32ch'), 'localizer'],
    ['myelography', named('haste_myelo_cor'), 'projection'],
  ];
  it.each(cases)('%s', (_, header, kind) => expect(imageKind(header)).toBe(kind));

  it('comes from the type first: the name of the series is that of all its images', () => {
    expect(imageKind({ ...type('DIXON', 'FAT'), ...named('t2_tse_dixon_sag_W') })).toBe('fat');
  });
});

describe('another region', () => {
  it.each([
    ['a station by name', { description: 't2_tse_sag_BWS' }, true],
    ['a neck by name', { description: 't2_tse_sag_HWS' }, true],
    ['the lumbar station', { description: 't2_tse_sag_LWS' }, false],
    ['both stations in one', { description: 't2_sag_BWS_LWS' }, false],
    [
      'a head in a study of the spine',
      { bodyPartExamined: 'HEAD', studyDescription: 'MRT LWS nativ' },
      false,
    ],
    [
      'a knee in a lumbar study',
      { bodyPartExamined: 'KNEE', studyDescription: 'MR Lumbar Spine' },
      false,
    ],
    [
      'a knee where nothing speaks of a spine',
      { bodyPartExamined: 'KNEE', description: 't2 sag' },
      true,
    ],
    [
      'a neck series in a lumbar study',
      { description: 't2 sag HWS', studyDescription: 'LWS' },
      true,
    ],
    ['French', { description: 'RACHIS LOMBAIRE SAG T2' }, false],
    ['Spanish', { description: 'columna dorsal t2 sag' }, true],
  ])('%s', (_, header, elsewhere) => expect(isElsewhere(header)).toBe(elsewhere));
});
