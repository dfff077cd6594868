import {
  CONDITIONS,
  isAbnormal,
  meyerding,
  SLIP_ERROR_MM,
  type Change,
  type Condition,
  type Grade,
  type GradingGrade,
  type GradingKey,
} from '../../findings';
import { fill, type DraftPhraseKey, type DraftPhrases } from './phrases';

/** What a person decided at one level: the grade, its doubt, and how it changed since an earlier study. */
export interface DecidedCell<G = Grade> {
  readonly grade: G;
  readonly change: Change<G> | null;
  /** A person accepted it, but the model was unsure. */
  readonly unsure: boolean;
}

export type DecidedGrading = DecidedCell<GradingGrade>;

/** Lengths that are said beside what they belong to, mm. */
export interface DraftLengths {
  readonly discHeight?: number | null;
  readonly canalAp?: number | null;
  /** Positive: forward. */
  readonly slip?: number | null;
  /** Of the disc, from front to back. */
  readonly discDepth?: number | null;
}

export interface DecidedLevel {
  readonly cells: ReadonlyMap<Condition, DecidedCell>;
  /** Abnormal degeneration gradings that a person decided on. */
  readonly gradings: ReadonlyMap<GradingKey, DecidedGrading>;
  readonly lengths: DraftLengths;
}

/** One thing that is there, in words, and how bad it is: 3 severe, 2 moderate, 1 mild or present. */
export interface Clause {
  readonly words: string;
  readonly weight: number;
}

type TopicKey = 'canal' | 'foramina' | 'bulge' | 'complex' | 'facets' | 'flavum' | 'lipomatosis';

/** Conditions that are said together: one, or the two sides of one, left first. */
interface Topic {
  readonly key: TopicKey;
  readonly conditions: readonly Condition[];
  /** Whether its absence is worth words beside abnormal findings. */
  readonly pertinent: boolean;
}

/** What each condition is said with: no condition that a person decides on is missing from the draft. */
const TOPIC_OF: Readonly<Record<Condition, TopicKey>> = {
  SCS: 'canal',
  LFS: 'foramina',
  RFS: 'foramina',
  DB: 'bulge',
  DOC: 'complex',
  LFA: 'facets',
  RFA: 'facets',
  LFT: 'flavum',
  EL: 'lipomatosis',
};

/** In the order in which a radiologist describes a level: disc, posterior elements, what they narrow. */
const PERTINENT: Readonly<Record<TopicKey, boolean>> = {
  bulge: false,
  complex: false,
  facets: false,
  flavum: false,
  lipomatosis: false,
  canal: true,
  foramina: true,
};

const topic = (key: TopicKey): Topic => ({
  key,
  conditions: CONDITIONS.filter(condition => TOPIC_OF[condition] === key),
  pertinent: PERTINENT[key],
});

const BULGE = topic('bulge');
const COMPLEX = topic('complex');
const TOPICS: readonly Topic[] = (Object.keys(PERTINENT) as TopicKey[]).map(topic);
/** All but the disc's own. */
const BEHIND: readonly Topic[] = TOPICS.filter(({ key }) => key !== 'bulge' && key !== 'complex');

const WEIGHTS: Readonly<Record<Grade, number>> = {
  none: 0,
  absent: 0,
  mild: 1,
  present: 1,
  moderate: 2,
  severe: 3,
};

type Cells = DecidedLevel['cells'];
type Side = 'Left' | 'Right' | 'Both';

const sideOf = ({ conditions }: Topic, cells: readonly Condition[]): Side | '' =>
  conditions.length === 1
    ? ''
    : cells.length === 2
      ? 'Both'
      : cells[0] === conditions[0]
        ? 'Left'
        : 'Right';

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Whole millimeters, as they are dictated. */
const whole = (mm: number): string => Math.abs(mm).toFixed(0);

/** 'worse, previously mild' of one cell. */
function changeWords({ grade, change }: DecidedCell, phrases: DraftPhrases): string | null {
  if (!change) {
    return null;
  }
  const key = change.kind === 'better' && !isAbnormal(grade) ? 'gone' : change.kind;
  return fill(phrases[key], { grade: phrases[change.before] });
}

/** The changes of a statement's cells, without brackets: once where all agree, else side by side. */
function changesOf(cells: readonly Condition[], decided: Cells, phrases: DraftPhrases): string {
  const words = cells.map(condition => changeWords(decided.get(condition)!, phrases));
  if (words.every(word => word === words[0])) {
    return words[0] ?? '';
  }
  return words
    .flatMap((word, i) => (word ? [`${phrases[i === 0 ? 'left' : 'right']} ${word}`] : []))
    .join('; ');
}

