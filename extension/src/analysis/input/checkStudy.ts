import { DeepSpineError, type MessageValue } from '../../findings';
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
import { both, part as words, refused } from '../../messages';
import type { StudyInput } from '../request';
import { warning, type Warning } from '../warning';
import { axialStacks } from './axialStacks';
import { LateImages } from './lateImages';
import { leftOutWarning } from './leftOut';
import { notLoaded, refusal } from './refusal';

/** Discs of coarser pixels, mm, are found up to a centimeter off; discs are 5 to 15 mm high. */
const COARSEST_MM = 3;

/** A picture that could be analyzed. */
export type StudyPart = SeriesPart<ImageSeries, Slice>;

/** The sagittal images that are analyzed, which is all that they are segmented and measured from. */
export interface CheckedSagittal {
  readonly sagittal: Stack;
  /** It is not known to show T1 contrast. */
  readonly showsT2: boolean;
  readonly part: StudyPart;
  /** What is said of them and of the choice. */
  readonly said: Pick<StackOfPart, 'warnings' | 'leftOut'> & {
    readonly choice: readonly Warning[];
  };
  readonly examined: ExaminedStudy;
}

/** What of a study is analyzed. */
export interface CheckedStudy extends Pick<CheckedSagittal, 'sagittal' | 'showsT2'> {
  /** What the analyzed images say of themselves; its slices are theirs. */
  readonly sagittalSeries: ImageSeries;
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

const nameOf = (series: Pick<SeriesDescription, 'description' | 'seriesNumber'>): MessageValue =>
  series.description
    ? `“${series.description}”`
    : words('series-number', { number: series.seriesNumber ?? '?' });

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

interface StackOfPart {
  readonly stack: Stack;
  readonly warnings: readonly Warning[];
  readonly leftOut: readonly LeftOutImage[];
}

/** The stack of a sagittal picture; throws 'too-few-slices' or 'bad-geometry'. */
export function sagittalStack(part: StudyPart, late = new LateImages()): StackOfPart {
  const { description, images } = part;
  const slices = late.filled(part);
  const { stacks, warnings, leftOut } = buildStacks({ ...description, slices });
  const stack = stacks[0]!;
  const count = stack.slices.length;
  if (count < MINIMUM_SLICES) {
    throw refused('too-few-slices', {
      series: nameOf(description),
      count,
      needed: MINIMUM_SLICES,
    });
  }
  const { rowSpacing, columnSpacing } = stack.slices[0]!;
  const coarsest = Math.max(rowSpacing, columnSpacing);
  if (coarsest > COARSEST_MM) {
    throw refused('bad-geometry', {
      context: 'coarse',
      series: nameOf(description),
      mm: coarsest,
    });
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
          warning('fewer-slices', {
            series: nameOf(description),
            apart: apart.length,
            images: images.length,
          }),
        ];
  return { stack, warnings: [...warnings, ...fewer], leftOut: [...leftOut, ...tilted] };
}

/** The stack of a T1 picture with most slices; null where it is broken, since it only serves beside another one. */
function t1Stack(
  part: StudyPart | null,
  late: LateImages
): {
  readonly stack: Stack | null;
  readonly leftOut: readonly LeftOutImage[];
} {
  if (!part) {
    return { stack: null, leftOut: [] };
  }
  try {
    const slices = late.filled(part);
    const { stacks, leftOut } = buildStacks({ ...part.description, slices });
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
  return [
    warning('echoes-mixed', {
      series: nameOf(description),
      times: both(echo.all.map(time => Math.round(time))),
      used: Math.round(echo.echoTime),
    }),
  ];
}

/**
 * Says which other sagittal images were looked at first.
 *
 * @param withoutSpine see chooseSeries
 */
export function refusedWarnings(
  analyzed: SeriesDescription,
  withoutSpine: readonly { readonly description: SeriesDescription }[]
): Warning[] {
  return withoutSpine.map(({ description }) =>
    warning('series-substituted', {
      context: 'no-spine',
      other: nameOf(description),
      series: nameOf(analyzed),
    })
  );
}

/** Says that a stack was put together from several series; by their numbers where an archive left them one name. */
const splitWarnings = ({ description, alsoIn = [] }: StudyPart): Warning[] =>
  alsoIn.map(series => {
    const byNumber =
      series.description === description.description && series.seriesNumber !== undefined;
    const name = (one: SeriesDescription) => nameOf(byNumber ? omit(one, 'description') : one);
    return warning('series-split', { other: name(series), series: name(description) });
  });

/** What is said of the choice itself. */
function choiceWarnings(
  part: StudyPart,
  { chosen: { replaced }, refused: withoutSpine }: ExaminedStudy,
  byPicture: boolean
): Warning[] {
  const { description, contrast, role } = part;
  const series = nameOf(description);
  const warnings: Warning[] = [
    ...refusedWarnings(description, withoutSpine),
    ...splitWarnings(part),
  ];
  if (replaced) {
    const context = replaced.planes < MINIMUM_SLICES ? 'too-few-slices' : 'not-t2';
    const other = nameOf(replaced.series);
    warnings.push(warning('series-substituted', { context, other, series }));
  }
  if (byPicture) {
    warnings.push(warning('sequence-unusual', { context: 'by-picture', series }));
  } else if (contrast !== 'T2' && contrast !== 'STIR') {
    const shown = role === 'sagT1' ? 'T1' : words('unknown-contrast');
    warnings.push(warning('sequence-unusual', { context: 'no-t2', series, contrast: shown }));
  }
  return warnings;
}

/**
 * Chooses and checks what is analyzed, before anything is computed. Throws DeepSpineError with one
 * sentence: 'no-series', 'not-mr', 'localiser', 'not-sagittal', 'not-lumbar', 'too-few-slices',
 * 'bad-geometry' or 'inconsistent-slices'.
 */
export const checkStudy = (study: StudyInput): CheckedStudy =>
  checkBeside(checkSagittal(examineStudy(study)));

/**
 * Everything that a study can be refused for; needs no samples but those of the sagittal picture. Throws as checkStudy.
 * @param decided the one of the undecided pictures that turned out to be the T2
 */
export function checkSagittal(
  examined: ExaminedStudy,
  { decided, late }: { readonly decided?: StudyPart | undefined; readonly late?: LateImages } = {}
): CheckedSagittal {
  const { contents, chosen } = examined;
  const part = decided ?? chosen.sagittal;
  if (!part) {
    throw examined.partial ? notLoaded() : refusal(contents);
  }
  const { description } = part;
  if (isElsewhere(description)) {
    throw refused('not-lumbar', {
      context: 'elsewhere',
      series: nameOf(description),
      by: description.bodyPartExamined ?? words('by-its-name'),
    });
  }
  const { stack, warnings, leftOut } = sagittalStack(part, late);
  const choice = choiceWarnings(part, examined, decided !== undefined);
  return {
    sagittal: stack,
    showsT2: part.contrast !== 'T1',
    part,
    said: { choice, warnings, leftOut },
    examined,
  };
}

/** The whole of what is analyzed: what lies beside the sagittal picture refuses nothing. */
export function checkBeside(
  { sagittal, showsT2, part, said, examined }: CheckedSagittal,
  late = new LateImages()
): CheckedStudy {
  const { contents, chosen, partial } = examined;
  const axial = axialStacks(chosen.axial, sagittal, late);
  const t1 = t1Stack(chosen.sagittalT1 === part ? null : chosen.sagittalT1, late);
  const series = seriesUses(contents, {
    sagittal: part,
    sagittalT1: t1.stack && chosen.sagittalT1,
    axial: axial.used,
    leftOut: [...said.leftOut, ...axial.leftOut, ...t1.leftOut],
  });
  const named = new Set(
    [part, ...axial.used]
      .flatMap(one => [one.series, ...(one.alsoIn ?? [])])
      .map(one => one.seriesInstanceUID)
  );
  return {
    sagittalSeries: { ...part.description, slices: part.images },
    sagittal,
    showsT2,
    sagittalT1: t1.stack,
    axial: axial.stacks,
    series,
    partial,
    warnings: [
      ...said.choice,
      ...[part, ...axial.used].flatMap(echoWarning),
      ...said.warnings,
      ...series
        .filter(use => named.has(use.seriesInstanceUID))
        .flatMap(use => leftOutWarning(nameOf(use), use.leftOut)),
      ...axial.warnings,
    ],
  };
}
