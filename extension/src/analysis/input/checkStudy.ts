import { DeepSpineError } from '../../findings';
import { chooseSeries, MINIMUM_SLICES, type ChosenSeries } from '../../imaging/chooseSeries';
import { rejoined } from '../../imaging/rejoin';
import { seriesContent, type SeriesContent, type SeriesPart } from '../../imaging/seriesParts';
import { omit } from '../../imaging/omit';
import { seriesUses } from '../../imaging/seriesUse';
import { buildStacks } from '../../imaging/stacks';
import type {
  ImageSeries,
  LeftOutImage,
  SeriesDescription,
  SeriesUse,
  Slice,
  Stack,
} from '../../imaging/types';
import { isElsewhere } from '../../imaging/words';
import type { StudyInput, Warning } from '../types';
import { axialStacks } from './axialStacks';
import { leftOutWarning } from './leftOut';
import { notLoaded, refusal } from './refusal';

/** Discs of coarser pixels, mm, are found up to a centimeter off; discs are 5 to 15 mm high. */
const COARSEST_MM = 3;

/** A picture that could be analyzed. */
export type StudyPart = SeriesPart<ImageSeries, Slice>;

/** What of a study is analyzed. */
export interface CheckedStudy {
  /** What the analyzed images say of themselves; its slices are theirs. */
  readonly sagittalSeries: ImageSeries;
  readonly sagittal: Stack;
  /** It is not known to show T1 contrast. */
  readonly showsT2: boolean;
  /** A plain sagittal T1 stack beside it, if the study has one. */
  readonly sagittalT1: Stack | null;
  /** All stacks of axial T2 images. */
  readonly axial: readonly Stack[];
  /** What became of every image of the study. */
  readonly series: readonly SeriesUse[];
  /** See StudyInput. */
  readonly partial: boolean;
  readonly warnings: readonly Warning[];
}

/** A study by the pictures that it holds, and those of them that are to be analyzed. */
export interface ExaminedStudy {
  readonly contents: readonly SeriesContent<ImageSeries, Slice>[];
  readonly chosen: ChosenSeries<ImageSeries, Slice>;
  /** Sagittal pictures in which no lumbar spine was found. */
  readonly refused: readonly StudyPart[];
  /** See StudyInput. */
  readonly partial: boolean;
}

const nameOf = (series: Pick<SeriesDescription, 'description' | 'seriesNumber'>) =>
  series.description ? `“${series.description}”` : `number ${series.seriesNumber ?? '?'}`;

/** Decides from headers and places what each image is, and chooses. */
export function examineStudy({
  series,
  sagittalSeriesUID,
  partial = false,
}: StudyInput): ExaminedStudy {
  const contents = rejoined(series.map(one => seriesContent(one, one.slices, one.leftOut)));
  return { contents, chosen: chooseSeries(contents, sagittalSeriesUID), refused: [], partial };
}

/**
 * The choice without the sagittal picture, in which no lumbar spine was found; null where the study shows no other
 * station of the spine.
 */
export function withoutSagittal(
  { contents, chosen, refused, partial }: ExaminedStudy,
  sagittalSeriesUID?: string
): ExaminedStudy | null {
  const { sagittal, otherStation } = chosen;
  if (!sagittal || !otherStation) {
    return null;
  }
  const all = [...refused, sagittal];
  const next = chooseSeries(contents, sagittalSeriesUID, all);
  return { contents, chosen: next, refused: all, partial };
}

/** The stack of a sagittal picture; throws 'too-few-slices' or 'bad-geometry'. */
export function sagittalStack({ description, images }: StudyPart): {
  readonly stack: Stack;
  readonly warnings: readonly Warning[];
  readonly leftOut: readonly LeftOutImage[];
} {
  const { stacks, warnings, leftOut } = buildStacks({ ...description, slices: images });
  const stack = stacks[0]!;
  const count = stack.slices.length;
  if (count < MINIMUM_SLICES) {
    throw new DeepSpineError(
      'too-few-slices',
      `The series ${nameOf(description)} has only ${count} sagittal slice${count === 1 ? '' : 's'} at one ` +
        `orientation; at least ${MINIMUM_SLICES} are needed.`
    );
  }
  const { rowSpacing, columnSpacing } = stack.slices[0]!;
  const coarsest = Math.max(rowSpacing, columnSpacing);
  if (coarsest > COARSEST_MM) {
    throw new DeepSpineError(
      'bad-geometry',
      `The pixels of the series ${nameOf(description)} are ${coarsest.toFixed(1)} mm wide, too coarse to ` +
        'show a disc; open the original images.'
    );
  }
  const apart = stacks.slice(1).flatMap(({ slices }) => slices);
  const tilted = apart.map(({ sopInstanceUID, frameNumber }) => ({
    sopInstanceUID,
    ...(frameNumber === undefined ? {} : { frameNumber }),
    reason: 'other-orientation' as const,
  }));
  const fewer: Warning[] =
    apart.length === 0
      ? []
      : [
          {
            code: 'fewer-slices',
            text:
              `${apart.length} of ${images.length} images of ${nameOf(description)} lie apart from the ` +
              'others or are tilted against them; they were left out.',
          },
        ];
  return { stack, warnings: [...warnings, ...fewer], leftOut: [...leftOut, ...tilted] };
}

