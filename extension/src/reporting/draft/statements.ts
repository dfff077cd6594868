import { CONDITIONS, isAbnormal, type Change, type Condition, type Grade } from '../../findings';
import { fill, type DraftPhraseKey, type DraftPhrases } from './phrases';

/** What a person decided at one level: the grade, and how it changed since an earlier study. */
export interface DecidedCell {
  readonly grade: Grade;
  readonly change: Change | null;
}
export type DecidedLevel = ReadonlyMap<Condition, DecidedCell>;

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

const TOPICS: readonly Topic[] = (Object.keys(PERTINENT) as TopicKey[]).map(key => ({
  key,
  conditions: CONDITIONS.filter(condition => TOPIC_OF[condition] === key),
  pertinent: PERTINENT[key],
}));

type Side = 'Left' | 'Right' | 'Both';

const sideOf = ({ conditions }: Topic, cells: readonly Condition[]): Side | '' =>
  conditions.length === 1
    ? ''
    : cells.length === 2
      ? 'Both'
      : cells[0] === conditions[0]
        ? 'Left'
        : 'Right';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** '(worse, previously mild)' of one cell, without the brackets. */
function changeWords({ grade, change }: DecidedCell, phrases: DraftPhrases): string | null {
  if (!change) {
    return null;
  }
  const key = change.kind === 'better' && !isAbnormal(grade) ? 'gone' : change.kind;
  return fill(phrases[key], { grade: phrases[change.before] });
}

/** The changes of a statement's cells: once where all agree, else side by side. */
function changesOf(
  cells: readonly Condition[],
  decided: DecidedLevel,
  phrases: DraftPhrases
): string {
  const words = cells.map(condition => changeWords(decided.get(condition)!, phrases));
  if (words.every(word => word === words[0])) {
    return words[0] ? ` (${words[0]})` : '';
  }
  const named = words.flatMap((word, i) =>
    word ? [`${phrases[i === 0 ? 'left' : 'right']} ${word}`] : []
  );
  return ` (${named.join('; ')})`;
}

/** What is there: 'mild left and severe right foraminal stenosis'. */
function positive(topic: Topic, decided: DecidedLevel, phrases: DraftPhrases): string | null {
  const cells = topic.conditions.filter(c => isAbnormal(decided.get(c)?.grade ?? 'not-graded'));
  if (cells.length === 0) {
    return null;
  }
  const grades = cells.map(condition => phrases[decided.get(condition)!.grade]);
  const changes = changesOf(cells, decided, phrases);
  if (topic.key === 'foramina' && grades.length === 2 && grades[0] !== grades[1]) {
    const [left, right] = grades as [string, string];
    return fill(phrases.foraminaEach, { left, right }) + changes;
  }
  const key = `${topic.key}${sideOf(topic, cells)}` as DraftPhraseKey;
  return fill(phrases[key], { grade: grades[0]! }) + changes;
}

const isNormal = (cell: DecidedCell | undefined) => cell !== undefined && !isAbnormal(cell.grade);

/** The noun of what is not there, and the change, apart from each other. */
function negative(topic: Topic, decided: DecidedLevel, phrases: DraftPhrases) {
  const cells = topic.conditions.filter(condition => isNormal(decided.get(condition)));
  if (cells.length === 0) {
    return [];
  }
  const key = `no${capital(topic.key)}${sideOf(topic, cells)}` as DraftPhraseKey;
  return [{ noun: phrases[key], changes: changesOf(cells, decided, phrases) }];
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
 * One level in sentences, without its name. Beside abnormal findings only the pertinent negatives are
 * said; a level without any says everything that was read as normal. '' where nothing was decided.
 */
export function levelSentences(decided: DecidedLevel, phrases: DraftPhrases): string {
  const positives = TOPICS.flatMap(topic => positive(topic, decided, phrases) ?? []);
  const said = TOPICS.filter(({ pertinent }) => pertinent || positives.length === 0);
  const negatives = said.flatMap(topic => negative(topic, decided, phrases));
  const changed = negatives.filter(({ changes }) => changes);
  const unchanged = negatives.filter(({ changes }) => !changes);
  if (positives.length === 0 && changed.length === 0 && decided.size === CONDITIONS.length) {
    return `${capital(phrases.unremarkable)}.`;
  }
  const no = (list: string) => fill(phrases.no, { list });
  return [
    ...positives,
    ...changed.map(({ noun, changes }) => no(noun) + changes),
    ...(unchanged.length > 0
      ? [
          no(
            enumerate(
              unchanged.map(n => n.noun),
              phrases
            )
          ),
        ]
      : []),
  ]
    .map(sentence => `${capital(sentence)}.`)
    .join(' ');
}
