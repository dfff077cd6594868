import type { SegmentationResult } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import { warning, type Warning } from '../../analysis/warning';
import { LEVELS, type Level } from '../../findings';
import { english, mapValues, refused } from '../../messages';
import type { GradedStudy } from './gradedStudy';

/** The level whose new name a renumbering is recorded by; see `renumberedBy`. */
const REFERENCE: Level = 'L3-L4';
/** Nobody has more than two lumbar vertebrae too many or too few. */
const MOST = 2;
/** Discs of two analyses are the same where their centers are nearer than this, mm. */
const SAME_DISC_MM = 8;

/** 'L5' moved down by one is 'S1'; names of other structures stay. */
function movedVertebra(name: string, by: number): string {
  const [, region, number] = /^([TLS])(\d+)$/.exec(name) ?? [];
  if (!region) {
    return name;
  }
  const first = { T: -12, L: 0, S: 5 }[region as 'T' | 'L' | 'S'];
  const index = first + Number(number) - 1 + by;
  return index < 0 ? `T${index + 13}` : index < 5 ? `L${index + 1}` : `S${index - 4}`;
}

/** 'L4-L5' moved down by one is 'L5-S1'. */
const moved = (name: string, by: number): string =>
  name
    .split('-')
    .map(vertebra => movedVertebra(vertebra, by))
    .join('-');

const isLevel = (name: string): name is Level => LEVELS.some(level => level === name);

const relabeled = (result: LevelResult, level: Level): LevelResult => ({
  ...result,
  level,
  findings: result.findings.map(finding => ({ ...finding, level })),
  ...(result.gradings ? { gradings: result.gradings.map(grading => ({ ...grading, level })) } : {}),
});

const movedSegments = (segmentation: SegmentationResult, by: number): SegmentationResult => ({
  ...segmentation,
  segments: segmentation.segments.map(s => ({ ...s, name: moved(s.name, by) })),
});

/** Values of warnings that are names of discs or vertebrae. */
const NAMES: readonly string[] = ['level', 'lowest', 'vertebra'];

/** Also in its words: 'The axial series does not cover L4-L5.' speaks of a disc that has a new name. */
function movedWarning({ level, values, text, code }: Warning, by: number): Warning {
  if (!values) {
    // In words of an earlier version, which stay as they were written.
    const name = level && moved(level, by);
    return { code, text, ...(name && isLevel(name) ? { level: name } : {}) };
  }
  const named = mapValues(values, (name, value) =>
    NAMES.includes(name) ? moved(String(value), by) : value
  );
  const name = named.level;
  return {
    code,
    values: named,
    text: english({ code, values: named }),
    ...(typeof name === 'string' && isLevel(name) ? { level: name } : {}),
  };
}

/** Says in the record, and so in the stored report, what the reader did; none when undone. */
function note(total: number): Warning[] {
  const level = LEVELS[LEVELS.indexOf(REFERENCE) + total]!;
  return total === 0 ? [] : [warning('levels-renumbered', { named: REFERENCE, level })];
}

/** By how many levels the reader has moved all names (positive: down); 0 where they are the model's. */
export function renumberedBy({ warnings }: Pick<GradedStudy, 'warnings'>): number {
  const level = warnings.find(({ code }) => code === 'levels-renumbered')?.level;
  return level ? LEVELS.indexOf(level) - LEVELS.indexOf(REFERENCE) : 0;
}

/** By how many levels all names may still be moved. */
export function canRenumber(study: GradedStudy, by: number): boolean {
  return Math.abs(renumberedBy(study) + by) <= MOST;
}

/**
 * Moves the names of all discs, with their findings, measurements and segments, by `by` levels:
 * positive down (what was L4-L5 becomes L5-S1). Findings keep their UIDs: they are of the same discs.
 * Discs that then have a name outside the vocabulary are set aside in `outside` and come back when the
 * names are moved back.
 *
 * @throws DeepSpineError 'bad-arguments' for more than two levels away from the model's names
 */
export function renumbered(study: GradedStudy, by: number): GradedStudy {
  if (!Number.isInteger(by) || !canRenumber(study, by)) {
    throw refused('bad-arguments', { context: 'moved-too-far', most: MOST });
  }
  const all = [
    ...study.levels.map(result => ({ name: moved(result.level, by), result })),
    ...study.outside.map(({ name, result }) => ({ name: moved(name, by), result })),
  ];
  const levels = all
    .flatMap(({ name, result }) => (isLevel(name) ? [relabeled(result, name)] : []))
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  return {
    ...study,
    levels,
    outside: all.filter(({ name }) => !isLevel(name)),
    segmentation: study.segmentation && movedSegments(study.segmentation, by),
    warnings: [
      ...study.warnings
        .filter(({ code }) => code !== 'levels-renumbered')
        .map(warning => movedWarning(warning, by)),
      ...note(renumberedBy(study) + by),
    ],
  };
}

/**
 * Gives a new analysis the names that the reader gave the same discs before; discs are the same where
 * their centers are. Unchanged where the reader renumbered nothing.
 */
export function withNamesOf(before: GradedStudy, after: GradedStudy): GradedStudy {
  if (renumberedBy(before) === 0) {
    return after;
  }
  for (const { level, frame } of before.levels) {
    const same = after.levels.find(
      other => Math.hypot(...frame.center.map((x, i) => x - other.frame.center[i]!)) < SAME_DISC_MM
    );
    if (same) {
      const by = LEVELS.indexOf(level) - LEVELS.indexOf(same.level);
      return by !== 0 && canRenumber(after, by) ? renumbered(after, by) : after;
    }
  }
  return after;
}
