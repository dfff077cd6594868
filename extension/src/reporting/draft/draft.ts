import {
  changeSince,
  LEVELS,
  type Condition,
  type Finding,
  type Grade,
  type Level,
} from '../../findings';
import { ENGLISH, fill, type DraftPhrases } from './phrases';
import { levelSentences, type DecidedCell, type DecidedLevel } from './statements';

export interface DraftLevel {
  readonly level: Level;
  readonly findings: readonly Finding[];
}

/** An earlier examination with findings of its own. */
export interface PriorFindings {
  /** As it is to be written. */
  readonly date: string;
  readonly levels: readonly DraftLevel[];
}

export interface DraftOptions {
  readonly phrases?: DraftPhrases;
  /** Lines with {{comparison}} and {{levels}}; a line whose placeholders are all empty is left out. */
  readonly template?: string;
  readonly prior?: PriorFindings | null;
}

export const DEFAULT_TEMPLATE = '{{comparison}}\n{{levels}}';

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

function decidedLevel({ findings }: DraftLevel, prior?: PriorFindings | null): DecidedLevel {
  return new Map(
    findings.flatMap((finding): [Condition, DecidedCell][] => {
      const grade = decidedGrade(finding);
      const change = changeSince(priorOf(prior, finding), finding);
      return grade ? [[finding.condition, { grade, change }]] : [];
    })
  );
}

interface Line {
  readonly from: Level;
  to: Level;
  readonly words: string;
}

/** Neighbouring levels of which the same is said share a line: 'L1-L2 to L3-L4: Unremarkable.' */
function lines(levels: readonly DraftLevel[], { phrases, prior }: DraftOptions): Line[] {
  const merged: Line[] = [];
  for (const level of levels) {
    const words = levelSentences(decidedLevel(level, prior), phrases ?? ENGLISH);
    const last = merged.at(-1);
    const isNext = last && LEVELS.indexOf(level.level) === LEVELS.indexOf(last.to) + 1;
    if (words && isNext && last.words === words) {
      last.to = level.level;
    } else if (words) {
      merged.push({ from: level.level, to: level.level, words });
    }
  }
  return merged;
}

/**
 * Drafts the text of a report from what a person accepted or changed, level by level from the top
 * down. Suggestions nobody looked at are never written; `undecided` counts them. What is not graded is
 * not mentioned, so that nothing is called normal that nobody read.
 */
export function draftReport(levels: readonly DraftLevel[], options: DraftOptions = {}): Draft {
  const { phrases = ENGLISH, template = DEFAULT_TEMPLATE, prior } = options;
  const written = lines(levels, options);
  const values: Record<string, string> = {
    comparison: prior && written.length > 0 ? fill(phrases.comparison, { date: prior.date }) : '',
    levels: written
      .map(({ from, to, words }) => {
        const name = from === to ? from : fill(phrases.levels, { from, to });
        return `${name}: ${words}`;
      })
      .join('\n'),
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
  return { text: written.length > 0 ? text.trim() : '', undecided };
}
