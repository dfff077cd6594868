import { DeepSpineError } from '../../findings';
import {
  chooseSeries,
  isElsewhere,
  MINIMUM_SLICES,
  recognise,
  type RecognisedSeries,
} from '../../imaging/chooseSeries';
import { chooseEcho } from '../../imaging/echoes';
import { orientationOf } from '../../imaging/geometry';
import { buildStacks } from '../../imaging/stacks';
import { t1Partner } from '../../imaging/t1Partner';
import type { ImageSeries, Stack } from '../../imaging/types';
import type { StudyInput, Warning } from '../types';

/** Discs of coarser pixels, mm, are found up to a centimetre off; discs are 5 to 15 mm high. */
const COARSEST_MM = 3;

/** What of a study is analysed. */
export interface CheckedStudy {
  readonly sagittalSeries: ImageSeries;
  readonly sagittal: Stack;
  /** It is not known to show T1 contrast. */
  readonly showsT2: boolean;
  /** A plain sagittal T1 stack beside it, if the study has one. */
  readonly sagittalT1: Stack | null;
  /** All stacks of axial T2 images. */
  readonly axial: readonly Stack[];
  readonly warnings: readonly Warning[];
}

const nameOf = (series: ImageSeries) =>
  series.description ? `“${series.description}”` : `number ${series.seriesNumber ?? '?'}`;

/** Refuses a study without a usable sagittal series, saying what was found instead. */
function refuse(study: StudyInput, recognised: readonly RecognisedSeries[]): DeepSpineError {
  const want = 'open a study with a sagittal T2 series of the lumbar spine';
  const filled = recognised.filter(r => r.planes > 0);
  if (filled.length === 0) {
    return new DeepSpineError('no-series', `The study holds no images; ${want}.`);
  }
  const mr = filled.filter(r => r.series.modality === 'MR');
  if (mr.length === 0) {
    const modalities = [...new Set(filled.map(r => r.series.modality || 'unknown'))].join(', ');
    return new DeepSpineError(
      'not-mr',
      `The study holds ${modalities} images, but only MR can be graded; ${want}.`
    );
  }
  const images = mr.filter(r => r.role !== 'localiser');
  if (images.length === 0) {
    return new DeepSpineError('localiser', `The study holds only a localiser; ${want}.`);
  }
  const planes = [...new Set(images.map(r => r.orientation ?? 'mixed'))].join(' and ');
  return new DeepSpineError('not-sagittal', `The study holds only ${planes} images; ${want}.`);
}

/** Stacks whose slices are axial, of every axial T2 series; a broken one is left out and reported. */
function axialStacks(series: readonly ImageSeries[], warnings: Warning[]): Stack[] {
  return series.flatMap(one => {
    try {
      const built = buildStacks(one);
      warnings.push(...built.warnings);
      return built.stacks.filter(stack => orientationOf(stack.normal) === 'axial');
    } catch (error) {
      if (!(error instanceof DeepSpineError)) {
        throw error;
      }
      warnings.push({
        code: 'axial-partial',
        text: `An axial series was left out: ${error.message}`,
      });
      return [];
    }
  });
}

/** The stack of a T1 series with most slices; null where it is broken, since it only serves beside another one. */
function stackOf(series: ImageSeries | undefined): Stack | null {
  try {
    return series ? (buildStacks(series).stacks[0] ?? null) : null;
  } catch (error) {
    if (!(error instanceof DeepSpineError)) {
      throw error;
    }
    return null;
  }
}

/** A series of several echoes with the images of one of them; any other as it is. */
function ofOneEcho(series: ImageSeries): { series: ImageSeries; warning: Warning | null } {
  const echo = chooseEcho(series.slices);
  if (!echo) {
    return { series, warning: null };
  }
  const times = echo.all.map(time => Math.round(time)).join(' and ');
  return {
    series: { ...series, slices: echo.images, echoTime: echo.echoTime },
    warning: {
      code: 'echoes-mixed',
      text:
        `The series ${nameOf(series)} holds images of several echo times (${times} ms); those of ` +
        `${Math.round(echo.echoTime)} ms were analysed.`,
    },
  };
}

/**
 * Chooses and checks what is analysed, before anything is computed. Throws DeepSpineError with one
 * sentence: 'no-series', 'not-mr', 'localiser', 'not-sagittal', 'not-lumbar', 'too-few-slices',
 * 'bad-geometry' or 'inconsistent-slices'.
 */
export function checkStudy(study: StudyInput): CheckedStudy {
  const echoes = study.series.map(ofOneEcho);
  const recognised = echoes.map(({ series }) => recognise(series, series.slices));
  const { sagittal: chosen, axial, replaced } = chooseSeries(recognised, study.sagittalSeriesUID);
  if (!chosen) {
    throw refuse(study, recognised);
  }
  const { series } = chosen;
  const warnings: Warning[] = [];
  if (isElsewhere(series)) {
    throw new DeepSpineError(
      'not-lumbar',
      `The series ${nameOf(series)} is not of the lumbar spine (${series.bodyPartExamined ?? 'by its name'}); ` +
        'open a lumbar MRI.'
    );
  }
  if (replaced) {
    const why =
      replaced.planes < MINIMUM_SLICES ? 'has too few slices' : 'is no sagittal T2 series';
    warnings.push({
      code: 'series-substituted',
      text: `The series ${nameOf(replaced.series)} ${why}; ${nameOf(series)} was analysed instead.`,
    });
  }
  if (chosen.role === 'sagT1' || chosen.role === 'other') {
    warnings.push({
      code: 'sequence-unusual',
      text:
        `No sagittal T2 series was found; ${nameOf(series)} ` +
        `(${chosen.role === 'sagT1' ? 'T1' : 'unknown contrast'}) was analysed, which is less reliable.`,
    });
  }

  const analysed = [series, ...axial.map(r => r.series)];
  warnings.push(
    ...echoes.flatMap(one => (one.warning && analysed.includes(one.series) ? [one.warning] : []))
  );
  const built = buildStacks(series);
  const sagittal = built.stacks[0]!;
  if (sagittal.slices.length < MINIMUM_SLICES) {
    const count = sagittal.slices.length;
    throw new DeepSpineError(
      'too-few-slices',
      `The series ${nameOf(series)} has only ${count} sagittal slice${count === 1 ? '' : 's'} at one ` +
        `orientation; at least ${MINIMUM_SLICES} are needed.`
    );
  }
  const { rowSpacing, columnSpacing } = sagittal.slices[0]!;
  const coarsest = Math.max(rowSpacing, columnSpacing);
  if (coarsest > COARSEST_MM) {
    throw new DeepSpineError(
      'bad-geometry',
      `The pixels of the series ${nameOf(series)} are ${coarsest.toFixed(1)} mm wide, too coarse to ` +
        'show a disc; open the original images.'
    );
  }
  warnings.push(...built.warnings);
  if (built.stacks.length > 1) {
    const rest = series.slices.length - sagittal.slices.length;
    warnings.push({
      code: 'fewer-slices',
      text:
        `${rest} of ${series.slices.length} images of ${nameOf(series)} lie apart from the others or ` +
        'are tilted against them; they were left out.',
    });
  }
  const axialSeries = axial.map(r => r.series);
  return {
    sagittalSeries: series,
    sagittal,
    showsT2: chosen.role !== 'sagT1',
    sagittalT1: stackOf(t1Partner(recognised, chosen)?.series),
    axial: axialStacks(axialSeries, warnings),
    warnings,
  };
}
