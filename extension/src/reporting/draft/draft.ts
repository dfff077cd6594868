import {
  changeSince,
  CONDITIONS,
  gradingChangeSince,
  isAbnormalGrading,
  LEVELS,
  type Condition,
  type Finding,
  type Grade,
  type Grading,
  type GradingKey,
  type Level,
} from '../../findings';
import { ENGLISH, fill, type DraftPhrases } from './phrases';
import {
  capital,
  clausesOf,
  levelSentences,
  type DecidedCell,
  type DecidedGrading,
  type DecidedLevel,
  type DraftLengths,
} from './statements';

export interface DraftLevel {
  readonly level: Level;
  readonly findings: readonly Finding[];
  /** Degeneration gradings; written where a person decided on them. */
  readonly gradings?: readonly Grading[];
  readonly lengths?: DraftLengths;
}

/** An earlier examination with findings of its own. */
export interface PriorFindings {
  /** As it is to be written. */
  readonly date: string;
  readonly levels: readonly DraftLevel[];
}

/**
 * How a draft is written. levels: level by level with the pertinent negatives, then the impression; impression-first: the
 * same with the impression at its head; findings: what is there alone, and what is wholly normal.
 */
export const DRAFT_STYLES = ['levels', 'impression-first', 'findings'] as const;
export type DraftStyle = (typeof DRAFT_STYLES)[number];

export interface DraftOptions {
  readonly phrases?: DraftPhrases;
  readonly style?: DraftStyle;
  /** Lines with the placeholders below; a line whose placeholders are all empty is left out. null: as the style has it. */
  readonly template?: string | null;
  readonly prior?: PriorFindings | null;
  /** Whether the names of the levels are in doubt. */
  readonly namingDoubt?: boolean;
  /** What nothing is said of, in the language of the phrases. */
  readonly notAssessed?: readonly string[];
}

/** comparison, naming, levels, impression, notAssessed */
const LEVELS_FIRST = '{{comparison}}\n{{naming}}\n{{levels}}\n{{impression}}\n{{notAssessed}}';
const TEMPLATES: Readonly<Record<DraftStyle, string>> = {
  levels: LEVELS_FIRST,
  findings: LEVELS_FIRST,
  'impression-first': '{{comparison}}\n{{naming}}\n{{impression}}\n\n{{levels}}\n{{notAssessed}}',
};

/** What a draft holds, and what is left out because nobody has decided on it. */
export interface Draft {
  readonly text: string;
  /** Suggestions that no person has accepted, changed or rejected. */
  readonly undecided: number;
}

/** The grade that a person stands for; undefined for suggestions, rejected and ungraded findings. */
function decidedGrade({ grade, status }: Finding): Grade | undefined {
  const decided = status === 'accepted' || status === 'changed';
  return decided && grade !== 'not-graded' ? grade : undefined;
}

const priorOf = (prior: PriorFindings | null | undefined, { level, condition }: Finding) =>
  prior?.levels
    .find(l => l.level === level)
    ?.findings.find(finding => finding.condition === condition);

function decidedLevel(level: DraftLevel, prior?: PriorFindings | null): DecidedLevel {
  const cells = level.findings.flatMap((finding): [Condition, DecidedCell][] => {
    const grade = decidedGrade(finding);
    const change = changeSince(priorOf(prior, finding), finding);
    const unsure = finding.unsure === true && finding.status === 'accepted';
    return grade ? [[finding.condition, { grade, change, unsure }]] : [];
  });
  const earlier = prior?.levels.find(l => l.level === level.level)?.gradings;
  const gradings = (level.gradings ?? []).flatMap((found): [GradingKey, DecidedGrading][] => {
    const { grading, grade, status, unsure } = found;
    const decided = status === 'accepted' || status === 'changed';
    if (!decided || grade === 'not-graded' || !isAbnormalGrading(grading, grade)) {
      return [];
    }
    const before = earlier?.find(other => other.grading === grading);
    const change = gradingChangeSince(before, found);
    return [[grading, { grade, change, unsure: unsure === true && status === 'accepted' }]];
  });
  return {
    cells: new Map(cells),
    gradings: new Map(gradings),
    lengths: level.lengths ?? {},
  };
}

