import { CONDITIONS, GRADINGS } from '../../findings';
import {
  type Code,
  CONCEPT,
  CONDITION_CODE,
  FORMER_GRADING_CODE,
  GRADING_CODE,
  OWN,
  sameCode,
} from '../codes';
import { personNameString } from '../header';
import type { KeptContent, NaturalizedDataset } from '../record';
import { container, type ContentItem } from './content';
import { LENGTH_KINDS } from './lengthItems';
import { trackedPlace } from './tracking';
import { child, children, codeOf, codeValue, items, textValue, uidValue } from './tree';

/**
 * What a later version adds without changing what stands: further findings, gradings, lengths, lists, and items of a
 * finding. This version shows none of it, and writes it again as it stood. What it cannot tell from damage (a code that
 * it does not know beside an identifier that it does) it refuses.
 */

const FINDING_CODES: readonly Code[] = CONDITIONS.map(key => CONDITION_CODE[key].finding);
const GRADING_CODES: readonly Code[] = [GRADING_CODE, FORMER_GRADING_CODE].flatMap(codes =>
  Object.values(codes)
);

function isLater(
  node: NaturalizedDataset,
  codes: readonly Code[],
  keys: readonly string[]
): boolean {
  const code = codeValue(node, CONCEPT.finding);
  const place = trackedPlace(textValue(node, CONCEPT.trackingIdentifier));
  const isKnown = codes.some(known => sameCode(known, code));
  return code !== null && place !== null && !isKnown && !keys.includes(place.key);
}

/** Whether a measurement group or record states a finding that this version does not have. */
export const isLaterFinding = (node: NaturalizedDataset): boolean =>
  isLater(node, FINDING_CODES, CONDITIONS);

/** Whether a record states a degeneration grading that this version does not have. */
export const isLaterGrading = (node: NaturalizedDataset): boolean =>
  isLater(node, GRADING_CODES, GRADINGS);

/** Whether a measurement group holds a length that this version does not have. */
function isLaterLength(group: NaturalizedDataset): boolean {
  const numbers = items(group.ContentSequence).filter(({ ValueType }) => ValueType === 'NUM');
  const isOurs = (number: NaturalizedDataset) =>
    LENGTH_KINDS.some(
      ({ concept, modifier }) =>
        sameCode(codeOf(number.ConceptNameCodeSequence), concept) &&
        sameCode(codeValue(number, CONCEPT.topographicalModifier), modifier)
    );
  return !child(group, CONCEPT.finding) && numbers.length > 0 && !numbers.some(isOurs);
}

/** What the document itself contains in this version. */
const ROOT: readonly Code[] = [
  CONCEPT.language,
  CONCEPT.observerType,
  CONCEPT.deviceObserverUID,
  CONCEPT.deviceObserverName,
  CONCEPT.deviceObserverManufacturer,
  CONCEPT.deviceObserverModel,
  CONCEPT.deviceObserverSerial,
  CONCEPT.personObserverName,
  CONCEPT.procedureReported,
  CONCEPT.imageLibrary,
  CONCEPT.imagingMeasurements,
  CONCEPT.summary,
  OWN.schema,
  OWN.notAssessed,
  OWN.warnings,
  OWN.notGradedFindings,
  OWN.rejectedFindings,
  OWN.gradings,
  OWN.structures,
  OWN.levels,
  OWN.algorithms,
];

/** What a finding or grading contains in this version. */
const STATED: readonly Code[] = [
  CONCEPT.trackingIdentifier,
  CONCEPT.trackingUID,
  CONCEPT.observerType,
  CONCEPT.personObserverName,
  CONCEPT.algorithmName,
  CONCEPT.algorithmVersion,
  CONCEPT.algorithmParameters,
  CONCEPT.finding,
  CONCEPT.findingSite,
  CONCEPT.severity,
  CONCEPT.presence,
  CONCEPT.probability,
  CONCEPT.imageRegion,
  CONCEPT.comment,
  OWN.pfirrmannGrade,
  OWN.modelGrade,
  OWN.notGradedReason,
  OWN.status,
  OWN.certainty,
  OWN.remark,
];

