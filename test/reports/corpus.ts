import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One finding of a report as written by hand: `level|condition` → grade. */
export type Gold = ReadonlyMap<string, string>;

export interface CorpusReport {
  readonly id: string;
  readonly text: string;
  readonly gold: Gold;
  /** Cells that nobody judges, since readers differ about them. */
  readonly notJudged?: ReadonlySet<string>;
  /** Rules are tuned on development reports only; test reports are for the final figure. */
  readonly split: 'development' | 'test';
}

const SEVERITY = ['none', 'mild', 'moderate', 'severe'];
const NOT_JUDGED = 'not-judged';
const SEVERITY_CONDITIONS: Record<string, string[]> = {
  S: ['SCS'],
  L: ['LFS'],
  R: ['RFS'],
  F: ['LFS', 'RFS'],
};
const PRESENCE_CONDITIONS: Record<string, string[]> = {
  B: ['DB'],
  O: ['DOC'],
  A: ['LFA', 'RFA'],
  LA: ['LFA'],
  RA: ['RFA'],
  T: ['LFT'],
  E: ['EL'],
};

/** Expands one code of the gold notation (see README.md beside this file), e.g. `F2` or `LA+`. */
function expandCode(code: string): [condition: string, grade: string][] {
  if (code === 'N') {
    return ['S0', 'F0', 'B-'].flatMap(expandCode);
  }
  const severity = /^([SLRF])([0-3?])$/.exec(code);
  if (severity) {
    const grade = SEVERITY[Number(severity[2])] ?? NOT_JUDGED;
    return SEVERITY_CONDITIONS[severity[1]!]!.map(condition => [condition, grade]);
  }
  const presence = /^(B|O|A|LA|RA|T|E)([+-])$/.exec(code);
  if (presence) {
    const grade = presence[2] === '+' ? 'present' : 'absent';
    return PRESENCE_CONDITIONS[presence[1]!]!.map(condition => [condition, grade]);
  }
  throw new Error(`Unknown gold code "${code}".`);
}

/** Reads gold lines such as `= L4-L5,L5-S1: B+ S1 R?`; a grade `?` is not judged. */
export function parseGold(
  lines: readonly string[],
  id: string
): { gold: Gold; notJudged: ReadonlySet<string> } {
  const gold = new Map<string, string>();
  const notJudged = new Set<string>();
  for (const line of lines) {
    const match = /^= ([^:]+): (.+)$/.exec(line.trimEnd());
    if (!match) {
      throw new Error(`${id}: cannot read the gold line "${line}".`);
    }
    for (const level of match[1]!.split(',')) {
      for (const [condition, grade] of match[2]!.trim().split(/\s+/).flatMap(expandCode)) {
        const key = `${level}|${condition}`;
        if (gold.has(key) || notJudged.has(key)) {
          throw new Error(`${id}: ${key} stands twice in the gold labels.`);
        }
        if (grade === NOT_JUDGED) {
          notJudged.add(key);
        } else {
          gold.set(key, grade);
        }
      }
    }
  }
  return { gold, notJudged };
}

/** 32-bit FNV-1a: fixes each report's split by its id alone, so that nobody chooses it. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * Three in five reports are for development, two in five for the test; the challenges (`ch-`), written
 * after the first rules to find their faults, are for development only.
 */
export function splitOf(id: string): CorpusReport['split'] {
  if (id.startsWith('ch-') || id.startsWith('oa-')) {
    return 'development';
  }
  return fnv1a(`deepspine-report ${id}`) % 5 < 3 ? 'development' : 'test';
}

/** Reads every report of test/reports/corpus, sorted by id. */
export function loadCorpus(folder = join(__dirname, 'corpus')): CorpusReport[] {
  const reports: CorpusReport[] = [];
  for (const file of readdirSync(folder).filter(name => name.endsWith('.txt'))) {
    const records = readFileSync(join(folder, file), 'utf8').split(/^%% /m).slice(1);
    for (const record of records) {
      const [id, ...lines] = record.replace(/\n$/, '').split('\n');
      const goldLines = lines.filter(line => line.startsWith('= '));
      const text = lines.filter(line => !line.startsWith('= ')).join('\n');
      const name = id!.trim();
      reports.push({ id: name, text, ...parseGold(goldLines, name), split: splitOf(name) });
    }
  }
  return reports.sort((a, b) => (a.id < b.id ? -1 : 1));
}
