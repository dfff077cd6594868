import { CONDITIONS, CONDITION_DEFINITIONS, type Condition, type Grade } from '../../findings';
import type { Claim, Target } from './claims';
import { levelName, lumbarLevels, type LevelNumber, type Numbering } from './levels';
import type { SectionReading, Statement } from './reader';
import type { SectionKind } from './sections';
import type { Evidence, ReportLabel, ReportLevel } from './types';

const RANK_OF_SECTION: Readonly<Record<SectionKind, number>> = {
  ignored: 0,
  findings: 1,
  impression: 2,
  addendum: 3,
};

/** Which part of a report wins where two conflict: the higher. */
export const rankOf = ({ kind }: { readonly kind: SectionKind }): number => RANK_OF_SECTION[kind];

/** How directly words speak of a level; the more direct words win within a part of the report. */
type Directness = 'weak' | 'rest' | 'all' | 'normal-level' | 'named';
const DIRECTNESS: readonly Directness[] = ['weak', 'rest', 'all', 'normal-level', 'named'];

interface Candidate {
  readonly severity: Claim['severity'];
  readonly directness: Directness;
  readonly statement: Statement;
}

const NORMAL_LEVEL: readonly Condition[] = ['SCS', 'LFS', 'RFS', 'DB'];
/** What a claim has to be about to speak of a condition. */
const TARGET_OF: Readonly<Record<Condition, Exclude<Target, 'level'>>> = {
  SCS: 'canal',
  LFS: 'foramen',
  RFS: 'foramen',
  DB: 'DB',
  DOC: 'DOC',
  LFA: 'facet',
  RFA: 'facet',
  LFT: 'flavum',
  EL: 'EL',
};
/** Conditions that "no … elsewhere" may be said of together, left first. */
const familyOf = (target: Exclude<Target, 'level'>): readonly Condition[] =>
  CONDITIONS.filter(condition => TARGET_OF[condition] === target);

function conditionsOf(claim: Claim): readonly Condition[] {
  if (claim.target === 'level') {
    return NORMAL_LEVEL;
  }
  const family = familyOf(claim.target);
  const [left, right] = family;
  if (family.length === 1 || claim.side === null || claim.side === 'both') {
    return family;
  }
  return [claim.side === 'left' ? left! : right!];
}

const keyOf = (level: LevelNumber, condition: Condition): string => `${level}|${condition}`;

/** Collects what all parts of a report say and decides each level and condition. */
class Resolver {
  private readonly candidates = new Map<string, Candidate[]>();
  private readonly described: ReadonlySet<LevelNumber>;
  private readonly headed: ReadonlySet<LevelNumber>;
  /** Levels about which something is said of a family of conditions, by name. */
  private readonly spokenOf = new Set<string>();
  /** Levels with a stenosis of any kind. */
  private readonly stenosed = new Set<LevelNumber>();

  constructor(
    private readonly readings: readonly SectionReading[],
    private readonly numbering: Numbering
  ) {
    this.described = new Set(readings.flatMap(reading => [...reading.described]));
    this.headed = new Set(readings.flatMap(reading => [...reading.headed]));
  }

  resolve(text: string): ReportLabel[] {
    const statements = this.readings.flatMap(reading => reading.statements);
    const named = statements.filter(({ place }) => place?.scope === 'named');
    const others = statements.filter(({ place }) => place?.scope !== 'named');
    named.forEach(statement => this.addNamed(statement));
    others.forEach(statement => this.addWide(statement));
    const labels: ReportLabel[] = [];
    for (const level of [0, ...lumbarLevels(this.numbering)]) {
      for (const condition of CONDITIONS) {
        const best = decide(this.candidates.get(keyOf(level, condition)) ?? []);
        if (best) {
          labels.push(this.label(text, level, condition, best));
        }
      }
    }
    return labels;
  }

  private addNamed(statement: Statement): void {
    const { claim, place } = statement;
    const normal = claim.target === 'level';
    for (const level of place!.levels) {
      this.add(level, statement, claim.weak ? 'weak' : normal ? 'normal-level' : 'named');
      if (claim.target !== 'level') {
        this.spokenOf.add(`${level}|${claim.target}`);
      }
      if ((claim.target === 'canal' || claim.target === 'foramen') && claim.severity !== 0) {
        this.stenosed.add(level);
      }
    }
  }

