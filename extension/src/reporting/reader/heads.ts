import { PATH_REGIONS, type Path, type Region } from './lexicon';

export type Side = 'left' | 'right' | 'both';

/** 0 none or absent, 1 mild, 2 moderate, 3 severe. */
export type Severity = 0 | 1 | 2 | 3;

/** Words of the report: UTF-16 offsets into its text. */
export interface Words {
  readonly start: number;
  readonly end: number;
}

/** A grade or side word that modifies a region; `past` where it speaks of an earlier time. */
export interface Modifier extends Words {
  readonly severity?: Severity;
  readonly side?: Side;
  readonly past?: boolean;
}

/** A region mention with the modifiers that stand next to it (its words include them). */
export interface RegionMention extends Words {
  readonly region: Region;
  readonly modifiers: readonly Modifier[];
  /** Whether a grade follows the region ("canal mild") rather than leading it ("mild canal …"). */
  readonly gradeFollows: boolean;
}

/** What is said in a chunk: of which regions, and what. Its words include modifiers and negation. */
export interface Head extends Words {
  readonly kind: 'path' | 'normal' | 'open' | 'sign';
  readonly path?: Path;
  readonly sign?: 'DB' | 'DOC' | 'EL' | 'osteophyte';
  /** Empty for a bare word ("mild stenosis"): the topic or a convention supplies the region. */
  readonly regions: readonly RegionMention[];
  /** Whether the region follows ("narrowing of the canal"); then coordinated regions inherit it. */
  readonly attributive: boolean;
  /** Without regions: whether only a topic can give it one ("mildly narrowed"). */
  readonly bound: boolean;
  /** Modifiers of the head itself, beside those of its regions. */
  readonly modifiers: readonly Modifier[];
  readonly negated: boolean;
  /** Said to have resolved or to be absent: 0 whatever grade stands beside it. */
  readonly cancelled: boolean;
}

/** The parts of one chunk. */
export interface ChunkReading extends Words {
  readonly heads: readonly Head[];
  /** Regions of which the chunk itself says nothing ("canal" in "canal and foraminal stenosis"). */
  readonly regions: readonly RegionMention[];
  /** Modifiers without region or head ("moderate on the left"). */
  readonly modifiers: readonly Modifier[];
  /** Where the chunk's own negation begins. */
  readonly negatedFrom: number | undefined;
  readonly hasUnknown: boolean;
  readonly hasOther: boolean;
  readonly hasExam: boolean;
  readonly isOtherwise: boolean;
  readonly isNow: boolean;
  readonly isPast: boolean;
}

const OPEN_REGIONS: readonly Region[] = ['canal', 'foramen', 'recess', 'foreign'];

/** Whether what a head says can be said of a region: nobody speaks of a patent facet. */
export function headFits(head: Pick<Head, 'kind' | 'path'>, region: Region): boolean {
  switch (head.kind) {
    case 'path':
      return PATH_REGIONS[head.path!].includes(region);
    case 'open':
      return OPEN_REGIONS.includes(region);
    default:
      return head.kind === 'normal';
  }
}

export const isGraded = ({ severity }: Modifier): boolean => severity !== undefined;