/** The containers of what is stated, and the one kind of item that each has in this version. */
const LISTS: readonly {
  readonly list: Code;
  readonly item: Code;
  readonly isLater: (node: NaturalizedDataset) => boolean;
}[] = [
  {
    list: CONCEPT.imagingMeasurements,
    item: CONCEPT.measurementGroup,
    isLater: group => isLaterFinding(group) || isLaterLength(group),
  },
  { list: OWN.notGradedFindings, item: OWN.findingRecord, isLater: isLaterFinding },
  { list: OWN.rejectedFindings, item: OWN.findingRecord, isLater: isLaterFinding },
  { list: OWN.gradings, item: OWN.gradingRecord, isLater: isLaterGrading },
];

/** A value that can be cloned and sent: no proxy, string object or function of the library that read it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value instanceof String) {
    return value.valueOf();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (ArrayBuffer.isView(value)) {
    return Array.from(value as Float32Array);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && typeof entry !== 'function')
      .map(([key, entry]) => [key, key === 'PersonName' ? personNameString(entry) : plain(entry)])
  );
}

const kept = (nodes: readonly NaturalizedDataset[]) =>
  nodes.map(node => plain(node) as NaturalizedDataset);

const notNamed = (node: NaturalizedDataset, names: readonly Code[]): NaturalizedDataset[] =>
  items(node.ContentSequence).filter(item => {
    const name = codeOf(item.ConceptNameCodeSequence);
    return name !== null && !names.some(known => sameCode(known, name));
  });

/** Everything in a report of ours that this version does not know; null where it knows all of it. */
export function keptContent(dataset: NaturalizedDataset): KeptContent | null {
  const lists: [string, NaturalizedDataset[]][] = [];
  const within: [string, NaturalizedDataset[]][] = [];
  for (const { list, item, isLater: later } of LISTS) {
    const node = child(dataset, list);
    if (node) {
      const stated = children(node, item);
      lists.push([list.value, kept([...notNamed(node, [item]), ...stated.filter(later)])]);
      for (const known of stated.filter(group => child(group, CONCEPT.finding) && !later(group))) {
        const uid = uidValue(known, CONCEPT.trackingUID);
        within.push([uid ?? '', kept(notNamed(known, STATED))]);
      }
    }
  }
  const filled = (entries: typeof lists) =>
    Object.fromEntries(entries.filter(([, found]) => found.length > 0));
  const content = {
    root: kept(notNamed(dataset, ROOT)),
    lists: filled(lists),
    items: filled(within),
  };
  const isEmpty = [content.root, Object.keys(content.lists), Object.keys(content.items)].every(
    ({ length }) => length === 0
  );
  return isEmpty ? null : content;
}

const extended = (item: ContentItem, more: readonly ContentItem[] | undefined): ContentItem =>
  more?.length ? { ...item, ContentSequence: [...items(item.ContentSequence), ...more] } : item;

/** A document's content with what was kept of the one that it replaces. */
export function withKept(
  content: readonly ContentItem[],
  keep: KeptContent | undefined
): readonly ContentItem[] {
  if (!keep) {
    return content;
  }
  const named = (item: ContentItem, name: Code) =>
    sameCode(codeOf(item.ConceptNameCodeSequence), name);
  const known = content.map(item => {
    const entry = LISTS.find(({ list }) => named(item, list));
    if (!entry) {
      return item;
    }
    const stated = items(item.ContentSequence).map(group =>
      extended(group, keep.items[uidValue(group, CONCEPT.trackingUID) ?? ''])
    );
    return extended({ ...item, ContentSequence: stated }, keep.lists[entry.list.value]);
  });
  const missing = LISTS.filter(
    ({ list }) => keep.lists[list.value]?.length && !content.some(item => named(item, list))
  ).map(({ list }) => container('CONTAINS', list, keep.lists[list.value]!));
  return [...known, ...missing, ...keep.root];
}
