import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { CONDITIONS, DeepSpineError, GRADINGS, type Level } from '../../extension/src/findings';
import type { AnalyzeResult } from '../analyzeResult';
import { gradedNamed, gradesOf, type AnyGrade, type Graded } from '../figures/graded';
import type { InputFile } from '../files';
import { reasonOf } from '../reason';
import type { InputProblems } from './inputProblems';
import { levelNamed } from './labels';

/** What was said of one cell. */
export interface Prediction {
  /** Names of the study under which labels may know it. */
  readonly studies: readonly string[];
  readonly level: Level;
  readonly condition: Graded;
  /** null: nobody graded it. */
  readonly stated: {
    /** One per grade, normal to worst. */
    readonly probabilities: readonly number[];
    /** The grade as stated; undefined: it follows from the probabilities. */
    readonly grade?: AnyGrade;
    readonly comparator?: readonly number[];
  } | null;
  /** As written beside the prediction. */
  readonly truth?: string;
  /** For messages. */
  readonly where: string;
}

/** Versions of analyze's result in which cells are written alike. */
const READABLE: readonly unknown[] = ['deepspine-analysis/1', 'deepspine-analysis/2'];

/** How far probabilities may be from a sum of 1. */
const SUM_ERROR = 0.01;

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Probabilities per grade as a list; a sentence where they are none. */
function probabilitiesOf(condition: Graded, value: unknown): number[] | string {
  const grades = gradesOf(condition);
  if (!isObject(value)) {
    return `has no probabilities of ${grades.join(', ')}`;
  }
  const list = grades.map(grade => value[grade]);
  if (!list.every((p): p is number => typeof p === 'number' && p >= 0 && p <= 1)) {
    return `needs a probability from 0 to 1 for each of ${grades.join(', ')}`;
  }
  const sum = list.reduce((a, b) => a + b, 0);
  return Math.abs(sum - 1) > SUM_ERROR
    ? `has probabilities that sum to ${Number(sum.toFixed(3))}, not 1`
    : list;
}

/** One line of predictions; a sentence where it is none. */
export function readPrediction(text: string, where: string): Prediction | string {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (!isObject(line)) {
    return 'is not a JSON object';
  }
  const { study, grade, truth } = line;
  if ((typeof study !== 'string' && typeof study !== 'number') || study === '') {
    return 'has no study';
  }
  const level = levelNamed(String(line.level ?? ''));
  if (!level) {
    return `has ${JSON.stringify(line.level ?? null)} for a level`;
  }
  const condition = gradedNamed(String(line.condition ?? ''));
  if (!condition) {
    return `has ${JSON.stringify(line.condition ?? null)} for a condition`;
  }
  if (truth !== undefined && truth !== null && typeof truth !== 'string') {
    return 'has a truth that is no text';
  }
  const cell = {
    studies: [String(study)],
    level,
    condition,
    ...(typeof truth === 'string' && truth !== '' ? { truth } : {}),
    where,
  };
  if (grade === 'not-graded') {
    return { ...cell, stated: null };
  }
  if (grade !== undefined && !gradesOf(condition).includes(grade as AnyGrade)) {
    return `has ${JSON.stringify(grade)} for a grade of ${condition}`;
  }
  const probabilities = probabilitiesOf(condition, line.probabilities);
  if (typeof probabilities === 'string') {
    return probabilities;
  }
  const comparator =
    line.comparator === undefined || line.comparator === null
      ? undefined
      : probabilitiesOf(condition, line.comparator);
  if (typeof comparator === 'string') {
    return `has a comparator that ${comparator}`;
  }
  return {
    ...cell,
    stated: {
      probabilities,
      ...(grade === undefined ? {} : { grade: grade as AnyGrade }),
      ...(comparator ? { comparator } : {}),
    },
  };
}

/** Predictions as JSON lines, one cell a line; lines that cannot be read are named and left out. */
export async function* readPredictionLines(
  file: string,
  complain: InputProblems
): AsyncGenerator<Prediction> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const name = file === '-' ? 'standard input' : file;
  // Without this the error would be thrown where nobody waits for it.
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  try {
    for (let number = 1; ; number++) {
      const next = await Promise.race([lines.next(), failed]);
      if (next.done) {
        return;
      }
      const text = next.value.trim();
      if (text === '') {
        continue;
      }
      const where = `${name}, line ${number}`;
      const prediction = readPrediction(text, where);
      if (typeof prediction === 'string') {
        complain(`${where} ${prediction}; left out.`);
      } else {
        yield prediction;
      }
    }
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DeepSpineError(
      'bad-arguments',
      missing ? `${name}: there is no such file.` : `${name} cannot be read: ${reasonOf(cause)}.`,
      { cause }
    );
  }
}

/**
 * The cells of a result of `deepspine analyze`. Labels may name the study by its UID or by the file's
 * name without .json. A file that is no such result is left out, and named if a person chose it.
 */
export async function readResult(
  { path: file, named }: InputFile,
  complain: InputProblems
): Promise<Prediction[]> {
  let result: AnalyzeResult;
  try {
    result = JSON.parse(await readFile(file, 'utf8')) as AnalyzeResult;
  } catch (cause) {
    complain(`${file} cannot be read: ${reasonOf(cause)}; left out.`);
    return [];
  }
  if (!READABLE.includes(result?.schema)) {
    if (named) {
      complain(`${file} is no result of deepspine analyze; left out.`);
    }
    return [];
  }
  const studies = [result.study, path.basename(file, path.extname(file))];
  return result.levels.flatMap(({ level, findings, gradings }) =>
    [
      ...CONDITIONS.map(condition => ({ condition, finding: findings[condition] })),
      // Version 1 has none.
      ...GRADINGS.map(condition => ({ condition, finding: gradings?.[condition] })),
    ].flatMap(({ condition, finding }): Prediction[] => {
      if (!finding) {
        return [];
      }
      const where = `${file}, ${condition} at ${level}`;
      const cell = { studies, level, condition, where };
      if (finding.grade === 'not-graded') {
        return [{ ...cell, stated: null }];
      }
      const probabilities = probabilitiesOf(condition, finding.probabilities);
      const comparator =
        'comparator' in finding && finding.comparator
          ? probabilitiesOf(condition, finding.comparator.probabilities)
          : undefined;
      if (typeof probabilities === 'string' || typeof comparator === 'string') {
        complain(`${where} ${String(probabilities)}; left out.`);
        return [];
      }
      return [
        {
          ...cell,
          stated: {
            probabilities,
            grade: finding.grade,
            ...(comparator ? { comparator } : {}),
          },
        },
      ];
    })
  );
}
