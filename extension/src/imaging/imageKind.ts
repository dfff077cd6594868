import type { ImageHeader, OtherKind } from './types';
import { seriesWords } from './words';

/** A picture of the tissue that can be graded. Dixon images are of water alone, or of fat and water in phase. */
export type GradableKind = 'plain' | 'reformatted' | 'water' | 'in-phase';

export type ImageKind = GradableKind | OtherKind;

const GRADABLE: readonly ImageKind[] = ['plain', 'reformatted', 'water', 'in-phase'];
export const isGradable = (kind: ImageKind): kind is GradableKind => GRADABLE.includes(kind);

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

const LOCALIZER_WORDS =
  / (loc|locs|localiz\w*|localis\w*|scout|aascout|aahscout|survey|topogram|scano\w*|uebersicht|übersicht|3 ?plane|plan scan) /;
const PROJECTION_WORDS = / (myelo\w*|mip|sub|subtr\w*) /;
const CAPTURE_WORDS = / (screen ?(save|shot|capture)\w*|report) /;
const DIFFUSION_WORDS =
  / (dwi\w*|dti|diff|diffusion\w*|ivim|adc|eadc|trace\w*|b ?value|b ?\d{2,4}|resolve) /;
const ECHO_PLANAR_WORDS = / (ep2d|ep|epi|bold|fmri|perf|perfusion) /;
const MAP_WORDS = / (map|maps|mapping|parametric|pdff|(fat|water|fett) (fraction|frac|percent)) /;
const DIXON_WORDS = / (\w*dixon|ideal|flex|dual ?echo) /;
const PHASE_WORDS = /(?<! (in|out|of|opposed|opp|no)) (phase( map| image| img)?|pha) $/;

/** Values of Image Type and Frame Type by what they stand for; whole values, in capitals. */
const TYPES: readonly (readonly [ImageKind, RegExp])[] = [
  ['capture', /^(SCREEN ?(SAVE|SHOT|CAPTURE)|REPORT)$/],
  ['localizer', /^LOCALIZER$/],
  ['projection', /^(MIP|MINIP|MAX_IP|MIN_IP|PROJECTION[ _]IMAGE|SUBTRACTION|SUB)$/],
  ['diffusion', /^(DIFFUSION|TRACEW?|ADC|EADC|DTI|FA|IVIM)$/],
  ['mosaic', /^MOSAIC$/],
  ['phase', /^(PHASE([ _]MAP)?|P|P_\w+|R|R_\w+|REAL|I|I_\w+|IMAGINARY|VELOCITY)$/],
  [
    'map',
    /^(.*[ _]?MAP|.*FRACTION|FF|PDFF|R2|R2_STAR|R2STAR|R2\*|T2_STAR_MAP|B0|B1|QUANT\w*|FIELD_?MAP)$/,
  ],
  ['opposed-phase', /^(OP|OPP|OPP[ _]?PHASE|OUT[ _]?PHASE|OUT[ _]OF[ _]PHASE|OPPOSED[ _]PHASE)$/],
  ['fat', /^(F|FAT|FAT[ _]ONLY)$/],
  ['water', /^(W|WATER|WATER[ _]ONLY)$/],
  ['in-phase', /^(IP|IN[ _]?PHASE)$/],
  ['reformatted', /^(MPR|CURVED[ _]?MPR|REFORMATTED)$/],
];

function kindFromType({ imageType, complexComponent, acquisitionContrast }: ImageHeader) {
  // The first two values say whether an image is an original; PS3.3 C.7.6.1.1.2.
  const values = [...(imageType ?? []).slice(2), acquisitionContrast ?? ''];
  const capitals = values.map(value => value.trim().toUpperCase());
  const component = (complexComponent ?? '').toUpperCase();
  if (['PHASE', 'REAL', 'IMAGINARY'].includes(component)) {
    return 'phase';
  }
  return TYPES.find(([, form]) => capitals.some(value => form.test(value)))?.[0];
}

/** Which of the pictures of a Dixon acquisition a series holds, where its name says one of them. */
function dixonKind(words: string): ImageKind | undefined {
  const named: ImageKind[] = [];
  const explicit = DIXON_WORDS.test(words);
  const has = (form: RegExp) => form.test(words);
  if (
    has(/ (fat|fett) (only|image|img) /) ||
    has(/^ (fat|fett) (?!sat|sup|free)/) ||
    (explicit && has(/ (f|fat|fett) (?!sat|sup|free)/))
  ) {
    named.push('fat');
  }
  if (has(/ (water|wasser) (only|image|img) /) || (explicit && has(/ (w|water|wasser) /))) {
    named.push('water');
  }
  if (has(/ (opposed|opp|out( of)?) ?phase | outphase /) || (explicit && has(/ (opp|op|out) /))) {
    named.push('opposed-phase');
  }
  if (has(/ in ?phase /) || (explicit && has(/ (in|ip) /))) {
    named.push('in-phase');
  }
  return named.length === 1 ? named[0] : undefined;
}

function kindFromWords(words: string): ImageKind | undefined {
  const tests: readonly (readonly [ImageKind, RegExp])[] = [
    ['localizer', LOCALIZER_WORDS],
    ['capture', CAPTURE_WORDS],
    ['diffusion', DIFFUSION_WORDS],
    ['echo-planar', ECHO_PLANAR_WORDS],
    ['map', MAP_WORDS],
    ['projection', PROJECTION_WORDS],
    ['phase', PHASE_WORDS],
  ];
  return (
    tests.find(([, form]) => form.test(words))?.[0] ??
    dixonKind(words) ??
    (/ mpr /.test(words) ? 'reformatted' : undefined)
  );
}

/**
 * What kind of picture an image is, from its own header: Image Type and the like first, the names of its series
 * where these do not say it.
 */
export function imageKind(header: ImageHeader): ImageKind {
  if (header.modality !== undefined && header.modality !== '' && header.modality !== 'MR') {
    return 'not-mr';
  }
  if (header.color) {
    return 'color';
  }
  if (header.sopClassUID?.startsWith(SECONDARY_CAPTURE)) {
    return 'capture';
  }
  const byType = kindFromType(header);
  const words = seriesWords(header);
  if (byType && byType !== 'reformatted') {
    return byType;
  }
  if ((header.bValue ?? 0) > 0) {
    return 'diffusion';
  }
  if (header.scanningSequence?.includes('EP')) {
    return 'echo-planar';
  }
  return kindFromWords(words) ?? byType ?? 'plain';
}