const inBrackets = (...words: readonly string[]): string => {
  const said = words.filter(Boolean);
  return said.length > 0 ? ` (${said.join('; ')})` : '';
};

/** What is said in brackets behind a topic: its length, and what changed. */
function remarks(
  topic: Topic,
  cells: readonly Condition[],
  { cells: decided, lengths }: DecidedLevel,
  phrases: DraftPhrases
): string {
  const ap = topic.key === 'canal' ? lengths.canalAp : null;
  return inBrackets(
    typeof ap === 'number' ? fill(phrases.canalAp, { mm: whole(ap) }) : '',
    changesOf(cells, decided, phrases)
  );
}

/** A topic as far as these of its cells go; 'mild left and severe right foraminal stenosis'. */
function clauseOf(
  topic: Topic,
  cells: readonly Condition[],
  level: DecidedLevel,
  phrases: DraftPhrases
): Clause {
  const decided = cells.map(condition => level.cells.get(condition)!);
  const grades = decided.map(({ grade }) => phrases[grade]);
  const unequal = topic.key === 'foramina' && grades.length === 2 && grades[0] !== grades[1];
  const words = unequal
    ? fill(phrases.foraminaEach, { left: grades[0]!, right: grades[1]! })
    : fill(phrases[`${topic.key}${sideOf(topic, cells)}` as DraftPhraseKey], {
        grade: grades[0]!,
      });
  const doubted = decided.some(({ unsure }) => unsure);
  return {
    words:
      (doubted ? fill(phrases.possible, { finding: words }) : words) +
      remarks(topic, cells, level, phrases),
    weight: Math.max(...decided.map(({ grade }) => WEIGHTS[grade])),
  };
}

/** What is there of a topic; two sides of which only one is doubtful are said apart. */
function positive(topic: Topic, level: DecidedLevel, phrases: DraftPhrases): readonly Clause[] {
  const cells = topic.conditions.filter(c => isAbnormal(level.cells.get(c)?.grade ?? 'not-graded'));
  const doubts = new Set(cells.map(condition => level.cells.get(condition)!.unsure));
  const groups = doubts.size === 2 ? cells.map(condition => [condition]) : [cells];
  return groups
    .filter(group => group.length > 0)
    .map(group => clauseOf(topic, group, level, phrases));
}

/** The words of a grading with its doubt and its change. */
function gradingWords(words: string, found: DecidedGrading, phrases: DraftPhrases): string {
  const said = found.unsure ? fill(phrases.possible, { finding: words }) : words;
  const { change } = found;
  if (!change) {
    return said;
  }
  const before = change.before;
  const grade = before === 'absent' || before === 'present' ? phrases[before] : before;
  return said + inBrackets(fill(phrases[change.kind], { grade }));
}

/** A degeneration grading, where a person decided on it. */
function graded(
  key: Exclude<GradingKey, 'narrowing' | 'listhesis'>,
  { gradings }: DecidedLevel,
  phrases: DraftPhrases
): readonly Clause[] {
  const found = gradings.get(key);
  if (!found) {
    return [];
  }
  const words = fill(phrases[key], { grade: found.grade });
  return [{ words: gradingWords(words, found, phrases), weight: 1 }];
}

const ROMAN = ['I', 'II', 'III', 'IV', 'V'] as const;

/** 'anterolisthesis of 6 mm (Meyerding grade I)'; no length where none beyond the error was measured. */
function slipWords({ slip, discDepth }: DraftLengths, phrases: DraftPhrases): string {
  if (typeof slip !== 'number' || Math.abs(slip) < SLIP_ERROR_MM) {
    return phrases.listhesis;
  }
  const mm = whole(slip);
  if (slip < 0) {
    return fill(phrases.retrolisthesis, { mm });
  }
  const grade = meyerding(slip, discDepth ?? 0);
  return grade === null
    ? fill(phrases.anterolisthesis, { mm })
    : fill(phrases.meyerding, { mm, grade: ROMAN[grade - 1]! });
}

/** A slip that a person found, with its direction and length. */
function slipped({ gradings, lengths }: DecidedLevel, phrases: DraftPhrases): readonly Clause[] {
  const found = gradings.get('listhesis');
  if (!found) {
    return [];
  }
  const words = slipWords(lengths, phrases);
  return [{ words: gradingWords(words, found, phrases), weight: 1 }];
}