interface Line {
  readonly from: Level;
  to: Level;
  readonly words: string;
}

/** Neighboring levels of which the same is said share a line: 'L1-L2 to L3-L4: No disc bulge.' */
function merged(said: readonly { readonly level: Level; readonly words: string }[]): Line[] {
  const lines: Line[] = [];
  for (const { level, words } of said) {
    const last = lines.at(-1);
    const isNext = last && LEVELS.indexOf(level) === LEVELS.indexOf(last.to) + 1;
    if (isNext && last.words === words) {
      last.to = level;
    } else {
      lines.push({ from: level, to: level, words });
    }
  }
  return lines;
}

function lineWords({ from, to, words }: Line, phrases: DraftPhrases): string {
  const name = from === to ? from : fill(phrases.levels, { from, to });
  return `${name}: ${words}`;
}

interface Decided {
  readonly level: Level;
  readonly decided: DecidedLevel;
}

/**
 * What is there, the worst first, a level a line. Where every level was read as normal throughout, it says so and no
 * more than that; else '' where nothing was found.
 */
function impression(levels: readonly Decided[], phrases: DraftPhrases): string {
  const found = levels.flatMap(({ level, decided }) => {
    const clauses = clausesOf(decided, phrases).filter(({ weight }) => weight > 0);
    const sorted = [...clauses].sort((a, b) => b.weight - a.weight);
    const words = `${capital(sorted.map(clause => clause.words).join(', '))}.`;
    return clauses.length > 0 ? [{ level, words, weight: sorted[0]!.weight }] : [];
  });
  const weightOf = ({ from }: Line) => found.find(({ level }) => level === from)!.weight;
  const lines = merged(found).sort((a, b) => weightOf(b) - weightOf(a));
  const complete = levels.every(({ decided }) => decided.cells.size === CONDITIONS.length);
  const said =
    lines.length > 0
      ? lines.map((line, i) => `${i + 1}. ${lineWords(line, phrases)}`)
      : complete && levels.length > 0
        ? [`${capital(phrases.nothing)}.`]
        : [];
  return said.length > 0 ? ['', phrases.impression, ...said].join('\n') : '';
}

/**
 * Drafts the text of a report from what a person accepted or changed: level by level from the top down, then what
 * it comes to. Suggestions nobody looked at are never written; `undecided` counts them. What is not graded is not
 * mentioned, so that nothing is called normal that nobody read.
 */
export function draftReport(levels: readonly DraftLevel[], options: DraftOptions = {}): Draft {
  const { phrases = ENGLISH, style = 'levels', prior, notAssessed = [] } = options;
  const template = options.template ?? TEMPLATES[style];
  const decided = levels.map(level => ({
    level: level.level,
    decided: decidedLevel(level, prior),
  }));
  const said = decided
    .map(one => ({
      level: one.level,
      words: levelSentences(one.decided, phrases, style === 'findings'),
    }))
    .filter(({ words }) => words !== '');
  const values: Record<string, string> = {
    comparison: prior ? fill(phrases.comparison, { date: prior.date }) : '',
    naming: options.namingDoubt ? phrases.naming : '',
    levels: merged(said)
      .map(line => lineWords(line, phrases))
      .join('\n'),
    impression: impression(decided, phrases),
    notAssessed:
      notAssessed.length > 0
        ? `\n${fill(phrases.notAssessed, { list: notAssessed.join(', ') })}`
        : '',
  };
  const text = template
    .split('\n')
    .filter(line => {
      const used = [...line.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => values[name!]);
      return used.length === 0 || used.some(value => value !== '');
    })
    .map(line => fill(line, values))
    .join('\n');
  const undecided = levels
    .flatMap(({ findings }) => findings)
    .filter(({ status, grade }) => status === 'suggested' && grade !== 'not-graded').length;
  return { text: said.length > 0 ? text.trim() : '', undecided };
}
