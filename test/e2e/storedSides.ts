/**
 * The sides in a stored report, read from the archive's DICOM JSON with nothing but DICOM's own tags and
 * codes: a mistake that our writer and our reader share would not show otherwise.
 */
type Json = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

const CODE_VALUE = '00080100';
const CONCEPT_NAME = '0040A043';
const CONCEPT_CODE = '0040A168';
const CONTENT = '0040A730';
const TEXT = '0040A160';
const GRAPHIC_DATA = '00700022';

/** DICOM PS3.16: DCM Tracking Identifier, SCT Laterality, DCM Representative point. */
const TRACKING = '112039';
const LATERALITY = '272741003';
const REPRESENTATIVE_POINT = '128140';
/** SNOMED CT. */
const SIDES: Readonly<Record<string, 'left' | 'right'>> = {
  '7771000': 'left',
  '24028007': 'right',
};

export interface StoredSide {
  /** '<level>-<condition>', as the panel's cells are named. */
  readonly cell: string;
  /** Every laterality that the finding states. */
  readonly sides: readonly string[];
  /** LPS, mm. */
  readonly point: readonly number[];
}

const items = (node: Json, tag: string): Json[] => (node[tag]?.Value ?? []) as Json[];
const codeIn = (node: Json, tag: string): string =>
  String(items(node, tag)[0]?.[CODE_VALUE]?.Value?.[0] ?? '');

/** A content item and everything below it. */
function subtree(node: Json): Json[] {
  return [node, ...items(node, CONTENT).flatMap(subtree)];
}

const named = (nodes: readonly Json[], concept: string): Json[] =>
  nodes.filter(node => codeIn(node, CONCEPT_NAME) === concept);

/** The sides of every finding of a report in the DICOM JSON model (PS3.18, F). */
export function storedSides(report: object): StoredSide[] {
  return subtree(report as Json).flatMap(node => {
    const [identifier] = named(items(node, CONTENT), TRACKING);
    const words = String(identifier?.[TEXT]?.Value?.[0] ?? '');
    const match = /^([TL]\d+-[LS]\d+) .+ \(([A-Z]+)\)$/.exec(words);
    if (!match) {
      return [];
    }
    const below = subtree(node);
    const sides = named(below, LATERALITY).map(one => {
      const code = codeIn(one, CONCEPT_CODE);
      return SIDES[code] ?? code;
    });
    const [place] = named(below, REPRESENTATIVE_POINT);
    const point = (place?.[GRAPHIC_DATA]?.Value ?? []).map(Number);
    return [{ cell: `${match[1]}-${match[2]}`, sides, point }];
  });
}