/** The disc's height: where a person found it narrowed, else beside another finding of the disc. */
function height(
  { gradings, lengths: { discHeight } }: DecidedLevel,
  hasDiscFinding: boolean,
  phrases: DraftPhrases
): readonly Clause[] {
  const narrowed = gradings.get('narrowing');
  const measured = typeof discHeight === 'number';
  if (!narrowed && !(measured && hasDiscFinding)) {
    return [];
  }
  const key = narrowed ? (measured ? 'narrowingHeight' : 'narrowing') : 'height';
  const words = fill(phrases[key], measured ? { mm: whole(discHeight) } : {});
  const said = narrowed ? gradingWords(words, narrowed, phrases) : words;
  return [{ words: said, weight: narrowed ? 1 : 0 }];
}

/** Bulge and complex; one phrase where both are there, equally sure and equally changed. */
function discClauses(level: DecidedLevel, phrases: DraftPhrases): readonly Clause[] {
  const [bulge, complex] = [BULGE, COMPLEX].map(one => positive(one, level, phrases)[0]);
  const cells = [level.cells.get('DB'), level.cells.get('DOC')] as const;
  const alike =
    bulge &&
    complex &&
    cells[0]?.unsure === cells[1]?.unsure &&
    !cells[0]?.change &&
    !cells[1]?.change;
  if (!alike) {
    return [bulge, complex].flatMap(clause => clause ?? []);
  }
  const { ridging } = phrases;
  return [
    { words: cells[0]?.unsure ? fill(phrases.possible, { finding: ridging }) : ridging, weight: 1 },
  ];
}

/** Everything that is there at a level, in the order of dictation. */
export function clausesOf(level: DecidedLevel, phrases: DraftPhrases): readonly Clause[] {
  const disc = [
    ...discClauses(level, phrases),
    ...graded('herniation', level, phrases),
    ...graded('pfirrmann', level, phrases),
  ];
  return [
    ...slipped(level, phrases),
    ...disc,
    ...height(level, disc.length > 0, phrases),
    ...graded('endplate', level, phrases),
    ...graded('modic', level, phrases),
    ...BEHIND.flatMap(one => positive(one, level, phrases)),
  ];
}

const isNormal = (cell: DecidedCell | undefined) => cell !== undefined && !isAbnormal(cell.grade);

/** The noun of what is not there, and the change, apart from each other. */
function negative(topic: Topic, { cells: decided }: DecidedLevel, phrases: DraftPhrases) {
  const cells = topic.conditions.filter(condition => isNormal(decided.get(condition)));
  if (cells.length === 0) {
    return [];
  }
  const key = `no${capital(topic.key)}${sideOf(topic, cells)}` as DraftPhraseKey;
  return [{ noun: phrases[key], changes: inBrackets(changesOf(cells, decided, phrases)) }];
}

/** 'a, b or c'; canal and foramina, always last, share their noun. */
function enumerate(all: readonly string[], phrases: DraftPhrases): string {
  const { or, noCanal, noForaminaBoth, noNarrowing } = phrases;
  const both = all.includes(noCanal) && all.includes(noForaminaBoth);
  const nouns = both
    ? [...all.filter(noun => noun !== noCanal && noun !== noForaminaBoth), noNarrowing]
    : all;
  return [nouns.slice(0, -1).join(', '), nouns.at(-1)!].filter(Boolean).join(or);
}

/**
 * One level in sentences, without its name: what is there in one sentence, then what is not. Beside abnormal
 * findings only the pertinent negatives are said; a level without any says everything that was read as normal. ''
 * where nothing was decided.
 * @param brief leaves negatives out, but for what has changed and for a level that was read as normal throughout
 */
export function levelSentences(level: DecidedLevel, phrases: DraftPhrases, brief = false): string {
  const clauses = clausesOf(level, phrases);
  const said = TOPICS.filter(({ pertinent }) => pertinent || clauses.length === 0);
  const negatives = said.flatMap(one => negative(one, level, phrases));
  const changed = negatives.filter(({ changes }) => changes);
  const unchanged = negatives.filter(({ changes }) => !changes);
  if (clauses.length === 0 && changed.length === 0 && level.cells.size === CONDITIONS.length) {
    return `${capital(phrases.nothing)}.`;
  }
  const no = (list: string) => fill(phrases.no, { list });
  const nouns = brief ? [] : unchanged.map(({ noun }) => noun);
  return [
    ...(clauses.length > 0 ? [clauses.map(({ words }) => words).join(', ')] : []),
    ...changed.map(({ noun, changes }) => no(noun) + changes),
    ...(nouns.length > 0 ? [no(enumerate(nouns, phrases))] : []),
  ]
    .map(sentence => `${capital(sentence)}.`)
    .join(' ');
}
