import type { Claim } from './claims';
import type { ExtendedMention } from './extended';
import { levelName, lumbarLevels, type LevelNumber, type Numbering } from './levels';
import type { Place } from './place';
import { EXTENDED_FINDINGS, type ExtendedFinding } from './types';

/** A mention with its place and the rank of the part of the report it stands in. */
export interface ExtendedStatement {
  readonly mention: ExtendedMention;
  readonly place: Place | undefined;
  readonly rank: number;
}

/** A statement about the lateral recesses, read by the same grammar as the nine. */
export interface RecessStatement {
  readonly claim: Claim;
  readonly place: Place | undefined;
  readonly rank: number;
}

interface Row {
  readonly finding: Omit<ExtendedFinding, 'quote'>;
  readonly absent: boolean;
  /** Says so of this level by name, not of all or of the rest. */
  readonly named: boolean;
  readonly rank: number;
}

const RECESS_GRADES = ['none', 'mild', 'moderate', 'severe'] as const;

/** Levels by name, down the spine; vertebrae and what has no level behind them. */
function levelsOf(
  place: Place | undefined,
  absent: boolean,
  described: ReadonlySet<string>,
  numbering: Numbering
): { level: string; named: boolean }[] {
  const all = lumbarLevels(numbering);
  const name = (level: LevelNumber): string => levelName(level, numbering);
  const except = new Set(place?.except ?? []);
  if (place?.scope === 'named' && place.levels.length > 0) {
    return place.levels.map(level => ({ level: name(level), named: true }));
  }
  if (place?.scope === 'rest') {
    const rest = all.filter(level => !described.has(name(level)) && !except.has(level));
    return rest.map(level => ({ level: name(level), named: false }));
  }
  if (place?.scope === 'all' || (place === undefined && absent)) {
    const kept = all.filter(level => !except.has(level));
    return kept.map(level => ({ level: name(level), named: false }));
  }
  // Another region or something that is no level: nothing of the lumbar spine is said.
  return place?.scope === 'named' && !place.several ? [] : [{ level: 'unspecified', named: false }];
}

function findingOf({
  finding,
  grade,
  side,
  type,
  place,
  detail,
  start,
  end,
}: ExtendedMention): Omit<ExtendedFinding, 'level' | 'quote'> {
  return { finding, grade, side, type, place, detail, start, end };
}

function rowsOf(statements: readonly ExtendedStatement[], numbering: Numbering): Row[] {
  const described = new Map<string, Set<string>>();
  const rows: Row[] = [];
  const later = [...statements].sort(
    (a, b) => Number(a.place?.scope === 'rest') - Number(b.place?.scope === 'rest')
  );
  for (const { mention, place, rank } of later) {
    const { absent, vertebrae } = mention;
    const finding = findingOf(mention);
    const known = described.get(finding.finding) ?? new Set<string>();
    described.set(finding.finding, known);
    const levels =
      vertebrae.length > 0
        ? vertebrae.map(level => ({ level, named: level !== 'all' }))
        : levelsOf(place, absent, known, numbering);
    for (const { level, named } of levels) {
      known.add(level);
      rows.push({ finding: { ...finding, level }, absent, named, rank });
    }
  }
  return rows;
}

/** Worst grade per side and level; the impression wins where it grades, as for the nine. */
function recessRows(statements: readonly RecessStatement[], numbering: Numbering): Row[] {
  const rows: Row[] = [];
  const described = new Set(
    statements.flatMap(({ place }) =>
      place?.scope === 'named' ? place.levels.map(level => levelName(level, numbering)) : []
    )
  );
  for (const { claim, place, rank } of statements) {
    const absent = claim.severity === 0;
    const sides = claim.side === null || claim.side === 'both' ? ['left', 'right'] : [claim.side];
    for (const { level, named } of levelsOf(place, absent, described, numbering)) {
      for (const side of sides as ('left' | 'right')[]) {
        const grade = RECESS_GRADES[claim.severity ?? 1];
        const finding = { level, finding: 'lateral-recess-stenosis' as const, grade, side };
        const { start, end } = claim;
        rows.push({
          finding: { ...finding, type: '', place: '', detail: '', start, end },
          absent,
          named,
          rank,
        });
      }
    }
  }
  const best = new Map<string, Row>();
  const weight = ({ finding, rank, named }: Row): number =>
    Number(named) * 100 + rank * 10 + RECESS_GRADES.indexOf(finding.grade as never);
  for (const row of rows) {
    const key = `${row.finding.level}|${row.finding.side}`;
    const known = best.get(key);
    if (!known || weight(row) > weight(known)) {
      best.set(key, row);
    }
  }
  return [...best.values()];
}

const FIELDS = ['side', 'type', 'place', 'detail'] as const;

/** Whether `row` says nothing that `other` does not say of the same level, too. */
function repeats({ finding: row }: Row, { finding: other }: Row): boolean {
  return (
    row.level === other.level &&
    row.finding === other.finding &&
    (row.grade === other.grade || row.grade === 'present') &&
    FIELDS.every(field => row[field] === '' || row[field] === other[field])
  );
}

/** Present beats absent at a level, unless it is denied by name in a later part of the report. */
function contradicted(row: Row, rows: readonly Row[]): boolean {
  const same = rows.filter(
    other =>
      other !== row &&
      other.absent !== row.absent &&
      other.finding.level === row.finding.level &&
      other.finding.finding === row.finding.finding
  );
  return same.some(other =>
    row.absent ? !(row.named && row.rank > other.rank) : other.named && other.rank > row.rank
  );
}

/** The findings beyond the nine, from the top level down, each said once. */
export function extendedFindings(
  text: string,
  statements: readonly ExtendedStatement[],
  recesses: readonly RecessStatement[],
  numbering: Numbering
): ExtendedFinding[] {
  const byFinding = new Map<string, Row[]>();
  for (const row of [...rowsOf(statements, numbering), ...recessRows(recesses, numbering)]) {
    const key = `${row.finding.level}|${row.finding.finding}`;
    byFinding.set(key, [...(byFinding.get(key) ?? []), row]);
  }
  const kept = [...byFinding.values()].flatMap(rows => {
    const agreed = rows.filter(row => !contradicted(row, rows));
    return agreed.filter(
      (row, i) =>
        !agreed.some(
          (other, j) => i !== j && repeats(row, other) && (!repeats(other, row) || j < i)
        )
    );
  });
  const order = ['T12-L1', ...lumbarLevels(numbering).map(level => levelName(level, numbering))];
  const rankOf = (level: string): number =>
    (order.indexOf(level) + order.length + 1) % (order.length + 1);
  return kept
    .map(({ finding }) => ({ ...finding, quote: text.slice(finding.start, finding.end) }))
    .sort(
      (a, b) =>
        rankOf(a.level) - rankOf(b.level) ||
        (a.level < b.level ? -1 : a.level > b.level ? 1 : 0) ||
        EXTENDED_FINDINGS.indexOf(a.finding) - EXTENDED_FINDINGS.indexOf(b.finding) ||
        a.start - b.start
    );
}
