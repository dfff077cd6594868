import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { LEVELS } from '../../extension/src/findings';
import { parseGold, type CorpusReport } from './corpus';

/** Where the notes lie beside the repository; their texts are not part of it. */
export const NOTES_FOLDER = join(__dirname, '..', '..', '..', 'shared', 'data', 'notes');

/** Whether the texts of the notes are on this machine. */
const haveNotes = existsSync(join(NOTES_FOLDER, 'notes.csv'));

/**
 * The sets of notes: labelled by another reader (`gold`), labelled here for development, labelled here
 * and looked at once at the end (`last`), and those without labels.
 */
export type NoteSet = 'gold' | 'development' | 'last' | 'unlabelled';

export interface Note extends CorpusReport {
  readonly set: NoteSet;
}

const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(join(NOTES_FOLDER, file), 'utf8'), { columns: true, bom: true });

interface NoteLabels {
  readonly set: NoteSet;
  readonly gold: Map<string, string>;
  readonly notJudged: Set<string>;
}

/** The labels given by another reader: two tables, of grades and of cells that nobody judges. */
function outsideLabels(): Map<string, NoteLabels> {
  const labels = new Map<string, NoteLabels>();
  const of = (id: string): NoteLabels => {
    const known = labels.get(id) ?? { set: 'gold', gold: new Map(), notJudged: new Set() };
    labels.set(id, known);
    return known;
  };
  for (const { report_id: id, level, condition, grade } of rowsOf('gold60.csv')) {
    of(id!).gold.set(`${level}|${condition}`, grade!);
  }
  for (const { report_id: id, level, condition } of rowsOf('dontcare60.csv')) {
    of(id!).notJudged.add(`${level}|${condition}`);
  }
  return labels;
}

/** The labels given here, by report id, without any text (see README.md of their folder). */
function ownLabels(): Map<string, NoteLabels> {
  const labels = new Map<string, NoteLabels>();
  const records = readFileSync(join(__dirname, 'notes', 'labels.txt'), 'utf8').split(/^%% /m);
  for (const record of records.slice(1)) {
    const [heading = '', ...lines] = record.trimEnd().split('\n');
    const [id = '', set] = heading.trim().split(' ');
    const levels = lines.map(line =>
      line.replace('ALL', LEVELS.filter(l => l !== 'T12-L1').join())
    );
    const { gold, notJudged } = parseGold(levels, id);
    labels.set(id, { set: set as NoteSet, gold: new Map(gold), notJudged: new Set(notJudged) });
  }
  return labels;
}

/** Every note, with the labels known of it; without the texts there are none. */
export function loadNotes(): Note[] {
  if (!haveNotes) {
    return [];
  }
  const labels = new Map([...ownLabels(), ...outsideLabels()]);
  return rowsOf('notes.csv').map(({ report_id: id, text }) => {
    const known = labels.get(id!) ?? {
      set: 'unlabelled' as const,
      gold: new Map<string, string>(),
      notJudged: new Set<string>(),
    };
    return { id: id!, text: text!, split: 'test', ...known };
  });
}
