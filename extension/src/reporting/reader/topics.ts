import type { Topic } from './claims';
import type { Item, LevelItem } from './item';
import { readItems } from './items';
import type { Numbering } from './levels';
import type { Token } from './tokens';

/** What stands before a colon at the start of a sentence. */
export interface Label {
  readonly levels: readonly LevelItem[];
  /** Undefined where the label names levels only. */
  readonly topic: Topic | undefined;
  /** Number of tokens, the colon included. */
  readonly length: number;
}

const LONGEST_LABEL = 14;
const ALLOWED = new Set<Item['kind']>([
  'level',
  'region',
  'side',
  'path',
  'sign',
  'filler',
  'separator',
  'at',
  'of',
  'for',
  'word',
  'exam',
  'number',
  'other',
  'on',
  'versus',
]);

/** The topic of a label or column head; undefined where it names none of the nine conditions' parts. */
export function topicOfItems(items: readonly Item[]): Topic | undefined {
  const sides = items.flatMap(item =>
    item.kind === 'side' && item.side !== 'both' ? [item.side] : []
  );
  const sign = items.find(item => item.kind === 'sign');
  if (sign?.kind === 'sign') {
    return { regions: [], complete: true, sign: sign.sign };
  }
  const regions = items.flatMap(item => (item.kind === 'region' ? [item.region] : []));
  const complete = items.some(item => item.kind === 'path' && item.path !== 'abnormality');
  const side = sides.length === 1 ? sides[0]! : null;
  return regions.length > 0
    ? { regions: [...new Set(regions)].map(region => ({ region, side })), complete }
    : undefined;
}

/** A topic that takes words like "normal" away from the level ("Alignment: normal"). */
const FOREIGN: Topic = { regions: [], complete: false };

const introduces = (item: Item): boolean =>
  item.kind === 'filler' || (item.kind === 'path' && item.path === 'abnormality');

/** Reads a label such as "L4-5:", "Right foramen:", "Facets, L3-S1:" at the start of a sentence. */
export function labelAt(tokens: readonly Token[], numbering: Numbering): Label | undefined {
  const colon = tokens.findIndex(token => token.text === ':' || token.text === ';');
  if (colon <= 0 || colon > LONGEST_LABEL) {
    return undefined;
  }
  const items = readItems(tokens.slice(0, colon), numbering);
  const levels = items.filter((item): item is LevelItem => item.kind === 'level');
  const semicolon = tokens[colon]!.text === ';';
  const bareLevel = items.every(item =>
    ['level', 'filler', 'separator', 'at', 'word'].includes(item.kind)
  );
  if (
    !items.every(item => ALLOWED.has(item.kind)) ||
    (semicolon && !(levels.length > 0 && bareLevel))
  ) {
    return undefined;
  }
  // "Compared with 2020:" introduces what follows.
  if (items[0]?.kind === 'versus') {
    return { levels: [], topic: undefined, length: colon + 1 };
  }
  // "Left: severe foraminal stenosis": the side belongs to the sentence.
  if (
    items.every(item => item.kind === 'side' || item.kind === 'filler') &&
    items.some(item => item.kind === 'side')
  ) {
    return undefined;
  }
  const named = topicOfItems(items);
  // "The last levels:" and "Levels:" introduce; "Alignment:" speaks of something else.
  const opensOnly = levels.length > 0 || items.every(introduces);
  return { levels, topic: named ?? (opensOnly ? undefined : FOREIGN), length: colon + 1 };
}
