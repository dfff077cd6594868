import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { DeepSpineError, LEVELS, type Level } from '../../extension/src/findings';
import { GRADED, gradedNamed, type Graded } from '../figures/graded';
import { classesOf, classNamed, isNormalMild, type Scheme } from '../figures/scale';
import { reasonOf } from '../reason';
import type { InputProblems } from './inputProblems';
import { labelFormat, type LabelFormat, type Row, type WrittenLabel } from './labelFormats';

/** One label of a CSV: a condition at a level of a study. */
export interface Label {
  readonly study: string;
  readonly level: Level;
  readonly condition: Graded;
  /** Class in the order of the condition's classes. */
  readonly label: number;
}

export const levelNamed = (text: string): Level | undefined =>
  LEVELS.find(level => level === text.trim().toUpperCase().replace('/', '-'));

/**
 * What is wrong with a grade, or the class that it names.
 */
export function readClass(
  condition: Graded,
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

/** What is wrong with a written label, or the label. */
function readLabel(written: WrittenLabel, scheme: Scheme): Label | { readonly fault: string } {
  const study = written.study.trim();
  const level = levelNamed(written.level);
  const condition = gradedNamed(written.condition);
  if (study === '') {
    return { fault: 'the study is empty' };
  }
  if (!level) {
    return { fault: `${JSON.stringify(written.level)} is no level (${LEVELS.join(', ')})` };
  }
  if (!condition) {
    return {
      fault: `${JSON.stringify(written.condition)} is no condition (${GRADED.join(', ')})`,
    };
  }
  const read = readClass(condition, scheme, written.grade);
  return 'fault' in read ? read : { study, level, condition, label: read.label };
}

/**
 * Reads a CSV of labels row by row: study (or report_id), level, condition, grade; or RSNA 2024's or
 * SPIDER's own. Labels whose grade is empty or not-graded are none; rows that cannot be read are named and
 * left out.
 *
 * @throws DeepSpineError 'bad-arguments' when the file or a column is missing
 */
export async function* readLabels(
  file: string,
  scheme: Scheme,
  complain: InputProblems
): AsyncGenerator<Label> {
  const input = createReadStream(file);
  let format: LabelFormat | undefined;
  const rows = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    columns: (names: string[]) => {
      const columns = names.map(name => name.trim().toLowerCase());
      format = labelFormat(file, columns, scheme);
      return columns;
    },
  });
  input.once('error', cause => rows.destroy(cause));
  try {
    for await (const { record, info } of input.pipe(rows) as AsyncIterable<{
      record: Row;
      info: { lines: number };
    }>) {
      for (const written of format?.read(record) ?? []) {
        const grade = written.grade.trim();
        if (grade === '' || grade === 'not-graded') {
          continue;
        }
        const label = readLabel(written, scheme);
        if ('fault' in label) {
          complain(`${file}, line ${info.lines}: ${label.fault}; left out.`);
        } else {
          yield label;
        }
      }
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
