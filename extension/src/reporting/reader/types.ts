import type { Condition, Grade, Level } from '../../findings';
import type { SectionKind } from './sections';

/** Levels of reports: those of the vocabulary, and two more where six lumbar-type vertebrae are named. */
export type ReportLevel = Level | 'L5-L6' | 'L6-S1';

/** The words a label rests on. */
export interface Evidence {
  /** UTF-16 offsets into the report's text; `quote` is the text between them. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /** The words that name the level, and their offsets; empty and null where no words do. */
  readonly levelWords: string;
  readonly levelStart: number | null;
  readonly levelEnd: number | null;
  readonly section: Exclude<SectionKind, 'ignored'>;
  /** How the words reach the level: named there, said of all, of the rest, or a whole normal level. */
  readonly reach: 'named' | 'all' | 'rest' | 'normal-level';
}

/** One condition at one level, as the report says it. */
export interface ReportLabel {
  readonly level: ReportLevel;
  readonly condition: Condition;
  readonly grade: Grade;
  readonly evidence: Evidence;
}

/** What else a report says of a level, beyond the nine conditions. */
export const EXTENDED_FINDINGS = [
  'herniation',
  'bulge',
  'lateral-recess-stenosis',
  'nerve-root-contact',
  'spondylolisthesis',
  'modic',
  'pfirrmann',
  'disc-desiccation',
  'disc-height-loss',
  'annular-fissure',
  'facet-cyst',
  'facet-effusion',
  'compression-fracture',
  'post-operative',
] as const;
export type ExtendedKind = (typeof EXTENDED_FINDINGS)[number];

/** A finding beyond the nine. Empty strings: the report does not say. */
export interface ExtendedFinding {
  /** A disc level, a vertebra of a fracture ("L1"), or "unspecified". */
  readonly level: string;
  readonly finding: ExtendedKind;
  /**
   * absent, present, none, mild, moderate, severe; contact or compression of a root; 1-5 of Meyerding and
   * Pfirrmann; 1-3 of Modic.
   */
  readonly grade: string;
  readonly side: '' | 'left' | 'right' | 'both';
  /** protrusion, extrusion …; anterolisthesis …; laminectomy …; for roots their names ("L5"). */
  readonly type: string;
  /** central, subarticular, foraminal, extraforaminal; several joined by "+". */
  readonly place: string;
  /** Migration, slip in mm, age of a fracture. */
  readonly detail: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** Words about the spine that gave neither a label nor a further finding, and why. */
export interface UnreadClause {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /**
   * unknown-level: it names a level that is none; no-level: a finding without a place; not-stated:
   * hypothetical, earlier or not assessable; not-understood: anything else.
   */
  readonly reason: 'unknown-level' | 'no-level' | 'not-stated' | 'not-understood';
}

/**
 * labels: there are labels or further findings; nothing-found: a report that says nothing of them;
 * not-lumbar-mri: of another part of the body or another technique; other-language: not in English.
 */
export type ReportStatus = 'labels' | 'nothing-found' | 'not-lumbar-mri' | 'other-language';

/** What a report says; conditions that it does not mention have no label. */
export interface ReportReading {
  readonly status: ReportStatus;
  /** ISO 639-1; null where it cannot be told. */
  readonly language: string | null;
  /** From the top level down, conditions in the vocabulary's order. */
  readonly labels: readonly ReportLabel[];
  /** Beyond the nine, from the top level down; never part of the labels. */
  readonly extended: readonly ExtendedFinding[];
  readonly unread: readonly UnreadClause[];
}