/** The stack of a T1 picture with most slices; null where it is broken, since it only serves beside another one. */
function t1Stack(part: StudyPart | null): {
  readonly stack: Stack | null;
  readonly leftOut: readonly LeftOutImage[];
} {
  if (!part) {
    return { stack: null, leftOut: [] };
  }
  try {
    const { stacks, leftOut } = buildStacks({ ...part.description, slices: part.images });
    return { stack: stacks[0] ?? null, leftOut };
  } catch (error) {
    if (!(error instanceof DeepSpineError)) {
      throw error;
    }
    return { stack: null, leftOut: [] };
  }
}

function echoWarning({ echo, description }: StudyPart): Warning[] {
  if (!echo) {
    return [];
  }
  const times = echo.all.map(time => Math.round(time)).join(' and ');
  return [
    {
      code: 'echoes-mixed',
      text:
        `The series ${nameOf(description)} holds images of several echo times (${times} ms); those of ` +
        `${Math.round(echo.echoTime)} ms were analyzed.`,
    },
  ];
}

/**
 * Says which other sagittal images were looked at first.
 *
 * @param refused see chooseSeries
 */
export function refusedWarnings(
  analyzed: SeriesDescription,
  refused: readonly { readonly description: SeriesDescription }[]
): Warning[] {
  return refused.map(({ description }) => ({
    code: 'series-substituted',
    text:
      `No lumbar spine was recognized in the lowest sagittal images, of the series ${nameOf(description)}; those ` +
      `of ${nameOf(analyzed)}, which lie higher, were analyzed instead.`,
  }));
}

/** Says that a stack was put together from several series; by their numbers where an archive left them one name. */
const splitWarnings = ({ description, alsoIn = [] }: StudyPart): Warning[] =>
  alsoIn.map(series => {
    const byNumber = nameOf(series) === nameOf(description) && series.seriesNumber !== undefined;
    const [other, own] = [series, description].map(one =>
      byNumber ? nameOf(omit(one, 'description')) : nameOf(one)
    );
    return {
      code: 'series-split',
      text:
        `The slices of ${other} lie between or beside those of ${own}, as where one series was split in two; all of ` +
        'them were analyzed as one.',
    };
  });

/** What is said of the choice itself. */
function choiceWarnings(
  part: StudyPart,
  { chosen: { replaced }, refused }: ExaminedStudy,
  byPicture: boolean
): Warning[] {
  const { description, contrast, role } = part;
  const name = nameOf(description);
  const warnings: Warning[] = [...refusedWarnings(description, refused), ...splitWarnings(part)];
  if (replaced) {
    const few = replaced.planes < MINIMUM_SLICES;
    const why = few ? 'has too few slices' : 'is no sagittal T2 series';
    warnings.push({
      code: 'series-substituted',
      text: `The series ${nameOf(replaced.series)} ${why}; ${name} was analyzed instead.`,
    });
  }
  if (byPicture) {
    warnings.push({
      code: 'sequence-unusual',
      text: `No header says which series is a T2; ${name} was analyzed because fluid is brightest in it.`,
    });
  } else if (contrast !== 'T2' && contrast !== 'STIR') {
    warnings.push({
      code: 'sequence-unusual',
      text:
        `No sagittal T2 series was found; ${name} ` +
        `(${role === 'sagT1' ? 'T1' : 'unknown contrast'}) was analyzed, which is less reliable.`,
    });
  }
  return warnings;
}

/**
 * Chooses and checks what is analyzed, before anything is computed. Throws DeepSpineError with one
 * sentence: 'no-series', 'not-mr', 'localiser', 'not-sagittal', 'not-lumbar', 'too-few-slices',
 * 'bad-geometry' or 'inconsistent-slices'.
 */
export const checkStudy = (study: StudyInput): CheckedStudy => checkExamined(examineStudy(study));

/**
 * See checkStudy.
 * @param decided the one of the undecided pictures that turned out to be the T2
 */
export function checkExamined(examined: ExaminedStudy, decided?: StudyPart): CheckedStudy {
  const { contents, chosen } = examined;
  const part = decided ?? chosen.sagittal;
  if (!part) {
    throw examined.partial ? notLoaded(contents) : refusal(contents);
  }
  const { description } = part;
  if (isElsewhere(description)) {
    throw new DeepSpineError(
      'not-lumbar',
      `The series ${nameOf(description)} is not of the lumbar spine (${description.bodyPartExamined ?? 'by its name'}); ` +
        'open a lumbar MRI.'
    );
  }
  const sagittal = sagittalStack(part);
  const axial = axialStacks(chosen.axial, sagittal.stack);
  const t1 = t1Stack(chosen.sagittalT1 === part ? null : chosen.sagittalT1);
  const series = seriesUses(contents, {
    sagittal: part,
    sagittalT1: t1.stack && chosen.sagittalT1,
    axial: axial.used,
    leftOut: [...sagittal.leftOut, ...axial.leftOut, ...t1.leftOut],
  });
  const said = new Set(
    [part, ...axial.used]
      .flatMap(one => [one.series, ...(one.alsoIn ?? [])])
      .map(one => one.seriesInstanceUID)
  );
  return {
    sagittalSeries: { ...description, slices: part.images },
    sagittal: sagittal.stack,
    showsT2: part.contrast !== 'T1',
    sagittalT1: t1.stack,
    axial: axial.stacks,
    series,
    partial: examined.partial,
    warnings: [
      ...choiceWarnings(part, examined, decided !== undefined),
      ...[part, ...axial.used].flatMap(echoWarning),
      ...sagittal.warnings,
      ...series
        .filter(use => said.has(use.seriesInstanceUID))
        .flatMap(use => leftOutWarning(nameOf(use), use.leftOut)),
      ...axial.warnings,
    ],
  };
}
