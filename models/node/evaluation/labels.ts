import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import {
  CONDITIONS,
  DeepSpineError,
  LEVELS,
  type Condition,
  type Level,
} from '../../../extension/src/findings';
import { classesOf, classNamed, isNormalMild, type Scheme } from '../../evaluation/scale';
import { reasonOf } from '../reason';
import type { Complaints } from './complaints';

/** One label of a CSV: a condition at a level of a study. */
export interface Label {
  readonly study: string;
  readonly level: Level;
  readonly condition: Condition;
  /** Class in the order of the condition's classes. */
  readonly label: number;
}

export const levelNamed = (text: string): Level | undefined =>
  LEVELS.find(level => level === text.trim().toUpperCase().replace('/', '-'));

export const conditionNamed = (text: string): Condition | undefined =>
  CONDITIONS.find(condition => condition === text.trim().toUpperCase());

const columnName = (name: string): string => name.trim().toLowerCase();

/**
 * What is wrong with a grade, or the class that it names.
 */
export function readClass(
  condition: Condition,
  scheme: Scheme,
  grade: string
): { readonly label: number } | { readonly fault: string } {
  const label = classNamed(condition, scheme, grade);
  if (label !== null) {
    return { label };
  }
  return {
    fault:
      scheme === 4 && isNormalMild(grade)
        ? `${grade} does not tell none from mild; evaluate with --classes 3`
        : `${JSON.stringify(grade)} is no grade of ${condition} (${classesOf(condition, scheme).join(', ')})`,
  };
}

/**
 * Reads a CSV with the columns study (or report_id), level, condition and grade, row by row. Rows whose
 * grade is empty or not-graded are no labels; rows that cannot be read are named and left out.
 *
 * @throws DeepSpineError 'bad-arguments' when the file or a column is missing
 */
export async function* readLabels(
  file: string,
  scheme: Scheme,
  complain: Complaints
): AsyncGenerator<Label> {
  const input = createReadStream(file);
  const rows = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    columns: (names: string[]) => {
      const columns = names.map(columnName);
      const missing = ['level', 'condition', 'grade'].filter(name => !columns.includes(name));
      if (!columns.includes('study') && !columns.includes('report_id')) {
        missing.unshift('study');
      }
      if (missing.length > 0) {
        throw new DeepSpineError(
          'bad-arguments',
          `${file} is no table of labels: its first line lacks ${missing.join(', ')} (study,level,condition,grade are needed).`
        );
      }
      return columns;
    },
  });
  input.once('error', cause => rows.destroy(cause));
  try {
    for await (const { record, info } of input.pipe(rows) as AsyncIterable<{
      record: Readonly<Record<string, string | undefined>>;
      info: { lines: number };
    }>) {
      const grade = record.grade?.trim() ?? '';
      if (grade === '' || grade === 'not-graded') {
        continue;
      }
      const study = (record.study ?? record.report_id)?.trim() ?? '';
      const level = levelNamed(record.level ?? '');
      const condition = conditionNamed(record.condition ?? '');
      const where = `${file}, line ${info.lines}`;
      if (study === '' || !level || !condition) {
        const fault =
          study === ''
            ? 'the study is empty'
            : !level
              ? `${JSON.stringify(record.level ?? '')} is no level (${LEVELS.join(', ')})`
              : `${JSON.stringify(record.condition ?? '')} is no condition (${CONDITIONS.join(', ')})`;
        complain(`${where}: ${fault}; left out.`);
        continue;
      }
      const read = readClass(condition, scheme, grade);
      if ('fault' in read) {
        complain(`${where}: ${read.fault}; left out.`);
        continue;
      }
      yield { study, level, condition, label: read.label };
    }
  } catch (cause) {
    if (cause instanceof DeepSpineError) {
      throw cause;
    }
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DeepSpineError(
      'bad-arguments',
      missing ? `${file}: there is no such file.` : `${file} cannot be read: ${reasonOf(cause)}.`,
      { cause }
    );
  } finally {
    input.destroy();
  }
}
