import { wordsOf, seriesWords } from './words';
import type { ImageHeader } from './types';

/** What makes tissues differ in an image; 'unknown' where nothing in the header says it. */
export type Contrast = 'T1' | 'T2' | 'STIR' | 'other' | 'unknown';

const FORMS = '(w|wi|fs|se|tse|fse|frfse|weighted|gewichtet|spc|space|dixon|sag|tra|ax)?';
const T2 = new RegExp(` t2${FORMS} `);
const T1 = new RegExp(` t1${FORMS} `);
const INVERSION = / (stir|tirm) /;
const OTHER = / (t2 ?\*|t2 ?star\w*|medic|merge|pd\w{0,3}|proton\w*|me3d) /;

/** Contrast from the names of the series; word borders keep "T1" out of "T12" and "T2" out of "T2*". */
function contrastFromWords(words: string): Contrast {
  if (INVERSION.test(words) && !/ t2 /.test(words)) {
    return 'STIR';
  }
  if (OTHER.test(words)) {
    return 'other';
  }
  if (T2.test(words)) {
    return 'T2';
  }
  if (T1.test(words)) {
    return 'T1';
  }
  return INVERSION.test(words) ? 'STIR' : 'unknown';
}

/** Contrast from TR, TE and TI (ms); spin echo unless the sequence says gradient echo. */
function contrastFromTimes(header: ImageHeader): Contrast {
  const { repetitionTime: tr, echoTime: te, inversionTime: ti } = header;
  if (tr === undefined || te === undefined || !(tr > 0) || !(te > 0)) {
    return 'unknown';
  }
  // The null point of fat is 90-250 ms from 0.2 to 3 T; T1 FLAIR inverts at 700 ms and more.
  if (ti !== undefined && ti >= 70 && ti <= 280 && tr > 1200) {
    return 'STIR';
  }
  const gradientEcho =
    header.scanningSequence?.includes('GR') === true && !header.scanningSequence.includes('SE');
  if (te >= 60 && tr >= 700) {
    return 'T2';
  }
  if (te <= 35 && (tr <= 1200 || (ti !== undefined && ti >= 500))) {
    return gradientEcho && (header.flipAngle ?? 90) < 40 && te > 10 ? 'other' : 'T1';
  }
  return 'other';
}

/** Acquisition Contrast of enhanced images, or the third value of their Image Type. */
function contrastFromType({ acquisitionContrast, imageType }: ImageHeader): Contrast {
  for (const stated of [acquisitionContrast, imageType?.[2]]) {
    switch (wordsOf(stated).trim()) {
      case 't1':
        return 'T1';
      case 't2':
        return 'T2';
      case 'stir':
        return 'STIR';
      case 't2 star':
      case 'proton density':
        return 'other';
    }
  }
  return 'unknown';
}

/** From the times, where they are missing from the type, and then from the names. */
export function contrastOf(header: ImageHeader): Contrast {
  const words = seriesWords(header);
  const byTimes = contrastFromTimes(header);
  if (byTimes === 'STIR' && / flair /.test(words)) {
    return 'T1';
  }
  if (byTimes !== 'unknown') {
    return byTimes;
  }
  const byType = contrastFromType(header);
  return byType === 'unknown' ? contrastFromWords(words) : byType;
}