  private addWide(statement: Statement): void {
    const { claim, place } = statement;
    const scope = place?.scope ?? (claim.target === 'level' ? claim.exam : 'all');
    // Without a level, only "there is none" can be said of all levels.
    if (scope === undefined || (place === undefined && claim.severity !== 0)) {
      return;
    }
    const except = new Set(place?.except ?? []);
    for (const level of this.levelsInView()) {
      if (except.has(level) || (scope === 'rest' && this.isDescribed(level, claim))) {
        continue;
      }
      this.add(level, statement, scope === 'rest' ? 'rest' : 'all');
    }
  }

  /** T12-L1 counts where the report names it. */
  private levelsInView(): LevelNumber[] {
    return [...(this.described.has(0) ? [0] : []), ...lumbarLevels(this.numbering)];
  }

  private isDescribed(level: LevelNumber, claim: Claim): boolean {
    if (claim.target === 'level' || claim.target === 'DB') {
      return this.described.has(level);
    }
    if (claim.general) {
      return this.stenosed.has(level);
    }
    return this.spokenOf.has(`${level}|${claim.target}`);
  }

  private add(level: LevelNumber, statement: Statement, directness: Directness): void {
    for (const condition of conditionsOf(statement.claim)) {
      const key = keyOf(level, condition);
      const list = this.candidates.get(key);
      const candidate = { severity: statement.claim.severity, directness, statement };
      if (list) {
        list.push(candidate);
      } else {
        this.candidates.set(key, [candidate]);
      }
    }
  }

  private label(
    text: string,
    level: LevelNumber,
    condition: Condition,
    { severity, directness, statement }: Candidate
  ): ReportLabel {
    const { start, end } = statement.claim;
    const { place } = statement;
    const evidence: Evidence = {
      start,
      end,
      quote: text.slice(start, end),
      section: statement.section.kind as Evidence['section'],
      levelWords: place ? text.slice(place.start, place.end) : '',
      levelStart: place?.start ?? null,
      levelEnd: place?.end ?? null,
      reach: directness === 'weak' ? 'named' : directness,
    };
    return {
      level: levelName(level, this.numbering) as ReportLevel,
      condition,
      grade: gradeOf(condition, severity),
      evidence,
    };
  }
}

/** The scale's grade; stenosis without a grade is mild. */
function gradeOf(condition: Condition, severity: Claim['severity']): Grade {
  const { grades } = CONDITION_DEFINITIONS[condition];
  return grades[Math.min(severity ?? 1, grades.length - 1)]!;
}

/** None, then there without a grade, then mild and up. */
const weightOf = ({ severity }: Candidate): number => severity ?? 0.5;

/** The more direct words win; among equals those with a grade, then the worse grade. */
function compare(a: Candidate, b: Candidate): number {
  const directness = DIRECTNESS.indexOf(a.directness) - DIRECTNESS.indexOf(b.directness);
  return directness || weightOf(a) - weightOf(b);
}

function bestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, candidate) => (compare(candidate, best) > 0 ? candidate : best));
}

/**
 * The impression wins over the findings where they conflict: its word counts unless it only repeats,
 * without a grade, what the findings grade, or speaks less directly (the rest, a normal level).
 */
function decide(candidates: readonly Candidate[]): Candidate | undefined {
  const bySection = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const rank = RANK_OF_SECTION[candidate.statement.section.kind];
    bySection.set(rank, [...(bySection.get(rank) ?? []), candidate]);
  }
  const ranks = [...bySection.keys()].sort((a, b) => a - b);
  let decided: Candidate | undefined;
  for (const rank of ranks) {
    const best = bestOf(bySection.get(rank)!);
    if (!decided || overrules(best, decided)) {
      decided = best;
    }
  }
  return decided;
}

function overrules(later: Candidate, earlier: Candidate): boolean {
  const vague = later.severity === null && earlier.severity !== 0;
  const lessDirect =
    ['weak', 'rest', 'normal-level'].includes(later.directness) && earlier.directness === 'named';
  return !vague && !lessDirect;
}

/** Decides the labels of a report from what its parts say, from the top level down. */
export function resolveLabels(
  text: string,
  readings: readonly SectionReading[],
  numbering: Numbering
): ReportLabel[] {
  return new Resolver(readings, numbering).resolve(text);
}
