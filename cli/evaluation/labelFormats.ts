import { DeepSpineError, LEVELS, type Condition, type Level } from '../../extension/src/findings';
import type { Graded } from '../figures/graded';
import type { Scheme } from '../figures/scale';

/** One row of a CSV by lower-case column name. */
export type Row = Readonly<Record<string, string | undefined>>;

/** A label as written; what is wrong with it is found later. */
export interface WrittenLabel {
  readonly study: string;
  readonly level: string;
  readonly condition: string;
  readonly grade: string;
}

/** How one data set writes its labels. */
export interface LabelFormat {
  /** Whether a file with these columns (lower case) is of this format. */
  matches(columns: readonly string[]): boolean;
  /** A sentence where labels of this format cannot be counted in so many classes. */
  refuses?(scheme: Scheme): string | null;
  read(row: Row): readonly WrittenLabel[];
}

const has = (columns: readonly string[], ...names: readonly string[]): boolean =>
  names.every(name => columns.includes(name));

/** One label a row, as `deepspine read-reports` writes them. */
const PLAIN: LabelFormat = {
  matches: columns =>
    has(columns, 'level', 'condition', 'grade') &&
    (has(columns, 'study') || has(columns, 'report_id')),
  read: row => [
    {
      study: row.study ?? row.report_id ?? '',
      level: row.level ?? '',
      condition: row.condition ?? '',
      grade: row.grade ?? '',
    },
  ],
};

const RSNA_NAMES: Partial<Readonly<Record<Condition, string>>> = {
  SCS: 'spinal_canal_stenosis',
  LFS: 'left_neural_foraminal_narrowing',
  RFS: 'right_neural_foraminal_narrowing',
};

const rsnaColumn = (name: string, level: Level): string =>
  `${name}_${level.toLowerCase().replace('-', '_')}`;

/**
 * train.csv of the RSNA 2024 Lumbar Spine Degenerative Classification: one study a row, one column per
 * condition and level, graded Normal/Mild, Moderate, Severe. Subarticular stenosis is none of ours.
 */
const RSNA: LabelFormat = {
  matches: columns => has(columns, 'study_id', rsnaColumn(RSNA_NAMES.SCS!, 'L4-L5')),
  refuses: scheme =>
    scheme === 4 ? 'does not tell none from mild (RSNA 2024); evaluate with --classes 3' : null,
  read: row =>
    Object.entries(RSNA_NAMES).flatMap(([condition, name]) =>
      LEVELS.map(level => ({
        study: row.study_id ?? '',
        level,
        condition,
        grade: row[rsnaColumn(name, level)] ?? '',
      }))
    ),
};

/** A number of SPIDER: 0 is normal; Modic's types are all present. */
const presence = (text: string | undefined): string =>
  /^\d+$/.test(text?.trim() ?? '') ? (Number(text) > 0 ? 'present' : 'absent') : '';

/** Present in either column, absent in both. */
function eitherPresent(...texts: readonly (string | undefined)[]): string {
  const said = texts.map(presence);
  return said.includes('present') ? 'present' : said.includes('') ? '' : 'absent';
}

/** What SPIDER's columns (lower case) say of a disc; empty where nothing. */
const SPIDER_GRADES: Partial<Readonly<Record<Graded, (row: Row) => string>>> = {
  DB: row => presence(row['disc bulging']),
  pfirrmann: row => row['pfirrman grade']?.trim() ?? '',
  narrowing: row => presence(row['disc narrowing']),
  herniation: row => presence(row['disc herniation']),
  modic: row => presence(row.modic),
  endplate: row => eitherPresent(row['up endplate'], row['low endplate']),
  listhesis: row => presence(row.spondylolisthesis),
};

/** radiological_gradings.csv of SPIDER: one disc a row, numbered from the lowest one up. */
const SPIDER: LabelFormat = {
  matches: columns => has(columns, 'patient', 'ivd label', 'disc bulging'),
  read: row => {
    const level = LEVELS[LEVELS.length - Number(row['ivd label'])];
    // Thoracic discs have numbers of their own.
    return level
      ? Object.entries(SPIDER_GRADES).map(([condition, gradeOf]) => ({
          ...{ study: row.patient ?? '', level, condition, grade: gradeOf(row) },
        }))
      : [];
  },
};

const FORMATS = [PLAIN, RSNA, SPIDER] as const;

/**
 * The format of a file of labels by its columns (lower case).
 *
 * @throws DeepSpineError 'bad-arguments' for columns that no format has, or labels that the scheme cannot hold
 */
export function labelFormat(file: string, columns: readonly string[], scheme: Scheme): LabelFormat {
  const format = FORMATS.find(each => each.matches(columns));
  if (!format) {
    const missing = ['level', 'condition', 'grade'].filter(name => !columns.includes(name));
    if (!has(columns, 'study') && !has(columns, 'report_id')) {
      missing.unshift('study');
    }
    throw new DeepSpineError(
      'bad-arguments',
      `${file} is no table of labels: its first line lacks ${missing.join(', ')} ` +
        '(study,level,condition,grade are needed, or the columns of RSNA 2024 or SPIDER).'
    );
  }
  const refusal = format.refuses?.(scheme);
  if (refusal) {
    throw new DeepSpineError('bad-arguments', `${file} ${refusal}.`);
  }
  return format;
}
